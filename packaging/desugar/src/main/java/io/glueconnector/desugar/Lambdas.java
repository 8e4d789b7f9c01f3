package io.glueconnector.desugar;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.DynamicCallSiteDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lambdas of a class and the generated classes that they share. Equal call sites are one lambda. */
final class Lambdas {
    /** Keeps each method small enough for HotSpot, which never compiles one of more than 8,000 bytes (HugeMethodLimit). */
    private static final int MOST_IN_A_CLASS = 100;

    private final List<Lambda> all;
    private final List<LambdaClass> classes = new ArrayList<>();
    private final Map<DynamicCallSiteDesc, LambdaClass> classOfSite = new HashMap<>();

    /** Groups the lambdas in the order of their call sites, so each build generates the same classes. */
    Lambdas(ClassModel host, List<DynamicCallSiteDesc> sites) {
        List<DynamicCallSiteDesc> distinct = sites.stream().distinct().toList();
        all = IntStream.range(0, distinct.size())
                .mapToObj(number -> new Lambda(host, distinct.get(number), number))
                .toList();
        all.stream()
                .collect(Collectors.groupingBy(Lambda::shape, LinkedHashMap::new, Collectors.toList()))
                .forEach((shape, lambdas) -> lambdas.stream()
                        .gather(Gatherers.windowFixed(MOST_IN_A_CLASS))
                        .forEach(part -> classes.add(new LambdaClass(host, shape, part, classes.size()))));
        classes.forEach(made -> made.sites().forEach(site -> classOfSite.put(site, made)));
    }

    /** Replaces the captured values on the host's stack with the lambda of a call site. */
    void create(CodeBuilder code, DynamicCallSiteDesc site) {
        classOfSite.get(site).create(code, site);
    }

    List<LambdaClass> classes() {
        return classes;
    }

    Stream<AddedMethod> accessors() {
        return all.stream().flatMap(lambda -> lambda.accessor().stream());
    }
}

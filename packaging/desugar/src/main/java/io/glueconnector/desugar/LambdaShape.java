package io.glueconnector.desugar;

import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The interfaces, fields and method signatures of a generated class. Lambdas of the same shape share a class.
 *
 * @param method the name of the functional interface's method
 * @param creation the captured types, and the functional interface as the return type
 * @param interfaces the functional interface and the marker interfaces
 * @param signatures the method's signature and those of its bridge methods
 */
record LambdaShape(
        String method, MethodTypeDesc creation, List<ClassDesc> interfaces, List<MethodTypeDesc> signatures) {
    private static final int FIRST_OF_FLAGS = 3;

    static LambdaShape of(ClassModel host, DynamicCallSiteDesc site) {
        Iterator<ConstantDesc> arguments = List.of(site.bootstrapArgs()).listIterator(FIRST_OF_FLAGS);
        List<ClassDesc> interfaces =
                new ArrayList<>(List.of(site.invocationType().returnType()));
        List<MethodTypeDesc> signatures = new ArrayList<>(List.of((MethodTypeDesc) site.bootstrapArgs()[0]));
        int flags = arguments.hasNext() ? (Integer) arguments.next() : 0;
        if ((flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0) {
            throw new IllegalStateException(
                    "expected no serializable lambda in " + host.thisClass().asInternalName());
        }
        if ((flags & LambdaMetafactory.FLAG_MARKERS) != 0) {
            interfaces.addAll(counted(arguments, ClassDesc.class));
        }
        if ((flags & LambdaMetafactory.FLAG_BRIDGES) != 0) {
            signatures.addAll(counted(arguments, MethodTypeDesc.class));
        }
        return new LambdaShape(
                site.invocationName(),
                site.invocationType(),
                interfaces.stream().distinct().toList(),
                signatures.stream().distinct().toList());
    }

    private static <T> List<T> counted(Iterator<ConstantDesc> arguments, Class<T> type) {
        int count = (Integer) arguments.next();
        return Stream.generate(arguments::next).limit(count).map(type::cast).toList();
    }
}

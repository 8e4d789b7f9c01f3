package io.glueconnector.desugar;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Rewrites one class: each {@code invokedynamic} becomes a call of generated code. */
final class Rewriting {
    private static final Set<String> LAMBDA_BOOTSTRAPS = Set.of(
            "java.lang.invoke.LambdaMetafactory.metafactory", "java.lang.invoke.LambdaMetafactory.altMetafactory");

    private final ClassModel host;
    private final ClassFile classFile;
    private final List<DynamicCallSiteDesc> sites;
    private final Lambdas lambdas;
    private final List<AddedMethod> added = new ArrayList<>();

    Rewriting(ClassModel host, ClassFile classFile) {
        this.host = host;
        this.classFile = classFile;
        this.sites = host.methods().stream()
                .flatMap(method -> method.code().stream())
                .flatMap(CodeModel::elementStream)
                .filter(InvokeDynamicInstruction.class::isInstance)
                .map(element -> callSite((InvokeDynamicInstruction) element))
                .toList();
        this.lambdas =
                new Lambdas(host, sites.stream().filter(Rewriting::isLambda).toList());
    }

    boolean isNeeded() {
        return !sites.isEmpty();
    }

    /** Returns the class itself, with the methods that replace the code that the JVM would generate. */
    byte[] host() {
        ClassTransform methods =
                ClassTransform.transformingMethodBodies(MethodModel.class::isInstance, (code, element) -> {
                    if (element instanceof InvokeDynamicInstruction dynamic) {
                        replace(code, callSite(dynamic));
                    } else {
                        code.with(element);
                    }
                });
        ClassTransform additions = ClassTransform.endHandler(
                builder -> Stream.concat(lambdas.accessors(), added.stream()).forEach(method -> method.addTo(builder)));
        return classFile.transformClass(host, methods.andThen(additions));
    }

    /** Returns the classes generated for lambdas, by internal name. */
    Map<String, byte[]> made() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        lambdas.classes().forEach(lambda -> made.put(lambda.internalName(), lambda.bytes(classFile)));
        return made;
    }

    private static DynamicCallSiteDesc callSite(InvokeDynamicInstruction dynamic) {
        return dynamic.invokedynamic().asSymbol();
    }

    private static boolean isLambda(DynamicCallSiteDesc site) {
        return LAMBDA_BOOTSTRAPS.contains(bootstrap(site));
    }

    private static String bootstrap(DynamicCallSiteDesc site) {
        DirectMethodHandleDesc method = (DirectMethodHandleDesc) site.bootstrapMethod();
        ClassDesc owner = method.owner();
        return owner.packageName() + "." + owner.displayName() + "." + method.methodName();
    }

    private void replace(CodeBuilder code, DynamicCallSiteDesc site) {
        if (isLambda(site)) {
            lambdas.create(code, site);
            return;
        }
        AddedMethod method = switch (bootstrap(site)) {
            case "java.lang.runtime.SwitchBootstraps.typeSwitch" -> PatternSwitch.of(host, site, added.size());
            case "java.lang.runtime.ObjectMethods.bootstrap" -> RecordMethod.of(host, site, added.size());
            case String unknown ->
                throw new IllegalStateException("%s: unknown kind of invokedynamic, by %s"
                        .formatted(host.thisClass().asInternalName(), unknown));
        };
        added.add(method);
        method.call(code);
    }
}

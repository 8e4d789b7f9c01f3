package io.glueconnector.desugar;

import java.lang.classfile.ClassBuilder;
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
import java.util.function.Consumer;

/** Rewrites one class: each {@code invokedynamic} becomes a call of generated code. */
final class Rewriting {
    private final ClassModel host;
    private final ClassFile classFile;
    private final Map<String, byte[]> made = new LinkedHashMap<>();
    private final List<Consumer<ClassBuilder>> added = new ArrayList<>();

    Rewriting(ClassModel host, ClassFile classFile) {
        this.host = host;
        this.classFile = classFile;
    }

    boolean isNeeded() {
        return host.methods().stream()
                .flatMap(method -> method.code().stream())
                .flatMap(CodeModel::elementStream)
                .anyMatch(InvokeDynamicInstruction.class::isInstance);
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
        ClassTransform additions = ClassTransform.endHandler(builder -> added.forEach(add -> add.accept(builder)));
        return classFile.transformClass(host, methods.andThen(additions));
    }

    /** Returns the classes generated for lambdas, by internal name. */
    Map<String, byte[]> made() {
        return made;
    }

    private static DynamicCallSiteDesc callSite(InvokeDynamicInstruction dynamic) {
        return dynamic.invokedynamic().asSymbol();
    }

    private void replace(CodeBuilder code, DynamicCallSiteDesc site) {
        DirectMethodHandleDesc bootstrap = (DirectMethodHandleDesc) site.bootstrapMethod();
        ClassDesc owner = bootstrap.owner();
        String maker = owner.packageName() + "." + owner.displayName() + "." + bootstrap.methodName();
        switch (maker) {
            case "java.lang.invoke.LambdaMetafactory.metafactory",
                    "java.lang.invoke.LambdaMetafactory.altMetafactory" -> lambda(code, site);
            case "java.lang.runtime.SwitchBootstraps.typeSwitch" ->
                add(PatternSwitch.of(host, site, added.size()), code);
            case "java.lang.runtime.ObjectMethods.bootstrap" -> add(RecordMethod.of(host, site, added.size()), code);
            default ->
                throw new IllegalStateException("%s: unknown kind of invokedynamic, by %s"
                        .formatted(host.thisClass().asInternalName(), maker));
        }
    }

    private void lambda(CodeBuilder code, DynamicCallSiteDesc site) {
        LambdaClass lambda = new LambdaClass(host, site, made.size());
        made.put(lambda.internalName(), lambda.bytes(classFile));
        lambda.accessor().ifPresent(accessor -> added.add(accessor::addTo));
        lambda.create(code);
    }

    private void add(AddedMethod method, CodeBuilder code) {
        added.add(method::addTo);
        method.call(code);
    }
}

package io.glueconnector.desugar;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.function.Consumer;

/**
 * A static method added to a class, which calls it in place of an {@code invokedynamic}.
 *
 * @param body the method's instructions
 */
record AddedMethod(ClassModel host, String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {

    void addTo(ClassBuilder builder) {
        // An interface's methods are public or private; generated classes cannot call private ones.
        int access = isInterface() ? ClassFile.ACC_PUBLIC : 0;
        builder.withMethodBody(name, type, access | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, body);
    }

    void call(CodeBuilder code) {
        code.invokestatic(owner(), name, type, isInterface());
    }

    ClassDesc owner() {
        return host.thisClass().asSymbol();
    }

    private boolean isInterface() {
        return host.flags().has(AccessFlag.INTERFACE);
    }
}

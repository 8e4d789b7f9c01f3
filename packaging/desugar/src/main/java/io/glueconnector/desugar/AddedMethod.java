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
 * A static method that its class gets, and calls where an {@code invokedynamic} was.
 *
 * @param body the method's instructions
 */
record AddedMethod(ClassModel host, String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {

    void addTo(ClassBuilder builder) {
        // An interface's methods are public or private; made classes call those that are not.
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

package io.glueconnector.desugar;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;

/** The method that a lambda runs or a method reference names. */
final class Target {
    private Target() {}

    /** Its parameters, the receiver first, and what it returns. */
    static MethodTypeDesc type(DirectMethodHandleDesc target) {
        return target.invocationType();
    }

    /** What stands before the arguments: a constructor's new object. */
    static void begin(CodeBuilder code, DirectMethodHandleDesc target) {
        if (target.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
            code.new_(target.owner()).dup();
        }
    }

    /** The call itself, with receiver and arguments on the stack. */
    static void call(CodeBuilder code, DirectMethodHandleDesc target) {
        ClassDesc owner = target.owner();
        String name = target.methodName();
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
        switch (target.kind()) {
            case STATIC -> code.invokestatic(owner, name, type, false);
            case INTERFACE_STATIC -> code.invokestatic(owner, name, type, true);
            case VIRTUAL -> code.invokevirtual(owner, name, type);
            case INTERFACE_VIRTUAL -> code.invokeinterface(owner, name, type);
            case SPECIAL -> code.invokespecial(owner, name, type, false);
            case INTERFACE_SPECIAL -> code.invokespecial(owner, name, type, true);
            case CONSTRUCTOR -> code.invokespecial(owner, ConstantDescs.INIT_NAME, type);
            case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER ->
                throw new IllegalStateException("expected a method, but got the field " + name);
        }
    }
}

package io.glueconnector.desugar;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Converts a value on the stack to another type, as a call through a functional interface does. */
final class Conversion {
    private Conversion() {}

    /**
     * Adds the instructions for one value.
     *
     * @param from the current type
     * @param through the wrapper type of the reference, if it is known and a primitive is required
     * @param to the required type
     */
    static void add(CodeBuilder code, ClassDesc from, ClassDesc through, ClassDesc to) {
        if (from.equals(to) || (to.equals(ConstantDescs.CD_Object) && !from.isPrimitive())) {
            return;
        }
        if (from.isPrimitive() && to.isPrimitive()) {
            widen(code, from, to);
        } else if (from.isPrimitive()) {
            box(code, TypeKind.from(from));
        } else if (to.isPrimitive()) {
            unbox(code, through, to);
        } else {
            code.checkcast(to);
        }
    }

    /** Boxes a primitive in its wrapper. */
    static void box(CodeBuilder code, TypeKind kind) {
        ClassDesc wrapper = wrapper(kind);
        code.invokestatic(wrapper, "valueOf", MethodTypeDesc.of(wrapper, kind.upperBound()));
    }

    private static void unbox(CodeBuilder code, ClassDesc through, ClassDesc to) {
        TypeKind held = held(through, TypeKind.from(to));
        ClassDesc wrapper = wrapper(held);
        ClassDesc primitive = held.upperBound();
        code.checkcast(wrapper).invokevirtual(wrapper, primitive.displayName() + "Value", MethodTypeDesc.of(primitive));
        widen(code, primitive, to);
    }

    private static TypeKind held(ClassDesc through, TypeKind wanted) {
        for (TypeKind kind : TypeKind.values()) {
            if (kind != TypeKind.REFERENCE
                    && kind != TypeKind.VOID
                    && wrapper(kind).equals(through)) {
                return kind;
            }
        }
        return wanted;
    }

    private static void widen(CodeBuilder code, ClassDesc from, ClassDesc to) {
        TypeKind wider = TypeKind.from(to);
        if (TypeKind.from(from) != wider) {
            code.conversion(TypeKind.from(from), wider);
        }
    }

    private static ClassDesc wrapper(TypeKind kind) {
        return switch (kind) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> throw new IllegalStateException("expected a primitive, but got " + kind);
        };
    }
}

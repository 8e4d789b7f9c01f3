package io.glueconnector.desugar;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A record's {@code equals}, {@code hashCode} or {@code toString}, as {@link java.lang.runtime.ObjectMethods} generates it. */
final class RecordMethod {
    private static final ClassDesc BUILDER = ClassDesc.of(StringBuilder.class.getName());
    private static final ClassDesc OBJECTS = ClassDesc.of(Objects.class.getName());
    private static final int PRIME = 31;

    private final ClassDesc type;
    private final String name;
    private final List<DirectMethodHandleDesc> fields;

    private RecordMethod(ClassDesc type, String name, List<DirectMethodHandleDesc> fields) {
        this.type = type;
        this.name = name;
        this.fields = fields;
    }

    static AddedMethod of(ClassModel host, DynamicCallSiteDesc site, int number) {
        ConstantDesc[] arguments = site.bootstrapArgs();
        List<DirectMethodHandleDesc> fields = Arrays.stream(arguments)
                .skip(2)
                .map(DirectMethodHandleDesc.class::cast)
                .toList();
        RecordMethod method = new RecordMethod((ClassDesc) arguments[0], simpleName(host), fields);
        Consumer<CodeBuilder> body = switch (site.invocationName()) {
            case "equals" -> method::equality;
            case "hashCode" -> method::hash;
            case "toString" -> method::text;
            case String name -> throw new IllegalStateException("unknown method of a record: " + name);
        };
        return new AddedMethod(host, site.invocationName() + "$" + number, site.invocationType(), body);
    }

    /** Returns the same name as {@link Class#getSimpleName()}, from the same attribute. */
    private static String simpleName(ClassModel host) {
        return host.findAttribute(Attributes.innerClasses()).stream()
                .flatMap(attribute -> attribute.classes().stream())
                .filter(inner -> inner.innerClass().equals(host.thisClass()))
                .flatMap(inner -> inner.innerName().stream())
                .map(Utf8Entry::stringValue)
                .findFirst()
                .orElse(host.thisClass().asSymbol().displayName());
    }

    private void equality(CodeBuilder code) {
        Label differs = code.newLabel();
        code.aload(1).instanceOf(type).ifeq(differs);
        for (DirectMethodHandleDesc field : fields) {
            component(code, field);
            code.aload(1).checkcast(type);
            code.getfield(type, field.methodName(), typeOf(field));
            boxed(code, typeOf(field));
            code.invokestatic(
                    OBJECTS,
                    "equals",
                    MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object));
            code.ifeq(differs);
        }
        code.loadConstant(1).ireturn().labelBinding(differs).loadConstant(0).ireturn();
    }

    private void hash(CodeBuilder code) {
        code.loadConstant(0);
        for (DirectMethodHandleDesc field : fields) {
            code.loadConstant(PRIME).imul();
            component(code, field);
            code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
            code.iadd();
        }
        code.ireturn();
    }

    private void text(CodeBuilder code) {
        code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", ConstantDescs.MTD_void);
        String before = name + "[";
        for (DirectMethodHandleDesc field : fields) {
            append(code.loadConstant(before + field.methodName() + "="), ConstantDescs.CD_String);
            component(code, field);
            append(code, ConstantDescs.CD_Object);
            before = ", ";
        }
        append(code.loadConstant(fields.isEmpty() ? before + "]" : "]"), ConstantDescs.CD_String);
        code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String))
                .areturn();
    }

    private static void append(CodeBuilder code, ClassDesc what) {
        code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, what));
    }

    private void component(CodeBuilder code, DirectMethodHandleDesc field) {
        code.aload(0).getfield(type, field.methodName(), typeOf(field));
        boxed(code, typeOf(field));
    }

    private static void boxed(CodeBuilder code, ClassDesc value) {
        if (value.isPrimitive()) {
            Conversion.box(code, TypeKind.from(value));
        }
    }

    private static ClassDesc typeOf(DirectMethodHandleDesc field) {
        return field.invocationType().returnType();
    }
}

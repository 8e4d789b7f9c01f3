package io.glueconnector.desugar;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;

/** One lambda or method reference of a class. */
final class Lambda {
    private final ClassModel host;
    private final DynamicCallSiteDesc site;
    private final DirectMethodHandleDesc target;
    private final MethodTypeDesc exact;
    private final Optional<AddedMethod> accessor;

    Lambda(ClassModel host, DynamicCallSiteDesc site, int number) {
        this.host = host;
        this.site = site;
        ConstantDesc[] arguments = site.bootstrapArgs();
        this.target = (DirectMethodHandleDesc) arguments[1];
        this.exact = (MethodTypeDesc) arguments[2];
        this.accessor = isHidden() ? Optional.of(accessor(number)) : Optional.empty();
    }

    DynamicCallSiteDesc site() {
        return site;
    }

    LambdaShape shape() {
        return LambdaShape.of(host, site);
    }

    /** Returns the host's method through which a generated class calls a method that only the host may call. */
    Optional<AddedMethod> accessor() {
        return accessor;
    }

    /** Adds the body of a method of the generated class, which holds the captured values in its fields. */
    void call(CodeBuilder code, ClassDesc generated, MethodTypeDesc type) {
        List<ClassDesc> captured = site.invocationType().parameterList();
        MethodTypeDesc wanted = Target.type(target);
        if (accessor.isEmpty()) {
            Target.begin(code, target);
        }
        for (int i = 0; i < captured.size(); i++) {
            code.aload(0).getfield(generated, LambdaClass.field(i), captured.get(i));
            Conversion.add(code, captured.get(i), captured.get(i), wanted.parameterType(i));
        }
        for (int i = 0; i < type.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
            ClassDesc needed = wanted.parameterType(captured.size() + i);
            Conversion.add(code, type.parameterType(i), exact.parameterType(i), needed);
        }
        accessor.ifPresentOrElse(method -> method.call(code), () -> Target.call(code, target));
        result(code, wanted.returnType(), type.returnType());
    }

    private static void result(CodeBuilder code, ClassDesc from, ClassDesc to) {
        if (to.equals(ConstantDescs.CD_void)) {
            switch (TypeKind.from(from).slotSize()) {
                case 1 -> code.pop();
                case 2 -> code.pop2();
                default -> code.nop();
            }
        } else {
            Conversion.add(code, from, from, to);
        }
        code.return_(TypeKind.from(to));
    }

    /** Whether only the host, or its nest, may call the target. */
    private boolean isHidden() {
        if (target.kind() == Kind.SPECIAL || target.kind() == Kind.INTERFACE_SPECIAL) {
            return true;
        }
        if (!target.owner().equals(host.thisClass().asSymbol())) {
            // The target may be a private constructor or method of another class in the nest. If not, the extra call is
            // harmless.
            return host.findAttribute(Attributes.nestHost()).isPresent()
                    || host.findAttribute(Attributes.nestMembers()).isPresent();
        }
        String method = target.kind() == Kind.CONSTRUCTOR ? ConstantDescs.INIT_NAME : target.methodName();
        return host.methods().stream().anyMatch(own -> own.flags().has(AccessFlag.PRIVATE) && isNamed(own, method));
    }

    private boolean isNamed(MethodModel own, String method) {
        return own.methodName().equalsString(method) && own.methodType().equalsString(target.lookupDescriptor());
    }

    private AddedMethod accessor(int number) {
        MethodTypeDesc type = Target.type(target);
        return new AddedMethod(host, "lambda$access$" + number, type, code -> {
            Target.begin(code, target);
            for (int i = 0; i < type.parameterCount(); i++) {
                code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
            }
            Target.call(code, target);
            code.return_(TypeKind.from(type.returnType()));
        });
    }
}

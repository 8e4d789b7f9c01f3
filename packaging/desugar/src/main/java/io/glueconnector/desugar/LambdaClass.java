package io.glueconnector.desugar;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
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
import java.lang.invoke.LambdaMetafactory;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The class of one lambda or method reference, as {@link LambdaMetafactory} generates it.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/invoke/LambdaMetafactory.html">
 *     LambdaMetafactory</a>
 */
final class LambdaClass {
    private static final int FIRST_OF_FLAGS = 3;
    private static final String INSTANCE = "INSTANCE";
    private static final String CREATE = "create";

    private final ClassModel host;
    private final DynamicCallSiteDesc site;
    private final ClassDesc name;
    private final MethodTypeDesc erased;
    private final MethodTypeDesc exact;
    private final DirectMethodHandleDesc target;
    private final List<ClassDesc> captured;
    private final Optional<AddedMethod> accessor;

    LambdaClass(ClassModel host, DynamicCallSiteDesc site, int number) {
        this.host = host;
        this.site = site;
        this.name = ClassDesc.ofInternalName(host.thisClass().asInternalName() + "$$Lambda$" + number);
        ConstantDesc[] arguments = site.bootstrapArgs();
        this.erased = (MethodTypeDesc) arguments[0];
        this.target = (DirectMethodHandleDesc) arguments[1];
        this.exact = (MethodTypeDesc) arguments[2];
        this.captured = site.invocationType().parameterList();
        this.accessor = isHidden() ? Optional.of(accessor(number)) : Optional.empty();
    }

    String internalName() {
        String descriptor = name.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    /** Returns the host's method through which the class calls a method that only the host may call. */
    Optional<AddedMethod> accessor() {
        return accessor;
    }

    /** Replaces the captured values on the host's stack with the lambda. */
    void create(CodeBuilder code) {
        if (captured.isEmpty()) {
            code.getstatic(name, INSTANCE, type());
        } else {
            code.invokestatic(name, CREATE, site.invocationType());
        }
    }

    byte[] bytes(ClassFile classFile) {
        return classFile.build(name, builder -> {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0)
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(interfaces());
            constructor(builder);
            if (captured.isEmpty()) {
                instance(builder);
            } else {
                factory(builder);
            }
            for (MethodTypeDesc type : signatures()) {
                builder.withMethodBody(site.invocationName(), type, ClassFile.ACC_PUBLIC, code -> call(code, type));
            }
        });
    }

    private void constructor(ClassBuilder builder) {
        MethodTypeDesc type = site.invocationType().changeReturnType(ConstantDescs.CD_void);
        builder.withMethodBody(ConstantDescs.INIT_NAME, type, ClassFile.ACC_PRIVATE, code -> {
            code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
            for (int i = 0; i < captured.size(); i++) {
                code.aload(0)
                        .loadLocal(TypeKind.from(captured.get(i)), code.parameterSlot(i))
                        .putfield(name, field(i), captured.get(i));
            }
            code.return_();
        });
        for (int i = 0; i < captured.size(); i++) {
            builder.withField(field(i), captured.get(i), ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
        }
    }

    private void instance(ClassBuilder builder) {
        builder.withField(INSTANCE, type(), ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        builder.withMethodBody(
                ConstantDescs.CLASS_INIT_NAME,
                ConstantDescs.MTD_void,
                ClassFile.ACC_STATIC,
                code -> code.new_(name)
                        .dup()
                        .invokespecial(name, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                        .putstatic(name, INSTANCE, type())
                        .return_());
    }

    private void factory(ClassBuilder builder) {
        MethodTypeDesc type = site.invocationType();
        builder.withMethodBody(CREATE, type, ClassFile.ACC_STATIC, code -> {
            code.new_(name).dup();
            for (int i = 0; i < captured.size(); i++) {
                code.loadLocal(TypeKind.from(captured.get(i)), code.parameterSlot(i));
            }
            code.invokespecial(name, ConstantDescs.INIT_NAME, type.changeReturnType(ConstantDescs.CD_void))
                    .areturn();
        });
    }

    private void call(CodeBuilder code, MethodTypeDesc type) {
        MethodTypeDesc wanted = Target.type(target);
        if (accessor.isEmpty()) {
            Target.begin(code, target);
        }
        for (int i = 0; i < captured.size(); i++) {
            code.aload(0).getfield(name, field(i), captured.get(i));
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

    /** Returns the functional interface and the lambda's marker interfaces. */
    private List<ClassDesc> interfaces() {
        List<ClassDesc> interfaces = new ArrayList<>(List.of(type()));
        ConstantDesc[] arguments = site.bootstrapArgs();
        if (arguments.length > FIRST_OF_FLAGS) {
            int flags = (Integer) arguments[FIRST_OF_FLAGS];
            if ((flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0) {
                throw new IllegalStateException(
                        "expected no serializable lambda in " + host.thisClass().asInternalName());
            }
            if ((flags & LambdaMetafactory.FLAG_MARKERS) != 0) {
                int count = (Integer) arguments[FIRST_OF_FLAGS + 1];
                for (int i = 0; i < count; i++) {
                    interfaces.add((ClassDesc) arguments[FIRST_OF_FLAGS + 2 + i]);
                }
            }
        }
        return interfaces.stream().distinct().toList();
    }

    /** Returns the method's signature and those of its bridge methods. */
    private List<MethodTypeDesc> signatures() {
        List<MethodTypeDesc> signatures = new ArrayList<>(List.of(erased));
        ConstantDesc[] arguments = site.bootstrapArgs();
        if (arguments.length > FIRST_OF_FLAGS) {
            int flags = (Integer) arguments[FIRST_OF_FLAGS];
            if ((flags & LambdaMetafactory.FLAG_BRIDGES) != 0) {
                int markers =
                        (flags & LambdaMetafactory.FLAG_MARKERS) != 0 ? 1 + (Integer) arguments[FIRST_OF_FLAGS + 1] : 0;
                for (int i = FIRST_OF_FLAGS + 2 + markers; i < arguments.length; i++) {
                    signatures.add((MethodTypeDesc) arguments[i]);
                }
            }
        }
        return signatures.stream().distinct().toList();
    }

    /** The functional interface. */
    private ClassDesc type() {
        return site.invocationType().returnType();
    }

    private static String field(int number) {
        return "captured" + number;
    }
}

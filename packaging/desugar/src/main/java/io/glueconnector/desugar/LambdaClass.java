package io.glueconnector.desugar;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The class of the lambdas of one shape. {@link LambdaMetafactory} generates a class for each lambda. If lambdas share a class, the
 * last field of an object selects its lambda. Each evaluation creates an object, even if the lambda captures nothing, which the
 * language allows (JLS 15.27.4).
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/invoke/LambdaMetafactory.html">
 *     LambdaMetafactory</a>
 */
final class LambdaClass {
    private static final String CREATE = "create";

    private final LambdaShape shape;
    private final List<Lambda> lambdas;
    private final ClassDesc name;
    private final MethodTypeDesc creation;

    LambdaClass(ClassModel host, LambdaShape shape, List<Lambda> lambdas, int number) {
        this.shape = shape;
        this.lambdas = lambdas;
        this.name = ClassDesc.ofInternalName(host.thisClass().asInternalName() + "$$Lambda$" + number);
        this.creation = lambdas.size() == 1
                ? shape.creation()
                : shape.creation().insertParameterTypes(shape.creation().parameterCount(), ConstantDescs.CD_int);
    }

    String internalName() {
        String descriptor = name.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    List<DynamicCallSiteDesc> sites() {
        return lambdas.stream().map(Lambda::site).toList();
    }

    /** Replaces the captured values on the host's stack with the lambda. */
    void create(CodeBuilder code, DynamicCallSiteDesc site) {
        if (isShared()) {
            code.loadConstant(sites().indexOf(site));
        }
        code.invokestatic(name, CREATE, creation);
    }

    byte[] bytes(ClassFile classFile) {
        return classFile.build(name, builder -> {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0)
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(shape.interfaces());
            constructor(builder);
            factory(builder);
            for (MethodTypeDesc type : shape.signatures()) {
                builder.withMethodBody(shape.method(), type, ClassFile.ACC_PUBLIC, code -> body(code, type));
            }
        });
    }

    private void constructor(ClassBuilder builder) {
        MethodTypeDesc type = creation.changeReturnType(ConstantDescs.CD_void);
        builder.withMethodBody(ConstantDescs.INIT_NAME, type, ClassFile.ACC_PRIVATE, code -> {
            code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
            for (int i = 0; i < type.parameterCount(); i++) {
                code.aload(0)
                        .loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i))
                        .putfield(name, field(i), type.parameterType(i));
            }
            code.return_();
        });
        for (int i = 0; i < type.parameterCount(); i++) {
            builder.withField(field(i), type.parameterType(i), ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
        }
    }

    private void factory(ClassBuilder builder) {
        builder.withMethodBody(CREATE, creation, ClassFile.ACC_STATIC, code -> {
            code.new_(name).dup();
            for (int i = 0; i < creation.parameterCount(); i++) {
                code.loadLocal(TypeKind.from(creation.parameterType(i)), code.parameterSlot(i));
            }
            code.invokespecial(name, ConstantDescs.INIT_NAME, creation.changeReturnType(ConstantDescs.CD_void))
                    .areturn();
        });
    }

    private void body(CodeBuilder code, MethodTypeDesc type) {
        if (isShared()) {
            List<SwitchCase> cases = IntStream.range(0, lambdas.size())
                    .mapToObj(i -> SwitchCase.of(i, code.newLabel()))
                    .toList();
            code.aload(0)
                    .getfield(name, field(creation.parameterCount() - 1), ConstantDescs.CD_int)
                    .tableswitch(cases.getLast().target(), cases);
            for (SwitchCase each : cases) {
                code.labelBinding(each.target());
                lambdas.get(each.caseValue()).call(code, name, type);
            }
        } else {
            lambdas.getFirst().call(code, name, type);
        }
    }

    private boolean isShared() {
        return lambdas.size() > 1;
    }

    /** Returns the name of the field that holds a captured value or, in the last field of a shared class, the lambda's index. */
    static String field(int number) {
        return "field" + number;
    }
}

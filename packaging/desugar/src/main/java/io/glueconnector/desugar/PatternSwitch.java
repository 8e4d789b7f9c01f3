package io.glueconnector.desugar;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Finds the next matching label of a pattern switch, as {@link java.lang.runtime.SwitchBootstraps#typeSwitch} does, for labels
 * that are classes or strings.
 */
final class PatternSwitch {
    private static final MethodTypeDesc EQUALS = MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object);

    private PatternSwitch() {}

    static AddedMethod of(ClassModel host, DynamicCallSiteDesc site, int number) {
        ConstantDesc[] labels = site.bootstrapArgs();
        return new AddedMethod(host, "switch$" + number, site.invocationType(), code -> body(code, labels));
    }

    private static void body(CodeBuilder code, ConstantDesc[] labels) {
        Label notNull = code.newLabel();
        code.aload(0).ifnonnull(notNull).loadConstant(-1).ireturn().labelBinding(notNull);
        for (int i = 0; i < labels.length; i++) {
            Label next = code.newLabel();
            // The second argument is the index of the first label to try.
            code.iload(1).loadConstant(i).if_icmpgt(next);
            matches(code, labels[i]);
            code.ifeq(next).loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.length).ireturn();
    }

    private static void matches(CodeBuilder code, ConstantDesc label) {
        if (label instanceof ClassDesc type && !type.isPrimitive()) {
            code.aload(0).instanceOf(type);
        } else if (label instanceof String text) {
            code.loadConstant(text).aload(0).invokevirtual(ConstantDescs.CD_String, "equals", EQUALS);
        } else {
            throw new IllegalStateException("expected a class or a string as the label of a switch, but got " + label);
        }
    }
}

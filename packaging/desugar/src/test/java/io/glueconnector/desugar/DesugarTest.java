package io.glueconnector.desugar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesugarTest {
    @TempDir
    Path folder;

    @Test
    void main_everyKindOfSugar_returnsTheSameResults() throws Exception {
        copySamples();

        Desugar.main(new String[] {folder.toString()});

        assertThat(dynamicCalls()).isZero();
        assertThat(results()).isEqualTo(new Sugar().get());
    }

    @Test
    void main_lambdasOfOneShape_shareAClass() throws Exception {
        copySamples();

        Desugar.main(new String[] {folder.toString()});

        assertThat(generated("Sugar$Alike")).hasSize(6);
    }

    @Test
    void main_moreLambdasThanAClassHolds_generatesMoreClasses() throws Exception {
        int count = 205;
        Files.write(folder.resolve("Many.class"), many(count));

        Desugar.main(new String[] {folder.toString()});

        assertThat(generated("Many")).hasSize(3);
        assertThat(valuesOfMany()).isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void main_secondRun_changesNothing() throws Exception {
        copySamples();
        Desugar.main(new String[] {folder.toString()});
        List<String> once = contents();

        Desugar.main(new String[] {folder.toString()});

        assertThat(contents()).isEqualTo(once);
    }

    @Test
    void main_twoRuns_produceTheSameBytes() throws Exception {
        copySamples();
        Desugar.main(new String[] {folder.toString()});
        List<String> once = contents();
        copySamples();

        Desugar.main(new String[] {folder.toString()});

        assertThat(contents()).isEqualTo(once);
    }

    @Test
    void main_unknownBootstrap_failsAndNamesBootstrapAndClass() throws Exception {
        ClassDesc factory = ClassDesc.of("java.lang.invoke.StringConcatFactory");
        DynamicCallSiteDesc site = DynamicCallSiteDesc.of(
                ConstantDescs.ofCallsiteBootstrap(factory, "makeConcat", ConstantDescs.CD_CallSite),
                "makeConcat",
                MethodTypeDesc.of(ConstantDescs.CD_String));
        byte[] bytes = ClassFile.of()
                .build(
                        ClassDesc.of("sample.Joined"),
                        builder -> builder.withMethodBody(
                                "text",
                                MethodTypeDesc.of(ConstantDescs.CD_String),
                                ClassFile.ACC_STATIC,
                                code -> code.invokedynamic(site).areturn()));
        Files.write(folder.resolve("Joined.class"), bytes);

        assertThatIllegalStateException()
                .isThrownBy(() -> Desugar.main(new String[] {folder.toString()}))
                .withMessageContainingAll("sample/Joined", "by java.lang.invoke.StringConcatFactory.makeConcat");
    }

    @Test
    void main_serializableLambda_failsAndNamesTheClass() throws Exception {
        Files.write(folder.resolve("Kept.class"), Files.readAllBytes(compiled().resolve("Kept.class")));

        assertThatIllegalStateException()
                .isThrownBy(() -> Desugar.main(new String[] {folder.toString()}))
                .withMessageContainingAll("io/glueconnector/desugar/Kept", "serializable");
    }

    @Test
    void main_withoutFolder_failsAndNamesTheArgument() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Desugar.main(new String[0]))
                .withMessageContaining("the folder of classes");
    }

    private void copySamples() throws Exception {
        Path target = Files.createDirectories(folder.resolve("io/glueconnector/desugar"));
        try (Stream<Path> files = Files.list(compiled())) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("Sugar"))
                    .toList()) {
                Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
    }

    /** Returns a class that has a method {@code all}, which returns suppliers of the numbers from zero. */
    private static byte[] many(int count) {
        ClassDesc many = ClassDesc.of("Many");
        ClassDesc supplier = ClassDesc.of(Supplier.class.getName());
        MethodTypeDesc value = MethodTypeDesc.of(ConstantDescs.CD_Integer);
        MethodTypeDesc valueOf = MethodTypeDesc.of(ConstantDescs.CD_Integer, ConstantDescs.CD_int);
        return ClassFile.of().build(many, builder -> {
            builder.withFlags(ClassFile.ACC_PUBLIC);
            for (int i = 0; i < count; i++) {
                int number = i;
                builder.withMethodBody(
                        "value" + i,
                        value,
                        ClassFile.ACC_STATIC,
                        code -> code.loadConstant(number)
                                .invokestatic(ConstantDescs.CD_Integer, "valueOf", valueOf)
                                .areturn());
            }
            MethodTypeDesc all = MethodTypeDesc.of(supplier.arrayType());
            builder.withMethodBody("all", all, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> {
                code.loadConstant(count).anewarray(supplier);
                for (int i = 0; i < count; i++) {
                    code.dup()
                            .loadConstant(i)
                            .invokedynamic(reference(many, "value" + i, value))
                            .aastore();
                }
                code.areturn();
            });
        });
    }

    private static DynamicCallSiteDesc reference(ClassDesc owner, String method, MethodTypeDesc type) {
        return DynamicCallSiteDesc.of(
                ConstantDescs.ofCallsiteBootstrap(
                        ClassDesc.of(LambdaMetafactory.class.getName()),
                        "metafactory",
                        ConstantDescs.CD_CallSite,
                        ConstantDescs.CD_MethodType,
                        ConstantDescs.CD_MethodHandle,
                        ConstantDescs.CD_MethodType),
                "get",
                MethodTypeDesc.of(ClassDesc.of(Supplier.class.getName())),
                MethodTypeDesc.of(ConstantDescs.CD_Object),
                MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, owner, method, type),
                type);
    }

    private List<?> valuesOfMany() throws Exception {
        URL[] place = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(place, ClassLoader.getPlatformClassLoader())) {
            Supplier<?>[] all =
                    (Supplier<?>[]) loader.loadClass("Many").getMethod("all").invoke(null);
            return Stream.of(all).map(Supplier::get).toList();
        }
    }

    private List<Path> generated(String host) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(host + "$$Lambda$"))
                    .toList();
        }
    }

    private static Path compiled() throws Exception {
        Path classes = Path.of(
                Sugar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return classes.resolve("io/glueconnector/desugar");
    }

    private Object results() throws Exception {
        URL[] place = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(place, ClassLoader.getPlatformClassLoader())) {
            Class<?> sugar = loader.loadClass(Sugar.class.getName());
            return ((Supplier<?>) sugar.getConstructor().newInstance()).get();
        }
    }

    private long dynamicCalls() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(DesugarTest::bytes)
                    .flatMap(bytes -> ClassFile.of().parse(bytes).methods().stream())
                    .flatMap(method -> method.code().stream())
                    .flatMap(CodeModel::elementStream)
                    .filter(InvokeDynamicInstruction.class::isInstance)
                    .count();
        }
    }

    private List<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> folder.relativize(file) + " " + HexFormat.of().formatHex(bytes(file)))
                    .toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

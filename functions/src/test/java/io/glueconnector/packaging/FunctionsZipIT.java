package io.glueconnector.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the package for Lambda: it contains what the functions need and nothing else, and the functions run from it. */
class FunctionsZipIT {
    private static final Path ZIP = Path.of("target", "functions.zip");
    private static final Path TEMPLATE = Path.of("..", "template.yaml");
    private static final long MOST_BYTES = 10L * 1024 * 1024;
    private static final Pattern HANDLER = Pattern.compile("(?m)^\\s+Handler: ([\\w.]+)$");
    /** The package must not contain other HTTP clients, the runtime client, event classes, logging or test code. */
    private static final List<String> FOREIGN = List.of(
            "org/apache/",
            "io/netty/",
            "com/amazonaws/services/lambda/",
            "com/fasterxml/jackson/",
            "ch/qos/logback/",
            "org/junit/",
            "org/assertj/",
            "com/tngtech/",
            "io/glueconnector/fakeglue/",
            "io/glueconnector/testing/",
            "io/glueconnector/contract/");

    @TempDir
    private static Path unpacked;

    private static final List<String> NAMES = new ArrayList<>();

    @BeforeAll
    static void unpack() throws IOException {
        PackagedFunction.unpack(unpacked);
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .forEach(NAMES::add);
        }
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream().map(ZipEntry::getName).forEach(NAMES::add);
            }
        }
    }

    private static List<Path> jars() throws IOException {
        Path lib = unpacked.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(lib)) {
            return files.sorted().toList();
        }
    }

    static Stream<String> handlers() throws IOException {
        return HANDLER.matcher(Files.readString(TEMPLATE))
                .results()
                .map(MatchResult.class::cast)
                .map(match -> match.group(1));
    }

    private static ClassLoader lambdasLoader() throws IOException {
        List<URL> places = new ArrayList<>();
        // Lambda's runtime provides the handler interface.
        places.add(
                RequestStreamHandler.class.getProtectionDomain().getCodeSource().getLocation());
        places.add(unpacked.toUri().toURL());
        for (Path jar : jars()) {
            places.add(jar.toUri().toURL());
        }
        return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void zip_isSmall() throws IOException {
        assertThat(Files.size(ZIP)).isLessThan(MOST_BYTES);
    }

    @Test
    void zip_holdsNothingUnneeded() {
        assertThat(NAMES).isNotEmpty().noneMatch(name -> FOREIGN.stream().anyMatch(name::startsWith));
        assertThat(NAMES).noneMatch(name -> name.endsWith("Test.class") || name.endsWith("IT.class"));
    }

    @Test
    void zip_hasOnlyOurClassesAndTheSdks() {
        assertThat(NAMES)
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("io/glueconnector/")
                        || name.startsWith("software/amazon/awssdk/")
                        || name.startsWith("org/slf4j/")
                        || name.startsWith("org/reactivestreams/")
                        || name.startsWith("org/crac/"));
    }

    @Test
    void zip_isShrunk() {
        assertThat(NAMES)
                .contains("software/amazon/awssdk/services/glue/DefaultGlueClient.class")
                .doesNotContain("software/amazon/awssdk/services/glue/DefaultGlueAsyncClient.class");
    }

    @Test
    void classes_inTheJars_generateNothingAtRunTime() throws IOException {
        List<String> dynamic = new ArrayList<>();
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (JarEntry entry : classes(file)) {
                    ClassModel type =
                            ClassFile.of().parse(file.getInputStream(entry).readAllBytes());
                    type.methods().stream()
                            .flatMap(method -> method.code().stream())
                            .flatMap(CodeModel::elementStream)
                            .filter(InvokeDynamicInstruction.class::isInstance)
                            .forEach(_ -> dynamic.add(entry.getName()));
                }
            }
        }

        assertThat(dynamic).isEmpty();
    }

    /** The JVM's boot loader cannot see the runtime's classes or those in the other jar. */
    @Test
    void bootJar_doesNotDependOnLambdasRuntime() throws IOException {
        List<String> foreign = new ArrayList<>();
        try (JarFile boot = new JarFile(unpacked.resolve("lib/boot.jar").toFile());
                JarFile connector =
                        new JarFile(unpacked.resolve("lib/connector.jar").toFile())) {
            for (JarEntry entry : classes(boot)) {
                ClassModel type =
                        ClassFile.of().parse(boot.getInputStream(entry).readAllBytes());
                for (PoolEntry constant : type.constantPool()) {
                    if (constant instanceof ClassEntry named && isForeign(named.asInternalName(), connector)) {
                        foreign.add(entry.getName() + ": " + named.asInternalName());
                    }
                }
            }
        }

        assertThat(foreign).isEmpty();
    }

    private static boolean isForeign(String name, JarFile connector) {
        return name.startsWith("com/amazonaws/") || connector.getEntry(name + ".class") != null;
    }

    /** Verifies and initializes every class here, because the boot loader does not verify. */
    @Test
    void classes_inTheJars_canBeInitialized() throws IOException {
        ClassLoader loader = lambdasLoader();
        List<String> unsound = new ArrayList<>();
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (JarEntry entry : classes(file)) {
                    String name = entry.getName().replace('/', '.').replaceAll("\\.class$", "");
                    Throwable thrown = catchThrowable(() -> Class.forName(name, true, loader));
                    if (thrown != null) {
                        unsound.add(name + ": " + thrown);
                    }
                }
            }
        }

        assertThat(unsound).isEmpty();
    }

    @Test
    void classList_ofThePackage_namesOnlyClassesThatCanBeLoaded() throws IOException, ReflectiveOperationException {
        List<String> names = Files.readAllLines(unpacked.resolve("class-list"));

        ClassLoader loader = lambdasLoader();
        for (String name : names) {
            Class.forName(name, false, loader);
        }
        assertThat(loader.loadClass("io.glueconnector.snapshot.ClassPreload").getResource("/class-list"))
                .isNotNull();
        assertThat(names)
                .hasSizeGreaterThan(1_000)
                .contains("software.amazon.awssdk.services.glue.GlueClient")
                .doesNotContain("io.glueconnector.jobs.ListJobs")
                .doesNotHaveDuplicates();
    }

    private static List<JarEntry> classes(JarFile file) {
        return file.stream().filter(entry -> entry.getName().endsWith(".class")).toList();
    }

    @Test
    void zip_holdsNoBuildTime() throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getTimeLocal).distinct().toList())
                    .allMatch(time -> time.toLocalDate()
                            .equals(LocalDateTime.parse("2026-01-01T00:00").toLocalDate()));
        }
    }

    /** Lambda runs the wrapper as a program, with the permissions that the zip records. */
    @Test
    void wrapper_inTheZip_isExecutable() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(ZIP, Map.of("enablePosixFileAttributes", true))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip.getPath("/boot-path"))))
                    .isEqualTo("rwxr-xr-x");
        }
    }

    @Test
    void sdk_findsTheOneHttpClient() throws IOException, ReflectiveOperationException {
        ClassLoader loader = lambdasLoader();
        List<URI> providers = loader.resources("META-INF/services/software.amazon.awssdk.http.SdkHttpService")
                .map(URL::toString)
                .map(URI::create)
                .toList();

        assertThat(providers).hasSize(1);
        try (InputStream text = providers.getFirst().toURL().openStream()) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8)).contains("UrlConnectionSdkHttpService");
        }
    }

    @Test
    void zip_hasTheNativeLibraryForBothArchitecturesOfLambda() {
        assertThat(NAMES)
                .filteredOn(name -> name.matches(".*\\.(so|dylib|dll)"))
                .containsExactlyInAnyOrder(
                        "linux/armv8/glibc/libaws-crt-jni.so", "linux/x86_64/glibc/libaws-crt-jni.so");
    }

    @Test
    void template_namesTwelveHandlers() throws IOException {
        assertThat(handlers()).hasSizeGreaterThanOrEqualTo(12).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void handler_ofTheTemplate_runsFromTheZipOnly(String name) throws Exception {
        ClassLoader loader = lambdasLoader();
        Class<?> interfaceOfAll = loader.loadClass("com.amazonaws.services.lambda.runtime.RequestStreamHandler");
        Class<?> context = loader.loadClass("com.amazonaws.services.lambda.runtime.Context");
        Object handler = loader.loadClass(name).getConstructor().newInstance();

        Throwable thrown = catchThrowable(() -> interfaceOfAll
                .getMethod("handleRequest", InputStream.class, OutputStream.class, context)
                .invoke(handler, input(), new ByteArrayOutputStream(), context(loader, context)));

        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause().getClass().getName()).isEqualTo("io.glueconnector.error.InvalidRequest");
        assertThat(thrown.getCause().getMessage()).contains("\"requestId\":\"packaged\"");
    }

    private static InputStream input() {
        return new ByteArrayInputStream("{\"unheardOf\": true}".getBytes(StandardCharsets.UTF_8));
    }

    private static Object context(ClassLoader loader, Class<?> type) {
        return Proxy.newProxyInstance(
                loader,
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == int.class ? (Object) 26_000 : "packaged");
    }
}

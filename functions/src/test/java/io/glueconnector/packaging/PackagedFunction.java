package io.glueconnector.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** A function of the package in a separate process, under Lambda's runtime interface client, started as on Lambda. */
final class PackagedFunction implements AutoCloseable {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client";
    private static final Path ZIP = Path.of("target", "functions.zip");
    private static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";
    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");

    private final Process process;

    private PackagedFunction(Process process) {
        this.process = process;
    }

    /**
     * Starts a handler from a folder. Its output goes to a log file next to the folder. A wrapper script in the environment
     * receives the command line, as on Lambda.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper">Wrapper scripts</a>
     */
    static PackagedFunction start(
            Path root, String handler, LambdaStandIn lambda, Map<String, String> environment, String... options)
            throws IOException {
        List<String> command = new ArrayList<>();
        Optional.ofNullable(environment.get(WRAPPER)).ifPresent(command::add);
        command.addAll(List.of(
                JAVA_BIN.resolve("java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-D" + CLIENT + ".runtimeapi.NativeClient.JNI=" + library(root)));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), AWSLambda.class.getName(), handler));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output(root).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", lambda.address());
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "packaged");
        builder.environment().put("AWS_LAMBDA_LOG_FORMAT", "JSON");
        builder.environment().put("_HANDLER", handler);
        builder.environment().put("LAMBDA_TASK_ROOT", root.toString());
        return new PackagedFunction(builder.start());
    }

    /** Unpacks the package into a folder, as Lambda does. Files keep their permissions. */
    static void unpack(Path root) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(ZIP, Map.of("enablePosixFileAttributes", true));
                Stream<Path> entries = Files.walk(zip.getPath("/"))) {
            for (Path entry : entries.filter(Files::isRegularFile).toList()) {
                Path file = root.resolve(entry.toString().substring(1)).normalize();
                assertThat(file).startsWithRaw(root);
                Files.createDirectories(file.getParent());
                Files.copy(entry, file);
                Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(entry));
            }
        }
    }

    /** Returns the environment for the template's BootPath, with the folder in place of /var/task. */
    static Map<String, String> bootPath(Path root, boolean on) {
        return on ? Map.of(WRAPPER, root.resolve("boot-path").toString()) : Map.of();
    }

    static Path output(Path root) {
        return root.resolveSibling(root.getFileName() + ".log");
    }

    long pid() {
        return process.pid();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Runs one of the JDK's diagnostic commands on the process and returns its output. */
    List<String> jcmd(String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(JAVA_BIN.resolve("jcmd").toString(), Long.toString(pid())));
        whole.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(whole).redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String classPath() {
        return Stream.of(
                        AWSLambda.class, RequestStreamHandler.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                .map(PackagedFunction::place)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    // By default, the client unpacks the library to one path that all processes on the machine share.
    private static Path library(Path root) throws IOException {
        Path library = root.resolveSibling("libaws-lambda-jni.so");
        if (Files.exists(library)) {
            return library;
        }
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        try (ZipFile client = new ZipFile(place(AWSLambda.class).toFile())) {
            ZipEntry entry = client.getEntry("jni/libaws-lambda-jni.linux-%s.so".formatted(machine));
            try (InputStream bytes = client.getInputStream(entry)) {
                Files.copy(bytes, library);
            }
        }
        return library;
    }
}

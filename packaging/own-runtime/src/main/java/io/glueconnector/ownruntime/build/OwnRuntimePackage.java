package io.glueconnector.ownruntime.build;

import io.glueconnector.ownruntime.Main;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Builds a functions.zip with its own Java runtime, for Lambda's {@code provided.al2023}: {@code bootstrap}, the runtime with
 * the functions in it, and an ahead-of-time cache trained with their sample events.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html">Custom runtimes</a>
 * @see <a href="https://openjdk.org/jeps/514">JEP 514: Ahead-of-Time Command-Line Ergonomics</a>
 */
public final class OwnRuntimePackage {
    /**
     * As in Lambda's java25 runtime: C1 only, and the serial collector. Methods that were hot in the training are not
     * compiled ahead of their first call, and all others are compiled late: earlier compilation took a quarter of the CPU
     * time until the first response. A queue at the compiler does not delay them further. The cache is mapped at fixed
     * addresses because relocating it took a tenth of the JVM's start.
     */
    private static final String OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=2"
            + " -XX:Tier3LoadFeedback=1000"
            + " -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:-AOTReplayTraining -XX:ArchiveRelocationMode=0"
            + " -XX:-UsePerfData -Xms128m --enable-native-access=io.glueconnector.functions";

    /** The responses that the functions use to rehearse their calls. */
    private static final String ANSWERS = "functions/src/main/resources/io/glueconnector/snapshot/answers.properties";

    private final Path project;
    private final Path functions;
    private final Path work;
    private final Machine machine;

    private OwnRuntimePackage(Path project, Path functions, Path work) {
        this.project = project;
        this.functions = functions;
        this.work = work;
        machine = Machine.here(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /**
     * Builds the package from {@code functions/target/functions.zip}.
     *
     * @param arguments the project's folder and the path of the package
     * @throws PackagingFailed if the package cannot be built, exceeds a Lambda quota or does not run
     */
    public static void main(String[] arguments) throws Exception {
        Path project = Path.of(arguments[0]).toAbsolutePath();
        Path zip = Path.of(arguments[1]).toAbsolutePath();
        Path work = Files.createTempDirectory("own-runtime");
        try {
            new OwnRuntimePackage(project, project.resolve("functions/target/functions.zip"), work).make(zip);
        } finally {
            delete(work);
        }
    }

    private void make(Path zip) throws IOException, InterruptedException, GeneralSecurityException {
        Path task = Files.createDirectory(work.resolve("task"));
        link(task.resolve("jre"));
        bootstrap(task.resolve("bootstrap"));
        Certificate certificate = new Certificate(work);
        try (Aws aws = new Aws(certificate.server(), project.resolve(ANSWERS))) {
            Path log = work.resolve("training.log");
            new Training(project, log, aws, certificate.authority()).train(task, task.resolve("jre/lib/functions.aot"));
            DeploymentZip.pack(task, work.resolve("functions.zip"));
            prove(work.resolve("functions.zip"), aws, certificate);
        }
        Files.createDirectories(zip.getParent());
        Files.move(work.resolve("functions.zip"), zip, StandardCopyOption.REPLACE_EXISTING);
        System.out.printf(
                "%s: %,d bytes, for Runtime=provided.al2023 and Architecture=%s%n",
                zip, Files.size(zip), machine.architecture());
    }

    private void link(Path runtime) throws IOException {
        Image image = new Image(work.resolve("image"));
        image.add(functions);
        for (Path jar : runtimeClient()) {
            image.add(jar);
        }
        image.addPackage(ownClasses(), Main.class.getPackageName());
        image.link(work.resolve("sources"), runtime);
        try (FileSystem client = FileSystems.newFileSystem(runtimeClient().getFirst())) {
            Path library = client.getPath("/jni/libaws-lambda-jni.linux-%s.so".formatted(machine.inLibrary()));
            Files.copy(library, runtime.resolve("lib/libaws-lambda-jni.so"));
        }
        // The JVM looks here first, so nothing is unpacked at run time.
        image.take("linux/%s/glibc/libaws-crt-jni.so".formatted(machine.inCrt()), runtime.resolve("lib"));
    }

    private void bootstrap(Path target) throws IOException {
        try (InputStream text = OwnRuntimePackage.class.getResourceAsStream("/bootstrap")) {
            String script = new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@loader@", machine.loader())
                    .replace("@architecture@", machine.architecture())
                    .replace("@options@", OPTIONS);
            Files.writeString(target, script);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Runs the package in a different folder and with different file times than in the training, as Lambda does. */
    private void prove(Path zip, Aws aws, Certificate certificate) throws IOException, InterruptedException {
        Path unpacked = work.resolve("unpacked/elsewhere");
        DeploymentZip.unpack(zip, unpacked);
        String event = Files.readString(project.resolve("events/list-jobs.direct.json"));
        Path log = work.resolve("proof.log");
        String handler = "io.glueconnector.jobs.ListJobs";
        try (RunningFunction function =
                new RunningFunction(unpacked, log, handler, aws, certificate.authority(), Map.of())) {
            RuntimeApi.Answer answer = function.invoke(event);
            if (answer.isError() || function.said().contains("ahead-of-time cache")) {
                throw new PackagingFailed(
                        "The package does not run as trained: " + answer.body() + "\n" + function.said());
            }
        }
    }

    /** Returns the jars that this program runs with, AWS's runtime interface client first. */
    private static List<Path> runtimeClient() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .sorted(Comparator.comparing(
                        jar -> !jar.getFileName().toString().contains("runtime-interface-client")))
                .toList();
    }

    private static Path ownClasses() {
        return Path.of(OwnRuntimePackage.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

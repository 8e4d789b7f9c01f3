package io.glueconnector.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.packaging.LambdaStandIn.Word;
import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the package around a snapshot. Only Lambda can take one, so the tests inspect the process at that moment. */
class SnapshotIT {
    private static final String LIST_JOBS = "io.glueconnector.jobs.ListJobs";
    private static final String START_JOB_RUN = "io.glueconnector.jobs.StartJobRun";
    private static final String TEST_CONNECTION = "io.glueconnector.connections.TestConnection";
    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String CONTAINER = "/container/credentials";
    /** The objects that a call creates: connections, credentials, clients, sockets, TLS sessions and seeded generators. */
    private static final Pattern OF_A_CALL =
            Pattern.compile("io\\.glueconnector\\.connection\\.(Connection|Secret|Credentials\\$.*)"
                    + "|io\\.glueconnector\\.handler\\.(Call|Invocation)"
                    + "|software\\.amazon\\.awssdk\\..*\\.(Default(Glue|Sts)Client|AwsSessionCredentials"
                    + "|StsAssumeRoleCredentialsProvider|CachedSupplier)"
                    + "|sun\\.security\\.ssl\\.(SSLSocketImpl|SSLEngineImpl|TransportContext)"
                    + "|java\\.util\\.(SplittableRandom|concurrent\\.ScheduledThreadPoolExecutor\\$Worker)"
                    + "|java\\.net\\.ServerSocket");
    /** The parts of a request that show when it was sent, and with which key. */
    private static final Pattern OF_A_REQUEST = Pattern.compile(
            "20[0-9]{6}T[0-9]{6}Z|Credential=AKIA|Signature=[0-9a-f]{64}|ASIAFUNCTIONOWNKEY00|AKIACONNECTIONKEY000");

    @TempDir
    private Path folder;

    private final LambdaStandIn lambda = new LambdaStandIn();
    private final StubServer aws = new StubServer(SnapshotIT::answer);
    private Path root;

    @BeforeEach
    void unpack() throws IOException {
        root = folder.resolve("task");
        PackagedFunction.unpack(root);
    }

    @AfterEach
    void close() {
        lambda.close();
        aws.close();
    }

    @ParameterizedTest
    @CsvSource({
        LIST_JOBS + ", true",
        START_JOB_RUN + ", true",
        TEST_CONNECTION + ", true",
        START_JOB_RUN + ", false",
        TEST_CONNECTION + ", false"
    })
    void snapshot_ofAPrimedFunction_holdsNothingOfACall(String handler, boolean bootPath) throws IOException {
        try (PackagedFunction function = start(handler, "snap-start", bootPath)) {
            assertThat(lambda.next().path()).isEqualTo("restore/next");
            List<String> live = function.jcmd("GC.class_histogram");

            assertThat(counted(live, "sun.security.ssl.SSLContextImpl\\$DefaultSSLContext"))
                    .hasSize(1);
            assertThat(counted(live, OF_A_CALL.pattern())).isEmpty();
            // The SDK's own constants: anonymous credentials, and the backoff of an older DynamoDB retry policy.
            assertThat(instances(live, "software.amazon.awssdk.auth.credentials.AwsBasicCredentials"))
                    .isLessThanOrEqualTo(1);
            assertThat(instances(live, "java.util.Random")).isLessThanOrEqualTo(1);
            assertThat(remotePorts(function.pid())).isSubsetOf(Set.of(port(lambda.address())));
            assertThat(aws.requests()).isEmpty();
        }
    }

    @Test
    void snapshot_ofAPrimedFunction_holdsNoSignatureOrTime() throws IOException {
        try (PackagedFunction function = start(START_JOB_RUN, "snap-start", true)) {
            assertThat(lambda.next().path()).isEqualTo("restore/next");
            Path dump = folder.resolve("heap.hprof");
            function.jcmd("GC.heap_dump", dump.toString());
            String heap = Files.readString(dump, StandardCharsets.ISO_8859_1);

            assertThat(heap).contains("AKIAREHEARSED0000000");
            assertThat(OF_A_REQUEST.matcher(heap).results().map(MatchResult::group))
                    .isEmpty();
        }
    }

    @Test
    void firstCall_afterARestore_readsCredentialsAndTheTime() throws IOException {
        try (PackagedFunction function = start(LIST_JOBS, "snap-start", true)) {
            assertThat(lambda.next().path()).isEqualTo("restore/next");
            assertThat(aws.requests()).isEmpty();
            assertThat(PackagedFunction.output(root)).content().doesNotContain("cold start");
            String restored = SIGNED.format(Instant.now());
            lambda.restore();
            lambda.invoke("{\"connection\":\"default\"}");

            assertThat(lambda.next().path()).isEqualTo("invocation/next");
            assertThat(lambda.next().body()).contains("\"names\":[\"nightly\"]");
            assertThat(aws.requests().stream().map(SnapshotIT::label))
                    .containsExactly(CONTAINER, "GetSecretValue", "ListJobs");
            assertThat(aws.requests().stream().map(Request::accessKeyId))
                    .containsExactly("", "ASIAFUNCTIONOWNKEY00", "AKIACONNECTIONKEY000");
            assertThat(aws.requests().stream().skip(1).map(request -> request.header("X-Amz-Date")))
                    .allMatch(signed -> signed.compareTo(restored) >= 0);
            assertThat(Files.readAllLines(PackagedFunction.output(root)))
                    .filteredOn(line -> line.contains("\"message\":\"cold start\""))
                    .hasSize(1)
                    .allMatch(line -> line.contains("\"initialization\":\"snap-start\""))
                    .noneMatch(line -> line.contains("initMillis"));
            assertThat(function.pid()).isPositive();
        }
    }

    @Test
    void publishing_whenTheRehearsalFails_fails() throws IOException, InterruptedException {
        try (FileSystem jar = FileSystems.newFileSystem(root.resolve("lib/connector.jar"))) {
            Files.delete(jar.getPath("events/list-jobs.direct.json"));
        }
        try (PackagedFunction function = start(LIST_JOBS, "snap-start", false)) {
            Word word = lambda.next();

            assertThat(word.path()).isEqualTo("init/error");
            assertThat(word.body()).contains("CheckpointException");
            assertThat(function.exitCode()).isEqualTo(64);
            assertThat(lambda.paths()).containsExactly("init/error");
            assertThat(Files.readString(PackagedFunction.output(root)))
                    .contains("Rehearsal: /events/list-jobs.direct.json is not in the package");
        }
    }

    @Test
    void function_withoutASnapshot_rehearsesWithoutTheHooks() throws IOException {
        Path log = folder.resolve("classes.log");
        try (PackagedFunction function = start(LIST_JOBS, "on-demand", false, "-Xlog:class+load:file=" + log)) {
            lambda.invoke("{\"connection\":\"default\"}");
            assertThat(lambda.next().path()).isEqualTo("invocation/next");
            assertThat(lambda.next().body()).contains("\"names\":[\"nightly\"]");

            assertThat(Files.readString(log))
                    .contains("io.glueconnector.snapshot.FirstCall ")
                    .doesNotContain("io.glueconnector.snapshot.Priming ", "RandomReseed ", "org.crac.");
            assertThat(function.pid()).isPositive();
        }
    }

    private PackagedFunction start(String handler, String type, boolean bootPath, String... options)
            throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE", type,
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL", aws.url(),
                // Lambda provides the credentials of a function with snapshots at this address.
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.url() + CONTAINER,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN", "token",
                "STACK_NAME", "packaged",
                "STARTS_TABLE", "starts",
                "CONNECTION_PREFIX", "glue-connector/",
                "REDACTED_ARGUMENTS", ""));
        // The rehearsal uses its own Region, which need not be allowed.
        environment.put("ALLOWED_REGIONS", "eu-west-1");
        environment.putAll(PackagedFunction.bootPath(root, bootPath));
        return PackagedFunction.start(root, handler, lambda, environment, options);
    }

    private static Reply answer(Request request) {
        return switch (label(request)) {
            case CONTAINER -> Reply.json(200, """
                        {"AccessKeyId": "ASIAFUNCTIONOWNKEY00", "SecretAccessKey": "%s", "Token": "own",
                        "Expiration": "2099-01-01T00:00:00Z"}""".formatted("own".repeat(13)));
            case "GetSecretValue" ->
                Reply.json(200, """
                        {"VersionId": "1", "SecretString": "{\\"type\\": \\"accessKey\\", \\"accessKeyId\\":
                        \\"AKIACONNECTIONKEY000\\", \\"secretAccessKey\\": \\"%s\\"}"}""".formatted("connections/".repeat(4).substring(0, 40))
                        .replace("\n", " "));
            case "ListJobs" -> Reply.json(200, "{\"JobNames\": [\"nightly\"]}");
            case String _ -> Reply.failure(400, "UnknownOperationException", "");
        };
    }

    private static String label(Request request) {
        return request.operation().isEmpty() ? request.path() : request.operation();
    }

    private static List<String> counted(List<String> histogram, String pattern) {
        Pattern row = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+\\d+\\s+(" + pattern + ")(\\s.*)?");
        return histogram.stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .toList();
    }

    private static int instances(List<String> histogram, String name) {
        Pattern row = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(name) + "(\\s.*)?");
        return histogram.stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .sum();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    /** Returns the remote ports of all TCP connections of a process; 0 is a listening socket. */
    private static Set<Integer> remotePorts(long pid) throws IOException {
        Set<String> inodes = inodes(pid);
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                List<String> fields = List.of(line.strip().split("\\s+", -1));
                if (inodes.contains(fields.get(9))) {
                    String remote = fields.get(2);
                    ports.add(Integer.parseInt(remote.substring(remote.indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static Set<String> inodes(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.map(SnapshotIT::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

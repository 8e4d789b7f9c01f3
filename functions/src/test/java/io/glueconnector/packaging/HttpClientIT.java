package io.glueconnector.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.packaging.LambdaStandIn.Word;
import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the package with each of its HTTP clients, started as on Lambda. */
class HttpClientIT {
    private static final String CRT = "software.amazon.awssdk.crt.CRT ";
    private static final String SIGNER_OF_THE_SDK = "javax.crypto.Mac ";
    private static final String UNPACKING = "software.amazon.awssdk.crt.internal.ExtractLib ";

    @TempDir
    private Path folder;

    private final LambdaStandIn lambda = new LambdaStandIn();
    private final StubServer aws = new StubServer(HttpClientIT::answer);
    private Path root;
    private Path classes;

    @BeforeEach
    void unpack() throws IOException {
        root = folder.resolve("task");
        classes = folder.resolve("classes.log");
        PackagedFunction.unpack(root);
    }

    @AfterEach
    void close() {
        lambda.close();
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void function_asDeployed_usesTheCrtAndLeavesTheTemporaryFolderEmpty(boolean onBootPath) throws IOException {
        call(Map.of(), onBootPath);

        assertThat(Files.readString(classes)).contains(CRT).doesNotContain("HttpURLConnection ", SIGNER_OF_THE_SDK);
        assertThat(Files.readString(classes).contains(UNPACKING)).isNotEqualTo(onBootPath);
        assertThat(Files.readString(PackagedFunction.output(root))).doesNotContain("\"level\":\"WARN\"");
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void function_withTheJdksClient_doesNotLoadTheNativeLibrary(boolean onBootPath) throws IOException {
        call(Map.of("HTTP_CLIENT", "jdk"), onBootPath);

        assertThat(Files.readString(classes))
                .contains("sun.net.www.protocol.http.HttpURLConnection ", SIGNER_OF_THE_SDK)
                .doesNotContain(CRT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void function_withoutTheNativeLibrary_usesTheJdksClientAndLogsItOnce(boolean onBootPath) throws IOException {
        for (String processor : List.of("armv8", "x86_64")) {
            Files.delete(root.resolve("linux/%s/glibc/libaws-crt-jni.so".formatted(processor)));
        }

        call(Map.of(), onBootPath);

        assertThat(Files.readString(classes))
                .contains("sun.net.www.protocol.http.HttpURLConnection ", SIGNER_OF_THE_SDK);
        assertThat(Files.readAllLines(PackagedFunction.output(root)))
                .filteredOn(line -> line.contains("HttpClient=crt: its native library cannot be loaded here"))
                .hasSize(1)
                .allMatch(line -> line.startsWith("{\"level\":\"WARN\",\"message\":\"HttpClient=crt: "))
                .allMatch(line -> line.contains("Unable to unpack AWS CRT library"));
        assertThat(coldStarts()).hasSize(1).allMatch(line -> line.contains("\"httpClient\":\"jdk\""));
    }

    @ParameterizedTest
    @CsvSource({"true, crt", "false, jdk"})
    void coldStart_ofAFunction_isOneLineOfItsLog(boolean onBootPath, String client) throws IOException, MalformedJson {
        call(Map.of("HTTP_CLIENT", client, "VERSION", "1.2.3"), onBootPath);

        assertThat(coldStarts()).hasSize(1);
        assertThat(Json.parseObject(coldStarts().getFirst()))
                .containsOnlyKeys(
                        "timestamp",
                        "level",
                        "Stack",
                        "action",
                        "requestId",
                        "message",
                        "version",
                        "initialization",
                        "jvm",
                        "bootPath",
                        "classCache",
                        "httpClient",
                        "initMillis")
                .containsEntry("action", "ListJobs")
                .containsEntry("version", "1.2.3")
                .containsEntry("initialization", "on-demand")
                .containsEntry("jvm", System.getProperty("java.vendor.version"))
                .containsEntry("bootPath", onBootPath)
                .containsEntry("classCache", "cds")
                .containsEntry("httpClient", client)
                .hasEntrySatisfying(
                        "initMillis", millis -> assertThat((Long) millis).isBetween(10L, 60_000L));
    }

    private List<String> coldStarts() throws IOException {
        return Files.readAllLines(PackagedFunction.output(root)).stream()
                .filter(line -> line.contains("cold start"))
                .toList();
    }

    private void call(Map<String, String> more, boolean onBootPath) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        String[] options = {"-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData", "-Xlog:class+load:file=" + classes};
        Map<String, String> environment = environment(more);
        environment.putAll(PackagedFunction.bootPath(root, onBootPath));
        try (PackagedFunction function =
                PackagedFunction.start(root, "io.glueconnector.jobs.ListJobs", lambda, environment, options)) {
            for (String temperature : List.of("cold", "warm")) {
                lambda.invoke("{\"connection\":\"default\"}");
                Word ready = lambda.next();
                Word answer = lambda.next();

                assertThat(ready.path()).as(temperature).isEqualTo("invocation/next");
                assertThat(answer.body()).as(temperature).contains("\"names\":[\"nightly\"]");
            }
            assertThat(function.pid()).isPositive();
        }
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL", aws.url(),
                "AWS_ACCESS_KEY_ID", "AKIAFUNCTIONOWNKEY00",
                "AWS_SECRET_ACCESS_KEY", "the-functions-own-secret-access-key-0000",
                "STACK_NAME", "packaged",
                "CONNECTION_PREFIX", "glue-connector/",
                "REDACTED_ARGUMENTS", "password"));
        environment.putAll(more);
        return environment;
    }

    private static Reply answer(Request request) {
        return request.operation().equals("ListJobs")
                ? Reply.json(200, "{\"JobNames\":[\"nightly\"]}")
                : Reply.json(
                        200,
                        "{\"Name\":\"glue-connector/default\",\"VersionId\":\"1\",\"SecretString\":\"{\\\"type\\\":\\\"accessKey\\\",\\\"accessKeyId\\\":\\\"AKIACONNECTIONKEY000\\\",\\\"secretAccessKey\\\":\\\"a-secret-access-key-of-a-connection-0000\\\"}\"}");
    }
}

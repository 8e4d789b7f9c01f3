package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeGlueCommandTest {
    private static final long DEADLINE_SECONDS = 30;

    @TempDir
    private Path scripts;

    private final List<Process> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
        http.close();
    }

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeGlueCommand.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private static URI endpoint(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        assertThat(line).matches("fake-glue listening on http://127\\.0\\.0\\.1:\\d+");
        return URI.create(line.substring(line.lastIndexOf(' ') + 1));
    }

    private String send(URI url, HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.uri(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String call(URI endpoint, String operation, String body) throws IOException, InterruptedException {
        return send(
                endpoint,
                HttpRequest.newBuilder()
                        .header("X-Amz-Target", "AWSGlue." + operation)
                        .header("Authorization", ProtocolTest.AUTHORIZATION)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static boolean ends(Process process) throws InterruptedException {
        return process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void main_scriptAndEvents_runsScriptPostsItsEndAndShowsItsOutput() throws Exception {
        Files.writeString(scripts.resolve("hello.sh"), "echo hello $2");
        BlockingQueue<String> posted = new LinkedBlockingQueue<>();
        HttpServer bus = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        bus.createContext("/events", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        bus.start();
        String url = "http://127.0.0.1:" + bus.getAddress().getPort() + "/events";
        try {
            URI endpoint = endpoint(launch("--scripts", scripts.toString(), "--python", "/bin/sh", "--events", url));
            call(
                    endpoint,
                    "CreateJob",
                    JobDefinition.pythonShell("hello", "hello.sh").toJson().toString());
            String start = call(endpoint, "StartJobRun", "{\"JobName\":\"hello\",\"Arguments\":{\"--name\":\"you\"}}");
            String runId = Json.parse(start).path("JobRunId").asText();

            String event = posted.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);

            assertThat(event).startsWith("[{").contains("\"jobRunId\":\"" + runId + "\"", "\"state\":\"SUCCEEDED\"");
            assertThat(send(endpoint.resolve("/_fake-glue/runs/" + runId + "/output"), HttpRequest.newBuilder()))
                    .isEqualTo("hello you\n");
        } finally {
            bus.stop(0);
        }
    }

    @Test
    @Timeout(2 * DEADLINE_SECONDS)
    void main_terminated_endsWithItsScripts() throws Exception {
        // The script keeps the pipe open while it lives. Its process may stay listed for longer, until init reaps it.
        Path alive = scripts.resolve("alive");
        assertThat(new ProcessBuilder("mkfifo", alive.toString()).start().waitFor())
                .isZero();
        Files.writeString(scripts.resolve("long.sh"), "exec 3> " + alive + "; exec sleep 600");
        Process process = launch("--scripts", scripts.toString(), "--python", "/bin/sh");
        URI endpoint = endpoint(process);
        call(
                endpoint,
                "CreateJob",
                JobDefinition.pythonShell("long", "long.sh").toJson().toString());
        call(endpoint, "StartJobRun", "{\"JobName\":\"long\"}");

        try (InputStream script = Files.newInputStream(alive)) {
            process.destroy();

            assertThat(ends(process)).isTrue();
            assertThat(script.read()).isEqualTo(-1);
        }
    }

    @Test
    void main_inputEnds_endsWithItsParent() throws Exception {
        Process process = launch("--end-with-input");
        endpoint(process);

        process.getOutputStream().close();

        assertThat(ends(process)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 80|unknown option --prot",
                "--port|--port requires a value",
                "--port seventy|--port must be 0 to 65535, not seventy",
                "--port 65536|--port must be 0 to 65535",
                "--scripts /no/such/folder|there is none at /no/such/folder",
                "--events https://events.eu-west-1.amazonaws.com/|must be an http URL on the loopback address",
            })
    void main_invalidOptions_namesThemAndExitsWithTwo(String arguments, String message) throws Exception {
        Process process = launch(arguments.split(" "));

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(ends(process)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(output).startsWith("fake-glue: ").contains(message, "usage:");
    }

    @Test
    void main_portTaken_reportsItAndExitsWithOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Process process = launch("--port", String.valueOf(taken.getLocalPort()));

            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(ends(process)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(output).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }
}

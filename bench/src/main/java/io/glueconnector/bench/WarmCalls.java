package io.glueconnector.bench;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.jobs.ListJobs;
import io.glueconnector.jobs.StartJobRun;
import io.glueconnector.testing.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/**
 * Measures, interleaved in one process, what the connector adds to bare SDK calls: a list of jobs, a start with its record in
 * the starts table, and a replay of such a start.
 */
public final class WarmCalls {
    private static final int WARM_UP = 300;
    private static final int REPETITIONS = 1_000;
    private static final double NANOS_OF_MILLISECOND = 1e6;

    private final GlueClient bare = GlueClient.builder()
            .region(Region.of(Loopback.REGION))
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(Loopback.ACCESS_KEY_ID, Loopback.SECRET_ACCESS_KEY)))
            .httpClient(AwsCrtHttpClient.create())
            .build();
    private final ListJobs listJobs = new ListJobs();
    private final StartJobRun startJobRun = new StartJobRun();

    private final Samples bareList = new Samples("bare ListJobs call");
    private final Samples list = new Samples("ListJobs through the function");
    private final Samples bareStart = new Samples("bare StartJobRun call");
    private final Samples start = new Samples("start through the function");
    private final Samples replay = new Samples("replay through the function");

    private WarmCalls() {}

    /** Writes the results as Markdown to the file named by the first argument. */
    public static void main(String[] arguments) throws IOException {
        // The function logs one line per call to standard output, which would mix with this benchmark's own output.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (Loopback loopback = new Loopback()) {
            new WarmCalls().measure(WARM_UP, "warm-up");
            int before = loopback.callsOfDynamoDb();
            WarmCalls measured = new WarmCalls();
            measured.measure(REPETITIONS, "measured");
            double calls = (loopback.callsOfDynamoDb() - before) / (double) REPETITIONS;
            Files.writeString(Path.of(arguments[0]), measured.results(calls));
        }
    }

    private void measure(int repetitions, String keys) throws IOException {
        for (int i = 0; i < repetitions; i++) {
            String key = "{\"name\":\"%s\",\"idempotencyKey\":\"%s\"}".formatted(Loopback.JOB, keys + i);
            bareList.time(() -> bare.listJobs(request -> request.maxResults(50)));
            list.time(() -> call(listJobs, "{}"));
            bareStart.time(() -> bare.startJobRun(request -> request.jobName(Loopback.JOB)));
            start.time(() -> call(startJobRun, key));
            replay.time(() -> call(startJobRun, key));
        }
    }

    private static void call(ActionHandler<?> function, String input) throws IOException {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        function.handleRequest(new ByteArrayInputStream(bytes), new ByteArrayOutputStream(), new TestContext());
    }

    private String results(double dynamoDbCalls) {
        StringBuilder page = new StringBuilder("## Warm: what the connector adds to the bare call\n\n");
        page.append("""
                Calls over loopback, %d repetitions each after %d warm-up calls, interleaved in one process, divided by the bare call's median.
                The bare calls use the SDK's own signer.

                | call | median | quartiles | p99 | median minus the bare call's, ms |
                |---|---|---|---|---|
                """.formatted(REPETITIONS, WARM_UP));
        page.append(row(bareList, bareList)).append(row(list, bareList));
        page.append(row(bareStart, bareStart)).append(row(start, bareStart)).append(row(replay, bareStart));
        page.append(String.format(Locale.ROOT, """

                DynamoDB calls for one start and one replay together: %.2f. The servers respond at once and share the processors with the caller, so the ratio shows the connector's own work. On AWS, each DynamoDB call adds its round trip.
                """, dynamoDbCalls));
        return page.toString();
    }

    private static String row(Samples samples, Samples bare) {
        double base = bare.quantile(0.5);
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f–%.2f | %.2f | %.2f |%n",
                samples.name(),
                samples.quantile(0.5) / base,
                samples.quantile(0.25) / base,
                samples.quantile(0.75) / base,
                samples.quantile(0.99) / base,
                (samples.quantile(0.5) - base) / NANOS_OF_MILLISECOND);
    }
}

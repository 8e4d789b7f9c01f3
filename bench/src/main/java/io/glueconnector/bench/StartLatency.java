package io.glueconnector.bench;

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
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/**
 * Measures, interleaved in one process: the bare StartJobRun call of the SDK, a start through the function with its record in
 * the table of starts, and a replay of such a start.
 */
public final class StartLatency {
    private static final int WARM_UP = 300;
    private static final int REPETITIONS = 1_000;

    private final GlueClient bare = GlueClient.builder()
            .region(Region.of(Loopback.REGION))
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(Loopback.ACCESS_KEY_ID, Loopback.SECRET_ACCESS_KEY)))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    private final StartJobRun function = new StartJobRun();

    private StartLatency() {}

    /** Writes the results as Markdown into the file that the first argument names. */
    public static void main(String[] arguments) throws IOException {
        PrintStream console = System.out;
        // The function writes a line per call to standard output, which is Lambda's log and not this benchmark's.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (Loopback loopback = new Loopback()) {
            StartLatency latency = new StartLatency();
            latency.measure(WARM_UP, "warm-up");
            int before = loopback.callsOfDynamoDb();
            List<Samples> samples = latency.measure(REPETITIONS, "measured");
            double calls = (loopback.callsOfDynamoDb() - before) / (double) REPETITIONS;
            String results = results(samples, calls);
            Files.writeString(Path.of(arguments[0]), results);
            console.print(results);
        }
    }

    private List<Samples> measure(int repetitions, String keys) throws IOException {
        Samples call = new Samples("bare StartJobRun call");
        Samples start = new Samples("start through the function");
        Samples replay = new Samples("replay through the function");
        for (int i = 0; i < repetitions; i++) {
            long began = System.nanoTime();
            bare.startJobRun(request -> request.jobName(Loopback.JOB));
            call.add(System.nanoTime() - began);
            start.add(start(keys + i));
            replay.add(start(keys + i));
        }
        return List.of(call, start, replay);
    }

    private long start(String key) throws IOException {
        byte[] input = "{\"name\":\"%s\",\"idempotencyKey\":\"%s\"}"
                .formatted(Loopback.JOB, key)
                .getBytes(StandardCharsets.UTF_8);
        long began = System.nanoTime();
        function.handleRequest(new ByteArrayInputStream(input), new ByteArrayOutputStream(), new TestContext());
        return System.nanoTime() - began;
    }

    private static String results(List<Samples> samples, double dynamoDbCalls) {
        double base = samples.getFirst().quantile(0.5);
        StringBuilder page = new StringBuilder("# What a recorded start costs\n\n");
        page.append("""
                Repeat with `bench/run`. Warm calls over loopback, %d repetitions each, interleaved in one process; Java %s, %d processors.

                | what | median ÷ bare call | quartiles ÷ bare call | p99 ÷ bare call |
                |---|---|---|---|
                """.formatted(
                        REPETITIONS, Runtime.version(), Runtime.getRuntime().availableProcessors()));
        samples.forEach(sample -> page.append(row(sample, base)));
        page.append(String.format(Locale.ROOT, """

                Calls of DynamoDB for one start and one replay together: %.2f. The servers here answer at once and share the processors with the caller, so the ratio shows the connector's own work; on AWS each call of DynamoDB adds its round trip.
                """, dynamoDbCalls));
        return page.toString();
    }

    private static String row(Samples sample, double base) {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f–%.2f | %.2f |%n",
                sample.name(),
                sample.quantile(0.5) / base,
                sample.quantile(0.25) / base,
                sample.quantile(0.75) / base,
                sample.quantile(0.99) / base);
    }
}

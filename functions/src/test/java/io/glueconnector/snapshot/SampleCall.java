package io.glueconnector.snapshot;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
import io.glueconnector.handler.Connector;
import io.glueconnector.jobs.ListJobs;
import io.glueconnector.testing.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** Plays the direct sample event of ListJobs once, in one thread and without a network. The build records the classes it loads. */
final class SampleCall {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "STACK_NAME", "recorded",
            "AWS_REGION", "eu-central-1",
            "CONNECTION_PREFIX", "glue-connector/",
            "REDACTED_ARGUMENTS", "password");

    private SampleCall() {}

    /** Fails if the call fails. */
    public static void main(String[] arguments) throws IOException {
        // Linked before the record starts: the package has no lambda that the JVM links.
        Supplier<String> ids = () -> "recorded";
        ScopedValue.CallableOp<ListJobs, RuntimeException> making = () -> new ListJobs();
        // Without a thread, the timer cannot load classes at the same time. No call takes long enough to need it.
        ThreadFactory noThread = _ -> null;

        PrintStream noLog = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        AwsClients aws = AwsClients.rehearsing(
                new CannedAws(Rehearsal.canned(), HttpClients.CRT), new ScheduledThreadPoolExecutor(1, noThread));
        Connector connector = Connector.of(ENVIRONMENT, Clock.systemUTC(), ids, noLog, aws);
        ListJobs handler = ScopedValue.where(Connector.GIVEN, connector).call(making);
        try (InputStream event = ListJobs.class.getResourceAsStream("/events/list-jobs.direct.json")) {
            handler.handleRequest(event, new ByteArrayOutputStream(), new TestContext());
        }
    }
}

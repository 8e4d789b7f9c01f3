package io.glueconnector.once;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import io.glueconnector.contract.Action;
import io.glueconnector.handler.Connector;
import io.glueconnector.testing.TestContext;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A function that starts job runs, in a simulated process that can be killed. */
final class FunctionProcess {
    static final Map<String, String> ENVIRONMENT = Map.of(
            "STACK_NAME", "once",
            "STARTS_TABLE", "starts",
            "AWS_REGION", "eu-west-1",
            "CONNECTION_PREFIX", "glue-connector/",
            "REDACTED_ARGUMENTS", "");

    private final RequestStreamHandler handler;
    private final String id;
    private final Line line;

    private FunctionProcess(RequestStreamHandler handler, String id, Line line) {
        this.handler = handler;
        this.id = id;
        this.line = line;
    }

    /** Returns the connector's own StartJobRun. */
    static FunctionProcess recorded(World world) {
        PrintStream noLog = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        String id = world.newName();
        AwsClients aws = new AwsClients(new LineHttp(world.line(), id), AwsClients.timer());
        Connector connector = Connector.of(ENVIRONMENT, world.glue().clock(), world::newName, noLog, aws);
        return new FunctionProcess(Action.START_JOB_RUN.create(connector), id, world.line());
    }

    /** Returns a function that leaves everything to the SDK. */
    static FunctionProcess plain(World world) {
        String id = world.newName();
        return new FunctionProcess(new PlainStart(new LineHttp(world.line(), id)), id, world.line());
    }

    boolean isKilled() {
        return line.isKilled(id);
    }

    Try invoke(byte[] input, boolean overHttp, TestContext context) {
        return Try.of(handler, input, overHttp, context);
    }
}

package io.glueconnector.snapshot;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import io.glueconnector.error.ConnectorException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * An action's calls, made for real with invented credentials against a server of our own on the loopback interface: whatever
 * host a request is for, its connection goes there. What was made for it is thrown away afterwards.
 */
final class Rehearsal {
    /** So often that what a call runs through is compiled by then. */
    private static final int ROUNDS = 20;

    private static final String REFUSED = "{\"unheardOf\":true}";

    // The first two the SDK takes for variables of the environment, the last one the runtime sets for each call.
    private static final Map<String, String> PROPERTIES = Map.of(
            "aws.containerCredentialsPath",
            Answers.CREDENTIALS_PATH,
            "aws.containerAuthorizationToken",
            "rehearsed",
            "com.amazonaws.xray.traceHeader",
            "Root=1-00000000-000000000000000000000000;Sampled=0");

    private final Script script;
    private final Function<AwsClients, RequestStreamHandler> handlers;

    Rehearsal(Script script, Function<AwsClients, RequestStreamHandler> handlers) {
        this.script = script;
        this.handlers = handlers;
    }

    /**
     * Goes through all of the script, several times.
     *
     * @throws IllegalStateException if a call ends otherwise than it should
     * @throws IOException if the server cannot be reached
     */
    void perform() throws IOException {
        LoopbackTls tls = LoopbackTls.make();
        try (LoopbackAws aws = new LoopbackAws(tls)) {
            PROPERTIES.forEach(System::setProperty);
            for (int round = 0; round < ROUNDS; round++) {
                aws.answerWith(new Answers(script, round % 2 == 0, false));
                perform(aws, this::succeed);
            }
            aws.answerWith(new Answers(script, true, true));
            perform(aws, this::end);
            aws.refuseStrangers();
        } finally {
            PROPERTIES.keySet().forEach(System::clearProperty);
        }
    }

    private void perform(LoopbackAws aws, Scene scene) throws IOException {
        ScheduledExecutorService timer = AwsClients.timer();
        try (LoopbackAws.Visit visit = aws.visit()) {
            RequestStreamHandler handler =
                    handlers.apply(AwsClients.rehearsing(visit::connect, timer, aws.container()));
            for (String event : script.events()) {
                scene.play(handler, event);
            }
            refuse(handler);
        } finally {
            timer.shutdownNow();
        }
    }

    private void succeed(RequestStreamHandler handler, String event) throws IOException {
        try {
            String answer = call(handler, event);
            if (answer.contains("\"statusCode\"") && !answer.contains("\"statusCode\":200")) {
                throw new IllegalStateException("Priming: a rehearsed call was answered by " + answer);
            }
        } catch (ConnectorException e) {
            throw new IllegalStateException("Priming: a rehearsed call failed with " + e.getMessage(), e);
        }
    }

    // Some actions need nothing of Glue, so that a refusal of Glue's is none of theirs.
    private void end(RequestStreamHandler handler, String event) throws IOException {
        try {
            call(handler, event);
        } catch (ConnectorException refused) {
            return;
        }
    }

    private static void refuse(RequestStreamHandler handler) throws IOException {
        try {
            call(handler, REFUSED);
        } catch (ConnectorException refused) {
            return;
        }
        throw new IllegalStateException("Priming: a rehearsed call with an unknown field was not refused");
    }

    private static String call(RequestStreamHandler handler, String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new RehearsedContext());
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** How one event of the script is played. */
    @FunctionalInterface
    private interface Scene {
        void play(RequestStreamHandler handler, String event) throws IOException;
    }
}

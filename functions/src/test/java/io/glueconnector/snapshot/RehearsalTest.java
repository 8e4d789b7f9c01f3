package io.glueconnector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
import io.glueconnector.connections.TestConnection;
import io.glueconnector.handler.Connector;
import io.glueconnector.jobs.ListJobs;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.Route;
import io.glueconnector.testing.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each function's calls can be rehearsed with canned responses only. No server runs in these tests. */
class RehearsalTest {
    private static final Pattern HANDLER = Pattern.compile("(?m)^\\s+Handler: ([\\w.]+)$");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "STACK_NAME", "rehearsed",
            "STARTS_TABLE", "starts",
            "AWS_REGION", "eu-central-1",
            "CONNECTION_PREFIX", "glue-connector/",
            "REDACTED_ARGUMENTS", "");

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    static Stream<String> actions() throws IOException {
        return HANDLER.matcher(Files.readString(Path.of("..", "template.yaml")))
                .results()
                .map((MatchResult match) -> match.group(1));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void perform_ofAnActionOfTheTemplate_playsAllItsEventsManyTimes(String name) throws Exception {
        Class<?> action = Class.forName(name);
        Map<String, Integer> played = new HashMap<>();

        new Rehearsal(action.getSimpleName(), Rehearsal.canned(), HttpClients.JDK, aws -> {
                    UnaryOperator<String> handler = handler(action, aws);
                    return event -> {
                        played.merge(event, 1, Integer::sum);
                        return handler.apply(event);
                    };
                })
                .perform();

        assertThat(played.values()).allMatch(times -> times >= 20);
        assertThat(played.keySet())
                .hasSize(Route.all().containsKey(action.getSimpleName()) ? 2 : 1)
                .anyMatch(event -> !event.contains("httpMethod"));
    }

    @Test
    void perform_withVpcEndpointsOfTheStacksRegion_succeeds() {
        endpoints.glue("https://vpce-0123456789abcdef0-abcdefgh.glue.us-east-1.vpce.amazonaws.com");
        endpoints.sts("https://vpce-0123456789abcdef0-abcdefgh.sts.us-east-1.vpce.amazonaws.com");

        assertThatNoException()
                .isThrownBy(() ->
                        rehearsal(TestConnection.class, Rehearsal.canned()).perform());
    }

    @Test
    void perform_withoutAResponseOfGlue_fails() throws IOException {
        Properties answers = Rehearsal.canned();
        answers.remove("AWSGlue.ListJobs");

        assertThatIllegalStateException()
                .isThrownBy(() -> rehearsal(ListJobs.class, answers).perform())
                .withMessageStartingWith("Rehearsal: a call failed with ");
    }

    @Test
    void perform_ofAnHttpCallThatIsRejected_fails() throws IOException {
        Properties answers = Rehearsal.canned();
        answers.setProperty(
                "event.ListJobs",
                "{\"httpMethod\":\"GET\",\"requestContext\":{},\"pathParameters\":{\"connection\":\"no such\"}}");

        assertThatIllegalStateException()
                .isThrownBy(() -> rehearsal(ListJobs.class, answers).perform())
                .withMessageContaining("\"statusCode\":400");
    }

    @Test
    void perform_ofAnActionWithoutEvents_namesTheMissingFile() throws IOException {
        Rehearsal rehearsal =
                new Rehearsal("StartNothing", Rehearsal.canned(), HttpClients.JDK, _ -> UnaryOperator.identity());

        assertThatIOException()
                .isThrownBy(rehearsal::perform)
                .withMessage("Rehearsal: /events/start-nothing.direct.json is not in the package");
    }

    private static Rehearsal rehearsal(Class<?> action, Properties answers) {
        return new Rehearsal(action.getSimpleName(), answers, HttpClients.JDK, aws -> handler(action, aws));
    }

    private static UnaryOperator<String> handler(Class<?> action, AwsClients aws) {
        PrintStream noLog = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Connector connector = Connector.of(ENVIRONMENT, Clock.systemUTC(), () -> "name", noLog, aws);
        try {
            RequestStreamHandler handler = (RequestStreamHandler)
                    ScopedValue.where(Connector.GIVEN, connector).call(action.getConstructor()::newInstance);
            return event -> answer(handler, event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String answer(RequestStreamHandler handler, String event) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new TestContext());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}

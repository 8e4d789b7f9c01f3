package io.glueconnector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import io.glueconnector.handler.Connector;
import io.glueconnector.jobs.ListJobs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each function's calls can be rehearsed, with no AWS but the rehearsed one: elsewhere nothing listens in these tests. */
class RehearsalTest {
    private static final Pattern HANDLER = Pattern.compile("(?m)^\\s+Handler: ([\\w.]+)(::handleRequest)?$");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "STACK_NAME", "rehearsed",
            "STARTS_TABLE", "starts",
            "AWS_REGION", "eu-central-1",
            "CONNECTION_PREFIX", "glue-connector/",
            "REDACTED_ARGUMENTS", "");

    static Stream<String> actions() throws IOException {
        return HANDLER.matcher(Files.readString(Path.of("..", "template.yaml")))
                .results()
                .map((MatchResult match) -> match.group(1));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void perform_ofAnActionOfTheTemplate_succeeds(String name) throws Exception {
        Class<?> action = Class.forName(name);
        Script script = Script.of(action);

        assertThat(script.events()).hasSizeGreaterThanOrEqualTo(2);
        assertThatCode(() -> new Rehearsal(script, aws -> handler(action, aws)).perform())
                .doesNotThrowAnyException();
    }

    @Test
    void perform_withoutAnAnswerOfGlue_fails() throws IOException {
        Script script = new Script(Script.of(ListJobs.class).events(), Map.of());

        assertThatIllegalStateException()
                .isThrownBy(() -> new Rehearsal(script, aws -> handler(ListJobs.class, aws)).perform())
                .withMessageStartingWith("Priming: a rehearsed call failed with ");
    }

    @Test
    void perform_ofAnHttpCallThatIsRefused_fails() {
        Script script = new Script(
                List.of(
                        "{\"httpMethod\":\"GET\",\"requestContext\":{},\"pathParameters\":{\"connection\":\"no such\"}}"),
                Map.of());

        assertThatIllegalStateException()
                .isThrownBy(() -> new Rehearsal(script, aws -> handler(ListJobs.class, aws)).perform())
                .withMessageContaining("\"statusCode\":400");
    }

    @Test
    void perform_inTheEnd_takesItsSettingsBack() throws IOException {
        new Rehearsal(Script.of(ListJobs.class), aws -> handler(ListJobs.class, aws)).perform();

        assertThat(System.getProperties())
                .doesNotContainKeys(
                        "aws.containerCredentialsPath",
                        "aws.containerAuthorizationToken",
                        "com.amazonaws.xray.traceHeader");
    }

    private static RequestStreamHandler handler(Class<?> action, AwsClients aws) {
        PrintStream noLog = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Connector connector = Connector.of(ENVIRONMENT, Clock.systemUTC(), () -> "name", noLog, aws);
        try {
            return (RequestStreamHandler)
                    ScopedValue.where(Connector.GIVEN, connector).call(action.getConstructor()::newInstance);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

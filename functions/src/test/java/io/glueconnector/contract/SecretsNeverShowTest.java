package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.json.Json;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.StubServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that keys, secrets, session tokens, External IDs and values of redacted arguments never appear in a response, an
 * exception, a log line, an item of the table or a stream of the process, even if AWS repeats them in its errors.
 *
 * <p>The fixture searches every response and log line. This test triggers everything that could leak a secret.
 */
class SecretsNeverShowTest {
    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions();

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;
    private static final String ALL = "io.glueconnector.contract.SecretsNeverShowTest#actionsDoorsAndConnections";
    private static final Map<String, String> HIDDEN_ARGUMENTS = hiddenArguments();
    // The actions' own operations, and the operation that the trigger actions call first.
    private static final List<String> OPERATIONS = Stream.concat(
                    Stream.of(Action.values()).map(Action::operation).flatMap(Optional::stream),
                    Stream.of("GetTrigger"))
            .toList();

    private final ByteArrayOutputStream streams = new ByteArrayOutputStream();

    static Stream<Arguments> actionsDoorsAndConnections() {
        return Ways.actionsAndDoors()
                .flatMap(way -> Stream.of(Connections.values())
                        .map(connection -> Arguments.of(way.get()[0], way.get()[1], connection)));
    }

    private static Map<String, String> hiddenArguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String name : List.of("--password", "--api_key", "--CREDENTIAL", "--x-token", "--Secret-Thing")) {
            arguments.put(name, Connections.secret("argument/" + name));
        }
        return arguments;
    }

    @BeforeAll
    static void watchAndPrepare() {
        HIDDEN_ARGUMENTS.values().forEach(FUNCTIONS.canaries()::watch);
        FUNCTIONS.account().createCrawler("sales");
        FUNCTIONS
                .account()
                .createJob(io.glueconnector.fakeglue.jobs.JobDefinition.spark("nightly")
                        .withMaxConcurrentRuns(10_000));
        FUNCTIONS
                .account()
                .createTrigger(TriggerDefinition.onDemand("at-dawn").startingJob("nightly", HIDDEN_ARGUMENTS));
    }

    @AfterAll
    static void report() {
        OUT.printf(
                "canaries searched for: %d secrets, %d fragments of them%n",
                FUNCTIONS.canaries().secrets(), FUNCTIONS.canaries().count());
    }

    @BeforeEach
    void catchStreams() {
        PrintStream caught = new PrintStream(streams, true, StandardCharsets.UTF_8);
        System.setOut(caught);
        System.setErr(caught);
    }

    @AfterEach
    void searchStreamsAndTable() {
        System.setOut(OUT);
        System.setErr(ERR);
        FUNCTIONS.glue().faults().clear();
        FUNCTIONS.secrets().recover();
        FUNCTIONS.sts().recover();
        FUNCTIONS.starts().recover();
        assertThat(FUNCTIONS.canaries().firstIn(streams.toString(StandardCharsets.UTF_8)))
                .as("a secret on the process's streams")
                .isEmpty();
        assertThat(FUNCTIONS.canaries().firstIn(Json.write(FUNCTIONS.starts().rows())))
                .as("a secret in the table")
                .isEmpty();
    }

    private static Answer call(Action action, Door door, Connections connection) {
        return FUNCTIONS.call(action, door, fields(action, connection.connection()));
    }

    private static Map<String, Object> fields(Action action, String connection) {
        Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
        fields.put("connection", connection);
        if (action == Action.START_JOB_RUN) {
            fields.put("args", HIDDEN_ARGUMENTS);
        }
        if (action == Action.GET_JOB_RUN) {
            fields.put("jobRunId", FUNCTIONS.account().startJobRun("nightly", HIDDEN_ARGUMENTS));
        }
        return fields;
    }

    /** Returns the worst error text of a service: every secret that it has seen, in every form. */
    private static String everySecret(Connections connection) {
        String secrets = Stream.concat(
                        connection.secret().values().stream().map(Object::toString), HIDDEN_ARGUMENTS.values().stream())
                .collect(Collectors.joining(" "));
        byte[] bytes = secrets.getBytes(StandardCharsets.UTF_8);
        return String.join(
                " ",
                secrets,
                Base64.getEncoder().encodeToString(bytes),
                URLEncoder.encode(secrets, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void success_showsNoSecret(Action action, Door door, Connections connection) {
        call(action, door, connection);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void glueRepeatsSecretsInItsErrors_noneIsShown(Action action, Door door, Connections connection) {
        String text = everySecret(connection);
        for (String error : List.of("InvalidInputException", "AccessDeniedException", "SomethingNewException")) {
            for (String operation : OPERATIONS) {
                FUNCTIONS.glue().faults().next(operation, Fault.errorBefore(400, error, text));
            }
            call(action, door, connection);
            FUNCTIONS.glue().faults().clear();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void dependenciesRepeatSecretsInTheirErrors_noneIsShown(Action action, Door door, Connections connection) {
        String text = everySecret(connection);
        String fresh = "fresh-" + FUNCTIONS.context().requestId();
        FUNCTIONS.secrets().failWith(Reply.failure(400, "AccessDeniedException", text));
        FUNCTIONS.call(action, door, fields(action, fresh));
        FUNCTIONS.secrets().recover();
        FUNCTIONS.secrets().put(Connections.PREFIX + fresh, Json.write(connection.secret()));
        FUNCTIONS.sts().failWith(FakeSts.failure(403, "AccessDenied", text));
        FUNCTIONS.call(action, door, fields(action, fresh));
        FUNCTIONS.sts().recover();
        FUNCTIONS.starts().failWith(Reply.failure(400, "AccessDeniedException", text));
        FUNCTIONS.call(action, door, fields(action, fresh));
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#glueActionsAndDoors")
    void invalidSecret_isNotRepeated(Action action, Door door) {
        String canary = Connections.secret("wrong secret");
        FUNCTIONS.canaries().watch(canary);
        for (Map<String, Object> secret : List.<Map<String, Object>>of(
                Map.of("type", canary),
                Map.of("type", "accessKey", "accessKeyId", canary + "!", "secretAccessKey", canary),
                Map.of("type", "accessKey", "accessKeyId", "AKIAKEYSOFTHETEAM001", "secretAccessKey", canary + "\n"),
                Map.of("type", "assumeRole", "roleArn", canary, "externalId", canary),
                Map.of("type", "executionRole", canary, canary))) {
            String connection = "wrong-" + FUNCTIONS.context().requestId();
            FUNCTIONS.secrets().put(Connections.PREFIX + connection, Json.write(secret));

            Answer answer = FUNCTIONS.call(action, door, fields(action, connection));

            assertThat(answer.code()).isEqualTo("ConnectionInvalid");
        }
        String broken = "broken-" + FUNCTIONS.context().requestId();
        FUNCTIONS.secrets().put(Connections.PREFIX + broken, "{\"secretAccessKey\": \"" + canary);
        assertThat(FUNCTIONS.call(action, door, fields(action, broken)).code()).isEqualTo("ConnectionInvalid");
    }
}

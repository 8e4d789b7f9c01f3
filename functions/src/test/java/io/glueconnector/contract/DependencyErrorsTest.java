package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.json.Json;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.StubServer.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The second part of the error table: every error of Secrets Manager, STS and DynamoDB, for every action that calls them, over
 * HTTP and directly. No request reaches Glue.
 */
class DependencyErrorsTest {
    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions();

    private static final ExecutorService LANES = Executors.newCachedThreadPool();
    private static final AtomicInteger CELLS = new AtomicInteger();
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();

    @AfterAll
    static void report() {
        LANES.shutdownNow();
        System.out.printf("error cells at Secrets Manager, STS and DynamoDB exercised: %d%n", CELLS.get());
    }

    @AfterEach
    void recover() {
        FUNCTIONS.secrets().recover();
        FUNCTIONS.sts().recover();
        FUNCTIONS.starts().recover();
    }

    private record Cell(Action action, Door door, Answer answer) {}

    /** Calls the actions in parallel, over HTTP and directly, each with a new connection. */
    private static List<Cell> callAll(Stream<Action> actions, Map<String, Object> secret) throws Exception {
        List<Future<List<Cell>>> lanes = actions.map(action -> LANES.submit(() -> Stream.of(Door.values())
                        .map(door -> new Cell(action, door, call(action, door, secret)))
                        .toList()))
                .toList();
        List<Cell> cells = new ArrayList<>();
        for (Future<List<Cell>> lane : lanes) {
            cells.addAll(lane.get());
        }
        CELLS.addAndGet(cells.size());
        return cells;
    }

    private static Answer call(Action action, Door door, Map<String, Object> secret) {
        String connection = "connection-" + CONNECTIONS.incrementAndGet();
        FUNCTIONS.secrets().put(Connections.PREFIX + connection, Json.write(secret));
        Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
        fields.put("connection", connection);
        return FUNCTIONS.call(action, door, fields);
    }

    private static void check(List<Cell> cells, String code, String inDetail) {
        assertThat(cells).isNotEmpty();
        for (Cell cell : cells) {
            Catalogue.check(cell.answer(), code);
            assertThat(cell.answer().detail()).contains(inDetail).doesNotContain("upstream text");
        }
    }

    private static Stream<Action> askingGlue() {
        return Stream.of(Action.values()).filter(action -> action != Action.GET_START);
    }

    static Stream<Arguments> atSecretsManager() {
        return Stream.of(
                Arguments.of("ResourceNotFoundException", 400, "ConnectionNotFound", "there is no secret"),
                Arguments.of("InvalidRequestException", 400, "ConnectionInvalid", "scheduled for deletion"),
                Arguments.of("AccessDeniedException", 400, "Internal", "secretsmanager:GetSecretValue"),
                Arguments.of("DecryptionFailure", 400, "Internal", "kms:Decrypt"),
                Arguments.of("ThrottlingException", 400, "Unavailable", "Nothing was done"),
                Arguments.of("InternalServiceError", 500, "Unavailable", "Nothing was done"),
                Arguments.of("ExpiredTokenException", 400, "Unavailable", "Nothing was done"),
                Arguments.of("RequestExpired", 400, "Unavailable", "Nothing was done"),
                Arguments.of("SomethingNewException", 400, "Unavailable", "Nothing was done"));
    }

    @ParameterizedTest
    @MethodSource("atSecretsManager")
    void secretsManagerRefuses_everyAction_hasTheExpectedCode(String error, int status, String code, String detail)
            throws Exception {
        FUNCTIONS.secrets().failWith(Reply.failure(status, error, "upstream text"));
        int before = FUNCTIONS.glue().requests().size();

        List<Cell> cells = callAll(askingGlue(), Connections.KEYS.secret());

        check(cells, code, detail);
        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    static Stream<Arguments> brokenReplies() {
        return Stream.of(
                Arguments.of("no response", new Reply.Close()),
                Arguments.of("half a response", new Reply.Half("{\"SecretString\": \"{}\"}")),
                Arguments.of("no JSON", Reply.json(200, "<html>upstream text</html>")));
    }

    @ParameterizedTest
    @MethodSource("brokenReplies")
    void secretsManagerBroken_everyAction_isUnavailable(String name, Reply reply) throws Exception {
        FUNCTIONS.secrets().failWith(reply);

        check(callAll(askingGlue(), Connections.KEYS.secret()), "Unavailable", "Nothing was done");
    }

    static Stream<Arguments> brokenSecrets() {
        Map<String, Object> half = Map.of("type", "accessKey", "accessKeyId", "AKIAHALFFILLED000001");
        Map<String, Object> blank = Map.of(
                "type",
                "accessKey",
                "accessKeyId",
                "AKIABLANKKEY00000001",
                "secretAccessKey",
                "",
                "region",
                "eu-west-1");
        Map<String, Object> other = Map.of("type", "password", "user", "me");
        return Stream.of(
                Arguments.of(half, "secretAccessKey: is required"),
                Arguments.of(blank, "secretAccessKey: expected"),
                Arguments.of(Map.of(), "type: is required"),
                Arguments.of(other, "type: expected one of accessKey"),
                Arguments.of(Map.of("type", "assumeRole", "roleArn", Connections.CUSTOMER.roleArn()), "externalId"),
                Arguments.of(Map.of("type", "executionRole"), "AllowExecutionRoleConnections"),
                Arguments.of(
                        Map.of("type", "assumeRole", "roleArn", Connections.CUSTOMER.roleArn(), "externalId", "abcd"),
                        "AllowExecutionRoleConnections"));
    }

    @ParameterizedTest
    @MethodSource("brokenSecrets")
    void connectionHalfFilledOrNotAllowed_everyAction_failsClosed(Map<String, Object> secret, String detail)
            throws Exception {
        int before = FUNCTIONS.glue().requests().size();

        check(callAll(askingGlue(), secret), "ConnectionInvalid", detail);

        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    static Stream<Arguments> atSts() {
        return Stream.of(
                Arguments.of("AccessDenied", 403, "AccessDenied", "External ID"),
                Arguments.of("InvalidClientTokenId", 403, "AccessDenied", "key pair"),
                Arguments.of("SignatureDoesNotMatch", 403, "AccessDenied", "key pair"),
                Arguments.of("ExpiredToken", 403, "AccessDenied", "key pair"),
                Arguments.of("RequestExpired", 400, "Unavailable", "time of the signature"),
                Arguments.of("RegionDisabledException", 403, "AccessDenied", "Enable the Region"),
                Arguments.of("ValidationError", 400, "ConnectionInvalid", "roleArn"),
                Arguments.of("Throttling", 400, "Unavailable", "Nothing was done"),
                Arguments.of("InternalFailure", 500, "Unavailable", "Nothing was done"),
                Arguments.of("SomethingNew", 400, "Unavailable", "Nothing was done"));
    }

    @ParameterizedTest
    @MethodSource("atSts")
    void stsRefuses_everyAction_hasTheExpectedCode(String error, int status, String code, String detail)
            throws Exception {
        FUNCTIONS.sts().failWith(FakeSts.failure(status, error, "upstream text"));
        int before = FUNCTIONS.glue().requests().size();

        List<Cell> cells = callAll(askingGlue(), Connections.CUSTOMER.secret());

        check(cells, code, detail);
        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    static Stream<Arguments> brokenStsReplies() {
        return Stream.of(
                Arguments.of("no response", new Reply.Close()),
                Arguments.of("no XML", new Reply.Answer(200, Map.of("Content-Type", "text/xml"), "upstream text")));
    }

    @ParameterizedTest
    @MethodSource("brokenStsReplies")
    void stsBroken_everyAction_isUnavailable(String name, Reply reply) throws Exception {
        FUNCTIONS.sts().failWith(reply);
        int before = FUNCTIONS.glue().requests().size();

        check(callAll(askingGlue(), Connections.CUSTOMER.secret()), "Unavailable", "Nothing was done");

        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    static Stream<Arguments> atDynamoDb() {
        return Stream.of(
                Arguments.of(refusal(400, "AccessDeniedException"), "Internal"),
                Arguments.of(refusal(400, "ResourceNotFoundException"), "Internal"),
                Arguments.of(refusal(400, "ProvisionedThroughputExceededException"), "Unavailable"),
                Arguments.of(refusal(400, "ThrottlingException"), "Unavailable"),
                Arguments.of(refusal(400, "RequestExpired"), "Unavailable"),
                Arguments.of(refusal(500, "InternalServerError"), "Unavailable"),
                Arguments.of(new Reply.Close(), "Unavailable"));
    }

    private static Reply refusal(int status, String code) {
        return Reply.failure(status, "com.amazonaws.dynamodb.v20120810#" + code, "upstream text");
    }

    @ParameterizedTest
    @MethodSource("atDynamoDb")
    void startsTableFails_startsAndGetStart_failAndStartNothing(Reply reply, String code) throws Exception {
        FUNCTIONS.starts().failWith(reply);

        List<Cell> cells = callAll(
                Stream.of(Action.START_JOB_RUN, Action.START_CRAWLER, Action.GET_START), Connections.KEYS.secret());

        check(cells, code, "starts table");
        assertThat(FUNCTIONS.glue().requests("StartJobRun")).isEmpty();
        assertThat(FUNCTIONS.glue().requests("StartCrawler")).isEmpty();
    }

    static Stream<Arguments> cancellations() {
        return Stream.of(
                Arguments.of("TransactionConflict", "Conflict"),
                Arguments.of("ThrottlingError", "Unavailable"),
                Arguments.of("ProvisionedThroughputExceeded", "Unavailable"),
                Arguments.of("ValidationError", "Unavailable"));
    }

    @ParameterizedTest
    @MethodSource("cancellations")
    void tableOfStartsCancelsTheTransaction_leasedStart_isToldByTheReasonAndStartsNothing(String reason, String code)
            throws Exception {
        FUNCTIONS
                .starts()
                .failWith(Reply.json(
                        400,
                        Json.write(Map.of(
                                "__type", "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                                "message", "upstream text",
                                "CancellationReasons", List.of(Map.of("Code", "None"), Map.of("Code", reason))))));

        List<Cell> cells = callAll(Stream.of(Action.START_CRAWLER), Connections.KEYS.secret());

        check(cells, code, code.equals("Conflict") ? "Another start of the same name" : "starts table");
        assertThat(FUNCTIONS.glue().requests("StartCrawler")).isEmpty();
    }
}

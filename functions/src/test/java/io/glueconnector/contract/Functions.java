package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.fakeglue.Account;
import io.glueconnector.fakeglue.FakeGlue;
import io.glueconnector.fakeglue.FakeGlueOptions;
import io.glueconnector.handler.Connector;
import io.glueconnector.json.Json;
import io.glueconnector.testing.ApiEvent;
import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.Canaries;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeDynamoDb;
import io.glueconnector.testing.FakeSecretsManager;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The functions of one stack over fake AWS servers. Functions stay warm between calls, as on Lambda.
 *
 * <p>It checks for every call that the response is well formed, that the log has exactly one line with the same outcome, and
 * that neither contains a secret.
 *
 * <p>As an extension it lives for one test, or for all tests of a class if its field is static.
 */
public final class Functions implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
    /** The account that fake-glue assigns to unknown keys. */
    public static final String ACCOUNT = "000000000000";
    /** The stack's Region. */
    public static final String REGION = "eu-west-1";

    public static final String VERSION = "1.2.3";

    private static final String STACK = "glue-connector-test";

    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final FakeSecretsManager secrets = new FakeSecretsManager();
    private final FakeSts sts = new FakeSts();
    private final FakeDynamoDb starts = new FakeDynamoDb();
    private final Canaries canaries = new Canaries();
    private final Endpoints endpoints = new Endpoints();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Action, Function> functions = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger names = new AtomicInteger();
    private boolean shared;

    private record Function(RequestStreamHandler handler, ByteArrayOutputStream log) {}

    /** Creates a stack with default parameters. */
    public Functions() {
        this(Map.of());
    }

    /**
     * Creates a stack.
     *
     * @param variables environment variables that override the defaults
     */
    public Functions(Map<String, String> variables) {
        environment.putAll(Map.of(
                "STACK_NAME", STACK,
                "STARTS_TABLE", "glue-connector-test-starts",
                "AWS_REGION", REGION,
                "CONNECTION_PREFIX", Connections.PREFIX,
                "ALLOWED_REGIONS", "",
                "ALLOW_EXECUTION_ROLE_CONNECTIONS", "false",
                "REDACTED_ARGUMENTS", ""));
        environment.put("VERSION", VERSION);
        environment.putAll(variables);
        endpoints.glue(glue.endpoint().toString());
        endpoints.logs(glue.endpoint().toString());
        endpoints.secretsManager(secrets.url());
        endpoints.sts(sts.url());
        endpoints.dynamoDb(starts.url());
        Connections.store(secrets, sts, canaries);
    }

    /** Sends the functions' requests for Glue to another server instead of fake-glue. */
    Functions over(URI glueEndpoint) {
        endpoints.glue(glueEndpoint.toString());
        return this;
    }

    public FakeGlue glue() {
        return glue;
    }

    /** Returns Glue's account in the stack's own Region. */
    public Account account() {
        return glue.account(ACCOUNT, REGION);
    }

    public FakeSecretsManager secrets() {
        return secrets;
    }

    public FakeSts sts() {
        return sts;
    }

    /** Returns the starts table. */
    public FakeDynamoDb starts() {
        return starts;
    }

    public Canaries canaries() {
        return canaries;
    }

    /** Calls an action with the given fields, placed as the door requires. */
    public Answer call(Action action, Door door, Map<String, Object> fields) {
        return call(action, door, fields, context());
    }

    public Answer call(Action action, Door door, Map<String, Object> fields, Context context) {
        byte[] input = switch (door) {
            case HTTP -> HttpEvents.of(action, fields).toBytes();
            case DIRECT -> Json.write(fields).getBytes(StandardCharsets.UTF_8);
        };
        return invoke(action, door, input, context);
    }

    /** Cold-starts and calls a function that only workflows call. */
    public Answer call(Supplier<RequestStreamHandler> function, Map<String, Object> fields) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        byte[] input = Json.write(fields).getBytes(StandardCharsets.UTF_8);
        RequestStreamHandler handler =
                ScopedValue.where(Connector.GIVEN, connector(log)).call(function::get);
        Answer answer = answer(handler, Door.DIRECT, input, context());
        watchSessions();
        assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(canaries.firstIn(answer.text()))
                .as("a secret in the response")
                .isEmpty();
        assertThat(canaries.firstIn(log.toString(StandardCharsets.UTF_8)))
                .as("a secret in the log")
                .isEmpty();
        return answer;
    }

    public Answer callOverHttp(Action action, ApiEvent event) {
        return invoke(action, Door.HTTP, event.toBytes(), context());
    }

    public Answer callDirectly(Action action, String input) {
        return invoke(action, Door.DIRECT, input.getBytes(StandardCharsets.UTF_8), context());
    }

    /** Returns the context of an invocation with a new id and the time limit of the stack's functions. */
    public TestContext context() {
        return new TestContext("00000000-0000-4000-8000-%012d".formatted(calls.incrementAndGet()), 26_000);
    }

    /** Invokes the function as Lambda does. */
    public Answer invoke(Action action, Door door, byte[] input, Context context) {
        Function function = functions.computeIfAbsent(action, this::start);
        function.log().reset();
        Answer answer = answer(function.handler(), door, input, context);
        watchSessions();
        String log = function.log().toString(StandardCharsets.UTF_8);
        checkLog(log, action, answer, context);
        assertThat(canaries.firstIn(answer.text()))
                .as("a secret in the response")
                .isEmpty();
        assertThat(canaries.firstIn(log)).as("a secret in the log").isEmpty();
        return answer;
    }

    /** Returns the line that the action's last call logged. */
    public JsonNode logged(Action action) {
        return io.glueconnector.fakeglue.protocol.Json.parse(
                functions.get(action).log().toString(StandardCharsets.UTF_8));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!shared) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        SentToGlue.write(glue.requests());
        endpoints.close();
        glue.close();
        secrets.close();
        sts.close();
        starts.close();
    }

    // Each function runs in its own process, so each has its own connector.
    private Function start(Action action) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        return new Function(action.create(connector(log)), log);
    }

    private Connector connector(ByteArrayOutputStream log) {
        PrintStream output = new PrintStream(log, true, StandardCharsets.UTF_8);
        return Connector.of(Map.copyOf(environment), glue.clock(), this::nextName, output, AwsOverHttp.clients());
    }

    private String nextName() {
        return "name-" + names.incrementAndGet();
    }

    private static Answer answer(RequestStreamHandler handler, Door door, byte[] input, Context context) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String requestId = context.getAwsRequestId();
        try {
            handler.handleRequest(new ByteArrayInputStream(input), output, context);
        } catch (ConnectorException e) {
            assertThat(door)
                    .as("a failure over HTTP is a response, but got %s", e)
                    .isEqualTo(Door.DIRECT);
            assertThat(output.size()).isZero();
            return Answer.direct(e, requestId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = output.toString(StandardCharsets.UTF_8);
        return door == Door.HTTP ? Answer.overHttp(text, requestId) : Answer.direct(text);
    }

    private static void checkLog(String log, Action action, Answer answer, Context context) {
        assertThat(log.lines()).as("log lines of one call").hasSize(1);
        JsonNode line = io.glueconnector.fakeglue.protocol.Json.parse(log);
        assertThat(line.path("outcome").asText()).isEqualTo(answer.code());
        assertThat(line.path("action").asText()).isEqualTo(action.title());
        assertThat(line.path("requestId").asText()).isEqualTo(context.getAwsRequestId());
        assertThat(line.path("Stack").asText()).isEqualTo(STACK);
        boolean fault = List.of("Internal", "Unavailable").contains(answer.code());
        boolean unknown = answer.code().equals("OutcomeUnknown");
        assertThat(line.path("Faults").asInt()).isEqualTo(fault ? 1 : 0);
        assertThat(line.path("OutcomesUnknown").asInt()).isEqualTo(unknown ? 1 : 0);
    }

    private void watchSessions() {
        sts.sessions().forEach(session -> {
            canaries.watch("secret-of-" + session.accessKeyId());
            canaries.watch("token-of-" + session.accessKeyId());
        });
    }
}

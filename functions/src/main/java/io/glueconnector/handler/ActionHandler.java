package io.glueconnector.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.PayloadTooLarge;
import io.glueconnector.http.ApiGatewayAnswer;
import io.glueconnector.http.ApiGatewayRequest;
import io.glueconnector.json.Json;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.request.JsonInput;
import io.glueconnector.request.Limits;
import io.glueconnector.request.TextRule;
import io.glueconnector.snapshot.FirstCall;
import io.glueconnector.snapshot.Priming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The base class of every action's handler. It accepts an API Gateway event or a flat object of fields.
 *
 * <p>An action reads its own fields and returns its result. This class does the rest: it reads the connection and Region,
 * rejects unknown fields, logs failures and formats them for the caller. Over HTTP a failure is a problem document. In a
 * direct invocation it is an exception with the same document as its message.
 *
 * @param <I> the action's input
 */
public abstract class ActionHandler<I> implements RequestStreamHandler {
    private static final Duration REHEARSED_LIMIT = Duration.ofSeconds(26);
    private static final TextRule REGION = TextRule.text(1, 64);

    private final Connector connector;
    // Never read, but it must stay reachable: the runtime holds only weak references to its hooks.
    @SuppressWarnings("UnusedVariable")
    private final Optional<Priming> priming;

    // The rehearsal uses this handler before its constructor ends, so handlers have no fields of their own
    // (ArchitectureTest).
    @SuppressWarnings("this-escape")
    protected ActionHandler() {
        this.connector = Connector.GIVEN.isBound()
                ? Connector.GIVEN.get()
                : Connector.fromEnvironment(http -> FirstCall.beginRehearsal(action(), http, this::rehearsing));
        this.priming = connector.isForSnapshot()
                ? Optional.of(Priming.register(action(), this::rehearsing))
                : Optional.empty();
    }

    private UnaryOperator<String> rehearsing(AwsClients aws) {
        Connector rehearsing = Connector.rehearsing(aws);
        return event ->
                answered(event.getBytes(StandardCharsets.UTF_8), "rehearsed", () -> REHEARSED_LIMIT, rehearsing);
    }

    private String action() {
        return getClass().getSimpleName();
    }

    /**
     * Reads the action's own fields. Must not call AWS.
     *
     * @throws InvalidRequest if a field is wrong
     */
    protected abstract I read(Fields fields);

    /**
     * Performs the action.
     *
     * @return the fields of the response
     * @throws ConnectorException if the action fails
     */
    protected abstract Map<String, Object> answer(I input, Call call);

    @Override
    public final void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        Supplier<Duration> untilEnded = () -> Duration.ofMillis(context.getRemainingTimeInMillis());
        String answer = answered(input.readAllBytes(), context.getAwsRequestId(), untilEnded, connector);
        output.write(answer.getBytes(StandardCharsets.UTF_8));
    }

    private String answered(byte[] event, String requestId, Supplier<Duration> untilEnded, Connector over) {
        return Json.write(answer(event, new Invocation(requestId, untilEnded, action(), over.log()), over));
    }

    private Map<String, Object> answer(byte[] bytes, Invocation invocation, Connector over) {
        boolean overHttp = false;
        try {
            Map<String, Object> event = JsonInput.parseRequest("The input", bytes);
            overHttp = ApiGatewayRequest.isOne(event);
            Fields fields = overHttp ? httpFields(event) : directFields(event, bytes);
            Map<String, Object> answer = run(fields, invocation, over);
            invocation.succeeded();
            return overHttp ? ApiGatewayAnswer.ok(answer) : answer;
        } catch (RuntimeException e) {
            ConnectorException failure = known(e).during(invocation.requestId());
            invocation.failed(failure);
            if (overHttp) {
                return ApiGatewayAnswer.problem(failure);
            }
            throw failure;
        }
    }

    private Map<String, Object> run(Fields fields, Invocation invocation, Connector over) {
        ConnectionName connection = ConnectionName.read(fields);
        invocation.names(connection);
        Optional<String> region = region(fields, over);
        I input = read(fields);
        fields.refuseUnread();
        return answer(input, new Call(over, invocation, connection, region));
    }

    // Checked for every action: a mistyped Region is an error even if the action makes no call there.
    private static Optional<String> region(Fields fields, Connector over) {
        fields.refuseNull("region");
        Optional<String> region = fields.text("region", REGION);
        region.ifPresent(over::refuseForeignRegion);
        return region;
    }

    private static Fields httpFields(Map<String, Object> event) {
        Fields fields = ApiGatewayRequest.of(event).fields();
        fields.withhold(StartRequest.EXECUTION);
        return fields;
    }

    private static Fields directFields(Map<String, Object> object, byte[] bytes) {
        if (bytes.length > Limits.REQUEST_BYTES) {
            throw new PayloadTooLarge("The input has %d bytes; at most %d are allowed. Shorten the arguments."
                    .formatted(bytes.length, Limits.REQUEST_BYTES));
        }
        return Fields.of(object);
    }

    private static ConnectorException known(RuntimeException failure) {
        if (failure instanceof ConnectorException known) {
            return known;
        }
        return new Internal(
                        "The connector failed because of an internal error. Report the request id to the operator of the stack.")
                .diagnosedAs(failure.getClass().getName() + " at " + ownFrame(failure));
    }

    // Only a location in our own code: an exception's message may hold secrets. Generated code has no line numbers.
    private static String ownFrame(RuntimeException failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.glueconnector.") && frame.getLineNumber() > 0)
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("an unknown place");
    }
}

package io.glueconnector.fakeglue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.faults.Faults;
import io.glueconnector.fakeglue.http.HttpRequest;
import io.glueconnector.fakeglue.http.Reply;
import io.glueconnector.fakeglue.protocol.Answers;
import io.glueconnector.fakeglue.protocol.Credentials;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.RequestLog;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.protocol.Signature;
import io.glueconnector.fakeglue.time.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Serves AWS JSON 1.1 over HTTP: finds the operation, checks the caller, applies faults and writes the response. */
final class GlueDoor {
    /** The target of a request: the service's name, a dot, and the operation. The second service is CloudWatch Logs. */
    private static final Pattern TARGET = Pattern.compile("(?:AWSGlue|Logs_20140328)\\.(.*)");

    private final Map<String, Operation> operations;
    private final Timeline timeline;
    private final Credentials credentials;
    private final RequestLog log;
    private final Faults faults;

    GlueDoor(List<Operation> operations, Timeline timeline, Credentials credentials, RequestLog log, Faults faults) {
        this.operations = operations.stream().collect(Collectors.toMap(Operation::name, Function.identity()));
        this.timeline = timeline;
        this.credentials = credentials;
        this.log = log;
        this.faults = faults;
    }

    Reply serve(HttpRequest request) {
        String target = request.header("x-amz-target").orElse("");
        String name = TARGET.matcher(target).replaceFirst("$1");
        log.record(timeline.instant(), name, request);
        Optional<Fault> fault = faults.take(name);
        return fault.map(found -> found.strike(request, () -> answer(name, request)))
                .orElseGet(() -> answer(name, request));
    }

    private Reply.Answer answer(String name, HttpRequest request) {
        try {
            Operation operation = Optional.ofNullable(operations.get(name))
                    .filter(known -> request.method().equals("POST"))
                    .orElseThrow(() -> new GlueError(400, "UnknownOperationException", ""));
            Scope scope = scope(request);
            ObjectNode input = parse(request.body());
            return Answers.ok(timeline.atomically(() -> operation.perform(scope, input)));
        } catch (GlueError error) {
            return Answers.error(error);
        }
    }

    private Scope scope(HttpRequest request) {
        boolean ofLogs = request.header("x-amz-target").orElse("").startsWith("Logs_");
        Signature signature = Signature.of(request.header("authorization")).forService(ofLogs ? "logs" : "glue");
        // The local stack verifies the signature itself and passes the account in this header.
        String account = request.header("x-fake-glue-account").orElseGet(() -> credentials.accountOf(signature));
        return new Scope(account, signature.region());
    }

    private static ObjectNode parse(String body) {
        try {
            if (Json.parse(body) instanceof ObjectNode object) {
                return object;
            }
            throw GlueError.serialization("the body must be a JSON object");
        } catch (IllegalArgumentException e) {
            throw GlueError.serialization(e.getMessage());
        }
    }
}

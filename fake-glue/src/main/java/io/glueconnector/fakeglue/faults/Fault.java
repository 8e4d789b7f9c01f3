package io.glueconnector.fakeglue.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.http.HttpRequest;
import io.glueconnector.fakeglue.http.Reply;
import io.glueconnector.fakeglue.protocol.Answers;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One thing that goes wrong with one request. "Before" means before the operation takes effect, so that nothing has
 * happened; "after" means that it has happened and the caller is not told properly.
 */
public final class Fault {
    private interface Mishap {
        Reply strike(HttpRequest request, Supplier<Reply.Answer> operation);
    }

    private final Mishap mishap;

    private Fault(Mishap mishap) {
        this.mishap = mishap;
    }

    /** Does to the request what this fault does. */
    public Reply strike(HttpRequest request, Supplier<Reply.Answer> operation) {
        return mishap.strike(request, operation);
    }

    /** The connection ends without an answer; nothing has happened. */
    public static Fault closeBefore() {
        return before(new Reply.Close());
    }

    /** The connection ends without an answer; the operation has happened. */
    public static Fault closeAfter() {
        return after(answer -> new Reply.Close());
    }

    /** The connection is reset; nothing has happened. */
    public static Fault resetBefore() {
        return before(new Reply.Reset());
    }

    /** The connection is reset; the operation has happened. */
    public static Fault resetAfter() {
        return after(answer -> new Reply.Reset());
    }

    /** Waits (real time), then does the operation and answers. */
    public static Fault delayBefore(Duration delay) {
        return new Fault((request, operation) -> {
            sleep(delay);
            return operation.get();
        });
    }

    /** Does the operation at once, but answers only after the delay (real time). */
    public static Fault delayAfter(Duration delay) {
        return after(answer -> {
            sleep(delay);
            return answer;
        });
    }

    /** Answers with an error in Glue's form; nothing has happened. */
    public static Fault errorBefore(int status, String code, String message) {
        return before(Answers.error(new GlueError(status, code, message)));
    }

    /** Answers with an error in Glue's form although the operation has happened. */
    public static Fault errorAfter(int status, String code, String message) {
        return after(answer -> Answers.error(new GlueError(status, code, message)));
    }

    /** {@code InternalServiceException} with this status (500, 502 or 503, say); nothing has happened. */
    public static Fault failureBefore(int status) {
        return errorBefore(status, "InternalServiceException", "Internal service failure");
    }

    /** {@code InternalServiceException} with this status although the operation has happened. */
    public static Fault failureAfter(int status) {
        return errorAfter(status, "InternalServiceException", "Internal service failure");
    }

    public static Fault throttled() {
        return errorBefore(400, "ThrottlingException", "Rate exceeded");
    }

    /** {@code AccessDeniedException} in IAM's words, naming the action. */
    public static Fault accessDenied(String operation) {
        return errorBefore(
                400,
                "AccessDeniedException",
                "User: arn:aws:sts::000000000000:assumed-role/fake/session is not authorized to perform: glue:"
                        + operation + " on resource: * because no identity-based policy allows the glue:" + operation
                        + " action");
    }

    public static Fault expiredToken() {
        return errorBefore(400, "ExpiredTokenException", "The security token included in the request is expired");
    }

    /** 200 with the whole length announced and half of the body sent; the operation has happened. */
    public static Fault truncatedBody() {
        return after(Reply.Truncated::new);
    }

    /** 200 without a body; the operation has happened. */
    public static Fault emptyBody() {
        return body("");
    }

    /** 200 with <code>{}</code>, so without an id; the operation has happened. */
    public static Fault emptyObject() {
        return body("{}");
    }

    /** 200 with something that is not JSON; the operation has happened. */
    public static Fault malformedBody() {
        return body("<html>it works</html>");
    }

    /** 200 with this body; the operation has happened. */
    public static Fault body(String body) {
        return after(answer -> withBody(answer, body));
    }

    /** Answers a page with the token that led to it, which sends a reader in circles. */
    public static Fault repeatedToken() {
        return new Fault((request, operation) -> {
            Reply.Answer answer = operation.get();
            String token = Json.parse(request.body()).path("NextToken").asText("");
            if (token.isEmpty() || !(Json.parse(answer.body()) instanceof ObjectNode body)) {
                return answer;
            }
            return withBody(answer, body.put("NextToken", token).toString());
        });
    }

    /** Answers runs without their arguments, as Glue may; the operation has happened. */
    public static Fault withoutArguments() {
        return after(answer -> {
            JsonNode body = Json.parse(answer.body());
            body.findParents("Arguments").forEach(run -> ((ObjectNode) run).remove("Arguments"));
            return withBody(answer, body.toString());
        });
    }

    /** Glue refuses the time of the signature, as it does after a function was frozen; nothing has happened. */
    public static Fault signatureExpired() {
        return errorBefore(
                400,
                "InvalidSignatureException",
                "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z (20260101T001000Z - 5 min.)");
    }

    private static Fault before(Reply reply) {
        return new Fault((request, operation) -> reply);
    }

    private static Fault after(Function<Reply.Answer, Reply> spoil) {
        return new Fault((request, operation) -> spoil.apply(operation.get()));
    }

    private static Reply.Answer withBody(Reply.Answer answer, String body) {
        return new Reply.Answer(200, answer.headers(), body);
    }

    private static void sleep(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}

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
 * A fault of one request. "Before" faults occur before the operation takes effect, so nothing happens; "after" faults occur
 * once it has taken effect, so the caller does not get the right response.
 */
public final class Fault {
    private interface Mishap {
        Reply strike(HttpRequest request, Supplier<Reply.Answer> operation);
    }

    private final Mishap mishap;

    private Fault(Mishap mishap) {
        this.mishap = mishap;
    }

    /** Applies this fault to a request. */
    public Reply strike(HttpRequest request, Supplier<Reply.Answer> operation) {
        return mishap.strike(request, operation);
    }

    /** Closes the connection without a response; the operation has no effect. */
    public static Fault closeBefore() {
        return before(new Reply.Close());
    }

    /** Closes the connection without a response; the operation takes effect. */
    public static Fault closeAfter() {
        return after(answer -> new Reply.Close());
    }

    /** Resets the connection; the operation has no effect. */
    public static Fault resetBefore() {
        return before(new Reply.Reset());
    }

    /** Resets the connection; the operation takes effect. */
    public static Fault resetAfter() {
        return after(answer -> new Reply.Reset());
    }

    /** Waits (real time), then performs the operation and responds. */
    public static Fault delayBefore(Duration delay) {
        return new Fault((request, operation) -> {
            sleep(delay);
            return operation.get();
        });
    }

    /** Performs the operation immediately but responds only after the delay (real time). */
    public static Fault delayAfter(Duration delay) {
        return after(answer -> {
            sleep(delay);
            return answer;
        });
    }

    /** Returns an error in Glue's format; the operation has no effect. */
    public static Fault errorBefore(int status, String code, String message) {
        return before(Answers.error(new GlueError(status, code, message)));
    }

    /** Returns an error in Glue's format although the operation takes effect. */
    public static Fault errorAfter(int status, String code, String message) {
        return after(answer -> Answers.error(new GlueError(status, code, message)));
    }

    /** Returns {@code InternalServiceException} with this status, such as 500, 502 or 503; the operation has no effect. */
    public static Fault failureBefore(int status) {
        return errorBefore(status, "InternalServiceException", "Internal service failure");
    }

    /** Returns {@code InternalServiceException} with this status although the operation takes effect. */
    public static Fault failureAfter(int status) {
        return errorAfter(status, "InternalServiceException", "Internal service failure");
    }

    public static Fault throttled() {
        return errorBefore(400, "ThrottlingException", "Rate exceeded");
    }

    /** Returns {@code AccessDeniedException} with IAM's message, which names the action. */
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

    /** Returns 200 with the full Content-Length but half of the body; the operation takes effect. */
    public static Fault truncatedBody() {
        return after(Reply.Truncated::new);
    }

    /** Returns 200 without a body; the operation takes effect. */
    public static Fault emptyBody() {
        return body("");
    }

    /** Returns 200 with <code>{}</code>, so without an ID; the operation takes effect. */
    public static Fault emptyObject() {
        return body("{}");
    }

    /** Returns 200 with a body that is not JSON; the operation takes effect. */
    public static Fault malformedBody() {
        return body("<html>it works</html>");
    }

    /** Returns 200 with this body; the operation takes effect. */
    public static Fault body(String body) {
        return after(answer -> withBody(answer, body));
    }

    /** Returns a page with the token that requested it, which makes a reader loop. */
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

    /** Returns runs without their arguments, as Glue may; the operation takes effect. */
    public static Fault withoutArguments() {
        return after(answer -> {
            JsonNode body = Json.parse(answer.body());
            body.findParents("Arguments").forEach(run -> ((ObjectNode) run).remove("Arguments"));
            return withBody(answer, body.toString());
        });
    }

    /** Rejects the time of the signature, as Glue does after a function was frozen; the operation has no effect. */
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

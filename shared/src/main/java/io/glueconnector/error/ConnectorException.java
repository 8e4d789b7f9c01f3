package io.glueconnector.error;

import io.glueconnector.json.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A failed call. Each error code has one final subclass.
 *
 * <p>Callers see the simple class name as the code, and Step Functions matches on the full class name, so these names are
 * part of the connector's contract. The detail is always in the connector's own words. It never holds a secret or the text of
 * a called service. There is no cause and no stack trace, because both would end up in execution histories and logs. What an
 * operator needs beyond the detail goes into {@link #diagnosis()}, which is logged and never returned to the caller.
 */
public abstract sealed class ConnectorException extends RuntimeException
        permits InvalidRequest,
                PayloadTooLarge,
                ConnectionNotFound,
                ConnectionInvalid,
                AccessDenied,
                NotFound,
                AlreadyRunning,
                ConcurrentRunsExceeded,
                Conflict,
                IdempotencyConflict,
                Throttled,
                LimitExceeded,
                GlueFailure,
                OutcomeUnknown,
                Unavailable,
                DeadlineExceeded,
                Internal {
    private final transient Retry retry;
    private String diagnosis = "";
    private String requestId = "";

    ConnectorException(String detail, Retry retry) {
        super(detail, null, false, false);
        this.retry = retry;
    }

    /** Returns the error code that callers and state machines match on. */
    public final String code() {
        return getClass().getSimpleName();
    }

    /** Returns the message for the caller: what went wrong and how to fix it. */
    public final String detail() {
        return super.getMessage();
    }

    /** Returns whether and when the same request may be sent again. */
    public final Retry retry() {
        return retry;
    }

    /** Returns what the operator needs beyond the detail, for the log only; empty if there is nothing. */
    public final String diagnosis() {
        return diagnosis;
    }

    /** Adds information for the operator's log only, such as an upstream error code or request id. */
    public final ConnectorException diagnosedAs(String text) {
        diagnosis = text;
        return this;
    }

    /** Sets the id of the failed request. Called once, when the failure leaves the function. */
    public final ConnectorException during(String lambdaRequestId) {
        requestId = lambdaRequestId;
        return this;
    }

    /** Returns the HTTP status of this failure. */
    public final int status() {
        return switch (this) {
            case InvalidRequest _ -> 400;
            case AccessDenied _ -> 403;
            case ConnectionNotFound _, NotFound _ -> 404;
            case AlreadyRunning _, ConcurrentRunsExceeded _, Conflict _ -> 409;
            case PayloadTooLarge _ -> 413;
            case ConnectionInvalid _, IdempotencyConflict _ -> 422;
            case Throttled _, LimitExceeded _ -> 429;
            case Internal _ -> 500;
            case GlueFailure _ -> 502;
            case OutcomeUnknown _, Unavailable _ -> 503;
            case DeadlineExceeded _ -> 504;
        };
    }

    /**
     * Returns the failure as the members of an RFC 9457 problem document.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
     */
    public final Map<String, Object> problem() {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:glue-connector:error:" + code());
        problem.put("title", title());
        problem.put("status", status());
        problem.put("detail", detail());
        problem.put("code", code());
        problem.put("requestId", requestId);
        problem.put("retryable", retry.allowed());
        retry.delay().ifPresent(delay -> problem.put("retryAfterSeconds", delay.toSeconds()));
        return problem;
    }

    /** Returns the problem document as JSON. Direct callers and execution histories see it as the error message. */
    @Override
    public final String getMessage() {
        return Json.write(problem());
    }

    /** Returns the code in words: {@code ConnectionNotFound} becomes {@code Connection not found}. */
    private String title() {
        String words = code().replaceAll("(?<!^)([A-Z])", " $1");
        return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
    }
}

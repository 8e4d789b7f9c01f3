package io.glueconnector.contract;

/** The code that a caller must see for each error of Glue. */
final class Expectation {
    private Expectation() {}

    static String of(Action action, String trouble) {
        return switch (trouble) {
            case "InvalidInputException", "ValidationException", "SerializationException" -> "InvalidRequest";
            case "EntityNotFoundException" -> "NotFound";
            case "ConcurrentRunsExceededException" -> "ConcurrentRunsExceeded";
            case "ResourceNumberLimitExceededException" -> "LimitExceeded";
            case "CrawlerRunningException" -> "AlreadyRunning";
            // The crawler is already stopped or stopping, as requested.
            case "CrawlerNotRunningException", "CrawlerStoppingException" -> "ok";
            case "ConcurrentModificationException" -> "Conflict";
            case "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded" -> "Throttled";
            case "AccessDeniedException",
                    "AccessDenied",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "MissingAuthenticationTokenException",
                    "IncompleteSignature",
                    "OptInRequired" -> "AccessDenied";
            case "RequestExpired", "RequestTimeTooSkewed", "signature expired" -> "Unavailable";
            case "UnknownOperationException" -> "GlueFailure";
            case "hang before" -> action.isStart() ? "OutcomeUnknown" : "DeadlineExceeded";
            case "hang after" -> action.isStart() ? "ok" : "DeadlineExceeded";
            case String lost when action.isStart() && lost.contains("after") -> "ok";
            case "malformed body", "truncated body", "empty body" ->
                answersNothing(action) || action.isStart() ? "ok" : "GlueFailure";
            // A Get must return the resource itself.
            case "empty object" -> action.title().startsWith("Get") ? "GlueFailure" : "ok";
            case "SomethingNewException" -> "GlueFailure";
            // All others are Glue's own failures, after which a start may have taken effect.
            case String _ -> action.isStart() ? "OutcomeUnknown" : "GlueFailure";
        };
    }

    // Glue's response to these has no fields, so any response means success.
    private static boolean answersNothing(Action action) {
        return action == Action.START_CRAWLER || action == Action.STOP_CRAWLER;
    }
}

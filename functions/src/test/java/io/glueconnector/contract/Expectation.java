package io.glueconnector.contract;

/** The code that a caller must see for each trouble at Glue. */
final class Expectation {
    private Expectation() {}

    static String of(Action action, String trouble) {
        return switch (trouble) {
            case "InvalidInputException", "ValidationException", "SerializationException" -> "InvalidRequest";
            case "EntityNotFoundException" -> "NotFound";
            case "ConcurrentRunsExceededException" -> "ConcurrentRunsExceeded";
            case "ResourceNumberLimitExceededException" -> "LimitExceeded";
            case "CrawlerRunningException" -> "AlreadyRunning";
            // Stopping is done by whoever stopped it: an answer, no failure.
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
            // A read promises the thing that it is about.
            case "empty object" -> action.title().startsWith("Get") ? "GlueFailure" : "ok";
            case "SomethingNewException" -> "GlueFailure";
            // The rest is Glue's own failing: a start may have happened.
            case String _ -> action.isStart() ? "OutcomeUnknown" : "GlueFailure";
        };
    }

    // Glue's answer to these has no members: that it came is all that it says.
    private static boolean answersNothing(Action action) {
        return action == Action.START_CRAWLER || action == Action.STOP_CRAWLER;
    }
}

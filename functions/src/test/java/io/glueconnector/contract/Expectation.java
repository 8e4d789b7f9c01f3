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
            case "hang before" -> isStart(action) ? "OutcomeUnknown" : "DeadlineExceeded";
            case "hang after" -> isStart(action) ? "ok" : "DeadlineExceeded";
            case String lost when isStart(action) && lost.contains("after") -> "ok";
            case "malformed body", "truncated body", "empty body" ->
                answersNothing(action) || isStart(action) ? "ok" : "GlueFailure";
            case "empty object" -> action == Action.GET_JOB_RUN ? "GlueFailure" : "ok";
            case "SomethingNewException" -> "GlueFailure";
            // The rest is Glue's own failing: a start may have happened.
            case String _ -> isStart(action) ? "OutcomeUnknown" : "GlueFailure";
        };
    }

    // Glue's answer to these has no members: that it came is all that it says.
    private static boolean answersNothing(Action action) {
        return action == Action.START_CRAWLER || action == Action.STOP_CRAWLER;
    }

    private static boolean isStart(Action action) {
        return action.title().startsWith("Start");
    }
}

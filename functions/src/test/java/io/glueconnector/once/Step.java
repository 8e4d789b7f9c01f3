package io.glueconnector.once;

import io.glueconnector.testing.StubServer.Request;

/** A step of a recorded start, identified by its request. */
enum Step {
    CLAIM,
    START,
    COMMIT,
    SEARCH_FIRST_PAGE,
    SEARCH_NEXT_PAGE,
    OTHER;

    static Step of(Request request) {
        return of(request.operation(), request.body());
    }

    static Step of(String operation, String body) {
        return switch (operation) {
            case "StartJobRun", "StartTrigger", "StartCrawler" -> START;
            case "GetJobRuns" -> body.contains("\"NextToken\"") ? SEARCH_NEXT_PAGE : SEARCH_FIRST_PAGE;
            case "PutItem" -> CLAIM;
            // A takeover claims the start for one more attempt. Every other update records an outcome.
            case "UpdateItem" -> body.contains("\":next\"") ? CLAIM : COMMIT;
            case String _ -> OTHER;
        };
    }
}

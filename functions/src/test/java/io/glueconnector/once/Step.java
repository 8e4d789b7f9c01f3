package io.glueconnector.once;

import io.glueconnector.testing.StubServer.Request;

/** A step of a recorded start, by the request that it sends. */
enum Step {
    CLAIM,
    START,
    COMMIT,
    LOOK_FIRST_PAGE,
    LOOK_NEXT_PAGE,
    OTHER;

    static Step of(Request request) {
        return of(request.operation(), request.body());
    }

    static Step of(String operation, String body) {
        return switch (operation) {
            case "StartJobRun", "StartTrigger", "StartCrawler" -> START;
            case "GetJobRuns" -> body.contains("\"NextToken\"") ? LOOK_NEXT_PAGE : LOOK_FIRST_PAGE;
            case "PutItem" -> CLAIM;
            // A take-over claims the start for one more attempt; every other update records what became of one.
            case "UpdateItem" -> body.contains("\":next\"") ? CLAIM : COMMIT;
            case String _ -> OTHER;
        };
    }
}

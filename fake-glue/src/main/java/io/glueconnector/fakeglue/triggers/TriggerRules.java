package io.glueconnector.fakeglue.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.crawlers.CrawlerService;
import io.glueconnector.fakeglue.jobs.JobService;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.GlueError;

/** Glue's checks when a trigger is created, beyond the shape of the request. */
final class TriggerRules {
    private static final int MOST_CRAWLERS = 2;

    private final JobService jobs;
    private final CrawlerService crawlers;

    TriggerRules(JobService jobs, CrawlerService crawlers) {
        this.jobs = jobs;
        this.crawlers = crawlers;
    }

    /** Throws InvalidInputException or EntityNotFoundException if Glue would not create the trigger. */
    void check(Call call, TriggerType type) {
        JsonNode actions = call.input().path("Actions");
        refuse(actions.isEmpty(), "A trigger needs an action");
        refuse(type == TriggerType.SCHEDULED && !call.has("Schedule"), "A SCHEDULED trigger needs a Schedule");
        boolean conditions = !call.input().path("Predicate").path("Conditions").isEmpty();
        refuse(type == TriggerType.CONDITIONAL && !conditions, "A CONDITIONAL trigger needs a Predicate");
        boolean neverActive = type == TriggerType.ON_DEMAND || type == TriggerType.EVENT;
        refuse(
                neverActive && call.flag("StartOnCreation"),
                "StartOnCreation is not supported for " + type + " triggers");
        int crawlerActions = 0;
        for (JsonNode action : actions) {
            checkAction(call, action);
            crawlerActions += action.hasNonNull("CrawlerName") ? 1 : 0;
        }
        refuse(crawlerActions > MOST_CRAWLERS, "A trigger activates at most " + MOST_CRAWLERS + " crawlers");
    }

    private void checkAction(Call call, JsonNode action) {
        refuse(
                action.hasNonNull("JobName") == action.hasNonNull("CrawlerName"),
                "An action starts either a job or a crawler");
        String job = action.path("JobName").asText("");
        String crawler = action.path("CrawlerName").asText("");
        boolean found = job.isEmpty()
                ? crawlers.tags(call.scope(), crawler).isPresent()
                : jobs.tags(call.scope(), job).isPresent();
        if (!found) {
            throw GlueError.notFound("Action names a job or crawler that does not exist: " + job + crawler);
        }
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw GlueError.invalidInput(message);
        }
    }
}

package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glueconnector.fakeglue.crawlers.CrawlerState;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.time.Timings;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.fakeglue.triggers.TriggerState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Action;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ConcurrentRunsExceededException;
import software.amazon.awssdk.services.glue.model.Condition;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.ListTriggersResponse;
import software.amazon.awssdk.services.glue.model.Trigger;

class TriggerTest {
    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final GlueClient client = Sdk.client(glue);
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @BeforeEach
    void createJobs() {
        account.createJob("load");
        account.createJob("report");
        account.createCrawler("lake");
    }

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    private Trigger get(String name) {
        return client.getTrigger(request -> request.name(name)).trigger();
    }

    private static Action action(String jobName) {
        return Action.builder().jobName(jobName).build();
    }

    private void start(String name) {
        assertThat(client.startTrigger(request -> request.name(name)).name()).isEqualTo(name);
    }

    @Test
    void getTrigger_created_returnsEveryGivenMember() {
        client.createTrigger(request -> request.name("nightly")
                .type("SCHEDULED")
                .schedule("cron(0 3 * * ? *)")
                .description("every night")
                .actions(action("load").toBuilder()
                        .arguments(Map.of("--day", "today"))
                        .build()));

        Trigger trigger = get("nightly");

        assertThat(trigger.typeAsString()).isEqualTo("SCHEDULED");
        assertThat(trigger.stateAsString()).isEqualTo("CREATED");
        assertThat(trigger.schedule()).isEqualTo("cron(0 3 * * ? *)");
        assertThat(trigger.description()).isEqualTo("every night");
        assertThat(trigger.actions().getFirst().arguments()).containsEntry("--day", "today");
    }

    @Test
    void startTrigger_onDemand_startsItsJobsAndCrawlersAndStaysCreated() {
        account.createTrigger(TriggerDefinition.onDemand("go")
                .startingJob("load", Map.of("--day", "today"))
                .startingJob("report", Map.of())
                .startingCrawler("lake"));

        start("go");

        JobRunSnapshot run = account.jobRuns("load").getFirst();
        assertThat(run.triggerName()).contains("go");
        assertThat(run.arguments()).containsEntry("--day", "today");
        assertThat(client.getJobRun(request -> request.jobName("load").runId(run.id()))
                        .jobRun()
                        .triggerName())
                .isEqualTo("go");
        assertThat(account.jobRuns("report")).hasSize(1);
        assertThat(account.crawlerState("lake")).isEqualTo(CrawlerState.RUNNING);
        assertThat(get("go").stateAsString()).isEqualTo("CREATED");
    }

    @Test
    void startTrigger_jobAtMaximumConcurrentRuns_isRejected() {
        account.createTrigger(TriggerDefinition.onDemand("go").startingJob("load", Map.of()));
        account.startJobRun("load", Map.of());

        assertThatThrownBy(() -> start("go")).isInstanceOf(ConcurrentRunsExceededException.class);
    }

    @Test
    void startTrigger_crawlerBusy_doesNotAffectTheCrawl() {
        account.createTrigger(TriggerDefinition.onDemand("go").startingCrawler("lake"));
        account.startCrawler("lake");

        start("go");

        assertThat(account.crawls("lake"))
                .singleElement()
                .satisfies(crawl -> assertThat(crawl.triggerName()).isEqualTo(Optional.empty()));
    }

    @Test
    void startAndStopTrigger_scheduled_activateAndDeactivate() {
        account.createTrigger(TriggerDefinition.scheduled("nightly").startingJob("load", Map.of()));

        start("nightly");
        start("nightly");
        assertThat(get("nightly").stateAsString()).isEqualTo("ACTIVATED");
        assertThat(account.jobRuns("load")).isEmpty();

        client.stopTrigger(request -> request.name("nightly"));
        assertThat(account.triggerState("nightly")).isEqualTo(TriggerState.DEACTIVATED);
    }

    @Test
    void startTrigger_switchingTakesTime_isActivatingFirst() {
        FakeGlueOptions options =
                FakeGlueOptions.frozen().withTimings(Timings.quick().withSwitching(Duration.ofSeconds(4)));
        try (FakeGlue slow = FakeGlue.start(options);
                GlueClient sdk = Sdk.client(slow)) {
            Account there = slow.account(Sdk.ACCOUNT, Sdk.REGION);
            there.createJob("load");
            there.createTrigger(TriggerDefinition.scheduled("nightly").startingJob("load", Map.of()));

            sdk.startTrigger(request -> request.name("nightly"));

            assertThat(there.triggerState("nightly")).isEqualTo(TriggerState.ACTIVATING);
            slow.clock().advance(Duration.ofSeconds(4));
            assertThat(there.triggerState("nightly")).isEqualTo(TriggerState.ACTIVATED);
            sdk.stopTrigger(request -> request.name("nightly"));
            assertThat(there.triggerState("nightly")).isEqualTo(TriggerState.DEACTIVATING);
            slow.clock().advance(Duration.ofSeconds(4));
            assertThat(there.triggerState("nightly")).isEqualTo(TriggerState.DEACTIVATED);
        }
    }

    private void createEveryType() {
        account.createTrigger(TriggerDefinition.onDemand("ON_DEMAND").startingJob("load", Map.of()));
        account.createTrigger(TriggerDefinition.scheduled("SCHEDULED").startingJob("load", Map.of()));
        account.createTrigger(
                TriggerDefinition.afterJob("CONDITIONAL", "load", "SUCCEEDED").startingJob("report", Map.of()));
        account.createTrigger(TriggerDefinition.ofEvents("EVENT").startingJob("load", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ON_DEMAND", "SCHEDULED", "CONDITIONAL", "EVENT"})
    void stopTrigger_created_isRejectedForAllTypes(String type) {
        createEveryType();

        assertThatThrownBy(() -> client.stopTrigger(request -> request.name(type)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not allowed when trigger is in state: CREATED");
        assertThat(get(type).stateAsString()).isEqualTo("CREATED");
    }

    @Test
    void startTrigger_event_isRejected() {
        createEveryType();

        assertThatThrownBy(() -> start("EVENT"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Trigger Type EVENT cannot be started");
        assertThat(account.jobRuns("load")).isEmpty();
    }

    @Test
    void createTrigger_eventWithStartOnCreation_isRejected() {
        assertThatThrownBy(() -> client.createTrigger(request -> request.name("go")
                        .type("EVENT")
                        .workflowName("flow")
                        .startOnCreation(true)
                        .actions(action("load"))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void createTrigger_startOnCreation_isActivated() {
        client.createTrigger(request -> request.name("nightly")
                .type("SCHEDULED")
                .schedule("cron(0 3 * * ? *)")
                .startOnCreation(true)
                .actions(action("load")));

        assertThat(get("nightly").stateAsString()).isEqualTo("ACTIVATED");
    }

    @Test
    void fireTrigger_scheduled_startsItsJob() {
        account.createTrigger(TriggerDefinition.scheduled("nightly").startingJob("load", Map.of()));

        account.fireTrigger("nightly");

        assertThat(account.jobRuns("load").getFirst().triggerName()).contains("nightly");
    }

    @Test
    void conditional_runStartedByATrigger_startsTheNextJob() {
        account.createTrigger(TriggerDefinition.onDemand("go").startingJob("load", Map.of()));
        account.createTrigger(
                TriggerDefinition.afterJob("then", "load", "SUCCEEDED").startingJob("report", Map.of()));
        start("then");

        start("go");
        glue.clock().advance(Duration.ofMinutes(1));

        assertThat(account.jobRuns("report")).singleElement().satisfies(run -> {
            assertThat(run.triggerName()).contains("then");
            assertThat(run.state()).isEqualTo(JobRunState.SUCCEEDED);
        });
    }

    @Test
    void conditional_runStartedManuallyOrInAnotherState_startsNothing() {
        account.createJob(JobDefinition.spark("broken").withDefaultArgument("--demo-outcome", "FAILED"));
        account.createTrigger(TriggerDefinition.onDemand("go").startingJob("broken", Map.of()));
        account.createTrigger(
                TriggerDefinition.afterJob("then", "broken", "SUCCEEDED").startingJob("report", Map.of()));
        account.createTrigger(
                TriggerDefinition.afterJob("after", "load", "SUCCEEDED").startingJob("report", Map.of()));
        start("then");
        start("after");

        start("go");
        account.startJobRun("load", Map.of());
        glue.clock().advance(Duration.ofMinutes(1));

        assertThat(account.jobRuns("report")).isEmpty();
    }

    @Test
    void conditional_allOfSeveral_waitsForTheLast() {
        account.createTrigger(
                TriggerDefinition.onDemand("go").startingJob("load", Map.of()).startingCrawler("lake"));
        account.createTrigger(TriggerDefinition.onDemand("more").startingJob("load", Map.of()));
        client.createTrigger(request -> request.name("both")
                .type("CONDITIONAL")
                .startOnCreation(true)
                .predicate(predicate -> predicate
                        .logical("AND")
                        .conditions(
                                Condition.builder()
                                        .jobName("load")
                                        .state("SUCCEEDED")
                                        .build(),
                                Condition.builder()
                                        .crawlerName("lake")
                                        .crawlState("CANCELLED")
                                        .build()))
                .actions(action("report")));

        start("go");
        glue.clock().advance(Duration.ofSeconds(4));
        client.stopCrawler(request -> request.name("lake"));
        assertThat(account.jobRuns("report")).isEmpty();
        glue.clock().advance(Duration.ofMinutes(1));
        assertThat(account.jobRuns("report")).hasSize(1);
        start("more");
        glue.clock().advance(Duration.ofMinutes(1));

        assertThat(account.jobRuns("report")).hasSize(1);
    }

    @Test
    void createTrigger_invalidDefinition_isRejected() {
        account.createTrigger(TriggerDefinition.onDemand("go").startingJob("load", Map.of()));

        assertThatThrownBy(() ->
                        account.createTrigger(TriggerDefinition.onDemand("go").startingJob("load", Map.of())))
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> client.createTrigger(
                        request -> request.name("go").type("ON_DEMAND").actions(action("load"))))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> client.createTrigger(
                        request -> request.name("x").type("ON_DEMAND").actions(action("missing"))))
                .isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() -> client.createTrigger(
                        request -> request.name("x").type("SCHEDULED").actions(action("load"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Schedule");
        assertThatThrownBy(() -> client.createTrigger(
                        request -> request.name("x").type("CONDITIONAL").actions(action("load"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Predicate");
        assertThatThrownBy(() -> client.createTrigger(request -> request.name("x")
                        .type("ON_DEMAND")
                        .startOnCreation(true)
                        .actions(action("load"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> account.createTrigger(TriggerDefinition.onDemand("x")
                        .startingCrawler("lake")
                        .startingCrawler("lake")
                        .startingCrawler("lake")))
                .hasMessageContaining("at most 2 crawlers");
    }

    @Test
    void anyOperation_unknownTrigger_isNotFound() {
        assertThatThrownBy(() -> start("missing")).isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() -> get("missing"))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> client.stopTrigger(request -> request.name("missing")))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void batchGetTriggers_someUnknown_namesThem() {
        account.createTrigger(TriggerDefinition.onDemand("go").startingJob("load", Map.of()));

        var answer = client.batchGetTriggers(request -> request.triggerNames("go", "missing"));

        assertThat(answer.triggers()).extracting(Trigger::name).containsExactly("go");
        assertThat(answer.triggersNotFound()).containsExactly("missing");
    }

    @Test
    void listTriggers_dependentJob_listsItsTriggersOrAllIfThereAreNone() {
        account.createTrigger(TriggerDefinition.onDemand("a").startingJob("load", Map.of()));
        account.createTrigger(TriggerDefinition.onDemand("b").startingJob("report", Map.of()));

        assertThat(client.listTriggers(request -> request.dependentJobName("report"))
                        .triggerNames())
                .containsExactly("b");
        assertThat(client.listTriggers(request -> request.dependentJobName("missing"))
                        .triggerNames())
                .containsExactly("a", "b");
    }

    @Test
    void listTriggers_pagesAndTags_limitTheList() {
        for (String name : List.of("a", "b", "c")) {
            account.createTrigger(TriggerDefinition.onDemand(name)
                    .startingJob("load", Map.of())
                    .withTag("env", "prod"));
        }
        account.createTrigger(TriggerDefinition.onDemand("d").startingJob("load", Map.of()));

        ListTriggersResponse first =
                client.listTriggers(request -> request.maxResults(2).tags(Map.of("env", "prod")));
        ListTriggersResponse second = client.listTriggers(
                request -> request.tags(Map.of("env", "prod")).nextToken(first.nextToken()));

        assertThat(first.triggerNames()).containsExactly("a", "b");
        assertThat(second.triggerNames()).containsExactly("c");
    }

    @Test
    void getTags_eachKindOfResource_returnsItsTags() {
        account.createJob(JobDefinition.spark("tagged").withTag("env", "prod"));
        account.createCrawler("tagged", Map.of("env", "test"));
        account.createTrigger(TriggerDefinition.onDemand("tagged")
                .startingJob("load", Map.of())
                .withTag("env", "dev"));

        assertThat(tags("job/tagged")).containsEntry("env", "prod");
        assertThat(tags("crawler/tagged")).containsEntry("env", "test");
        assertThat(tags("trigger/tagged")).containsEntry("env", "dev");
        assertThatThrownBy(() -> tags("job/missing")).isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() -> tags("database/raw")).isInstanceOf(InvalidInputException.class);
    }

    private Map<String, String> tags(String resource) {
        return client.getTags(request -> request.resourceArn("arn:aws:glue:eu-west-1:000000000000:" + resource))
                .tags();
    }
}

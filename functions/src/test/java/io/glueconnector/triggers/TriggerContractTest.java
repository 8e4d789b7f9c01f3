package io.glueconnector.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.EveryWay;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.fakeglue.triggers.TriggerState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The actions on triggers, whose type decides what starting and stopping them means. */
class TriggerContractTest {
    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createTriggers() {
        functions.account().createJob("nightly");
        functions.account().createJob("hourly");
        functions.account().createCrawler("sales");
        functions
                .account()
                .createTrigger(TriggerDefinition.onDemand("now").startingJob("nightly", Map.of("--by", "trigger")));
        functions.account().createTrigger(TriggerDefinition.scheduled("at-dawn").startingJob("nightly", Map.of()));
        functions
                .account()
                .createTrigger(TriggerDefinition.afterJob("then", "nightly", "SUCCEEDED")
                        .startingJob("hourly", Map.of()));
    }

    private Answer call(Action action, Door door, String name) {
        return functions.call(action, door, Map.of("connection", "keys", "name", name));
    }

    @EveryWay
    void startTrigger_onDemand_firesAndTellsItsRuns(Door door, Connections connection) {
        Answer answer = functions.call(
                Action.START_TRIGGER, door, Map.of("connection", connection.connection(), "name", "now"));

        String runId = functions.account().jobRuns("nightly").getFirst().id();
        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"name": "now", "type": "ON_DEMAND", "outcome": "fired", "jobRunIds": ["%s"], "state": "CREATED",
                 "replayed": false, "protected": false}""".formatted(runId)));
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
        requests.sent("StartTrigger", """
                {"Name": "now"}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_jobThatRunsAsOftenAsItMay_isNamed(Door door) {
        functions
                .account()
                .createTrigger(TriggerDefinition.onDemand("both")
                        .startingJob("hourly", Map.of())
                        .startingJob("nightly", Map.of()));
        functions.account().startJobRun("nightly", Map.of("--demo-seconds", "600"));

        for (String trigger : List.of("now", "both")) {
            Answer answer = call(Action.START_TRIGGER, door, trigger);

            assertThat(answer.code()).isEqualTo("ConcurrentRunsExceeded");
            assertThat(answer.detail())
                    .isEqualTo(
                            "job nightly, which trigger %s starts, runs as often at once as it may. Wait for a run to end, or raise its maximum concurrency."
                                    .formatted(trigger));
        }
    }

    @EveryWay
    void stopTrigger_scheduled_deactivatesIt(Door door, Connections connection) {
        functions.account().call("StartTrigger", Json.object().put("Name", "at-dawn"));
        functions.glue().clock().advance(Duration.ofMinutes(1));

        Answer answer = functions.call(
                Action.STOP_TRIGGER, door, Map.of("connection", connection.connection(), "name", "at-dawn"));

        String state = functions.account().triggerState("at-dawn").name();
        assertThat(state).startsWith("DEACTIVAT");
        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"name": "at-dawn", "type": "SCHEDULED", "state": "%s"}""".formatted(state)));
        requests.sent("StopTrigger", """
                {"Name": "at-dawn"}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void listTriggers_everyWay_answersNames(Door door, Connections connection) {
        Answer answer = functions.call(Action.LIST_TRIGGERS, door, Map.of("connection", connection.connection()));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": ["at-dawn", "now", "then"]}"""));
        requests.sent("ListTriggers", """
                {"MaxResults": 50}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_ofEveryOtherType_activatesIt(Door door) {
        functions.account().call("CreateTrigger", (com.fasterxml.jackson.databind.node.ObjectNode) Json.parse("""
                {"Name": "on-event", "Type": "EVENT", "WorkflowName": "flow", "Actions": [{"JobName": "nightly"}]}"""));
        for (Map.Entry<String, String> type : Map.of("at-dawn", "SCHEDULED", "then", "CONDITIONAL", "on-event", "EVENT")
                .entrySet()) {
            JsonNode answer = call(Action.START_TRIGGER, door, type.getKey()).body();

            String state = functions.account().triggerState(type.getKey()).name();
            assertThat(state).startsWith("ACTIVAT");
            assertThat(answer.path("type").asText()).isEqualTo(type.getValue());
            assertThat(answer.path("outcome").asText()).isEqualTo("activated");
            assertThat(answer.path("state").asText()).isEqualTo(state);
            assertThat(answer.has("jobRunIds")).isFalse();
        }
        assertThat(functions.account().jobRuns("nightly")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_activeAlready_isTheSame(Door door) {
        call(Action.START_TRIGGER, door, "at-dawn");
        functions.glue().clock().advance(Duration.ofMinutes(1));

        Answer again = call(Action.START_TRIGGER, door, "at-dawn");

        assertThat(again.text("outcome")).contains("activated");
        assertThat(again.text("state")).contains(TriggerState.ACTIVATED.name());
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_onDemandTwice_firesTwiceAndTellsEachItsOwnRuns(Door door) {
        functions
                .account()
                .createJob(io.glueconnector.fakeglue.jobs.JobDefinition.spark("often")
                        .withMaxConcurrentRuns(5));
        functions.account().createTrigger(TriggerDefinition.onDemand("again").startingJob("often", Map.of()));
        JsonNode first = call(Action.START_TRIGGER, door, "again").body().path("jobRunIds");
        Answer tooSoon = call(Action.START_TRIGGER, door, "again");
        functions.glue().clock().advance(Duration.ofSeconds(3));

        JsonNode second = call(Action.START_TRIGGER, door, "again").body().path("jobRunIds");

        assertThat(functions.account().jobRuns("often")).hasSize(2);
        assertThat(first).hasSize(1);
        assertThat(tooSoon.code()).isEqualTo("Conflict");
        assertThat(tooSoon.retryAfterSeconds()).hasValue(3);
        assertThat(second).hasSize(1).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_ofACrawlerOnly_firesWithoutRuns(Door door) {
        functions.account().createTrigger(TriggerDefinition.onDemand("crawl").startingCrawler("sales"));

        Answer answer = call(Action.START_TRIGGER, door, "crawl");

        assertThat(answer.text("outcome")).contains("fired");
        assertThat(answer.body().has("jobRunIds")).isFalse();
        assertThat(functions.account().crawls("sales")).hasSize(1);
        assertThat(functions.glue().requests("GetJobRuns")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_jobBusy_saysWhenToComeBack(Door door) {
        functions.account().startJobRun("nightly", Map.of());

        Answer answer = call(Action.START_TRIGGER, door, "now");

        assertThat(answer.code()).isEqualTo("ConcurrentRunsExceeded");
        assertThat(answer.retryAfterSeconds()).hasValue(10);
    }

    @ParameterizedTest
    @EnumSource
    void stopTrigger_onDemand_isRefusedWithTheReason(Door door) {
        Answer answer = call(Action.STOP_TRIGGER, door, "now");

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("name: trigger now is of type ON_DEMAND");
        requests.wereOnly("GetTrigger");
    }

    @ParameterizedTest
    @EnumSource
    void startAndStop_triggerThatIsNotThere_isNotFound(Door door) {
        for (Action action : List.of(Action.START_TRIGGER, Action.STOP_TRIGGER)) {
            Answer answer = call(action, door, "nobody");

            assertThat(answer.code()).isEqualTo("NotFound");
            assertThat(answer.detail()).contains("trigger nobody");
        }
    }

    @Test
    void listTriggers_ofAJob_answersThoseThatStartIt() {
        Answer answer = functions.call(
                Action.LIST_TRIGGERS, Door.HTTP, Map.of("connection", "keys", "dependentJobName", "nightly"));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": ["at-dawn", "now"]}"""));
    }

    @ParameterizedTest
    @EnumSource
    void listTriggers_ofAJobThatNoneStarts_answersNoneThoughGlueAnswersAll(Door door) {
        Answer answer =
                functions.call(Action.LIST_TRIGGERS, door, Map.of("connection", "keys", "dependentJobName", "lonely"));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": []}"""));
        requests.wereOnly("ListTriggers", "BatchGetTriggers");
    }
}

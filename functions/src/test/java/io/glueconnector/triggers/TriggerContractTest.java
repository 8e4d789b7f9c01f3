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
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.fakeglue.triggers.TriggerState;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the actions on triggers. A trigger's type decides what start and stop mean. */
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
        functions.account().createTrigger(TriggerDefinition.ofEvents("on-event").startingJob("nightly", Map.of()));
    }

    private Answer call(Action action, Door door, String name) {
        return functions.call(action, door, Map.of("connection", "keys", "name", name));
    }

    @EveryWay
    void startTrigger_onDemand_firesAndReturnsItsRuns(Door door, Connections connection) {
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
    void startTrigger_jobAtItsMaximumRuns_isNamed(Door door) {
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
                            "The job nightly, which trigger %s starts, has reached its maximum concurrent runs. Wait for a run to end, or raise the maximum."
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
                {"name": "at-dawn", "type": "SCHEDULED", "outcome": "deactivated", "state": "%s"}""".formatted(state)));
        requests.sent("StopTrigger", """
                {"Name": "at-dawn"}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void listTriggers_everyWay_returnsNames(Door door, Connections connection) {
        Answer answer = functions.call(Action.LIST_TRIGGERS, door, Map.of("connection", connection.connection()));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": ["at-dawn", "now", "on-event", "then"]}"""));
        requests.sent("ListTriggers", """
                {"MaxResults": 50}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_thatReacts_isActivated(Door door) {
        for (Map.Entry<String, String> type :
                Map.of("at-dawn", "SCHEDULED", "then", "CONDITIONAL").entrySet()) {
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
    void startTrigger_ofEvents_isRejectedWithAdvice(Door door) {
        Answer answer = call(Action.START_TRIGGER, door, "on-event");

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail())
                .startsWith("name: trigger on-event is of type EVENT, which cannot be started.")
                .contains("EventBridge event", "workflow");
        requests.wereOnly("GetTrigger");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-dawn", "then"})
    void startTrigger_rejectedAlthoughActive_isActivated(String trigger) {
        call(Action.START_TRIGGER, Door.HTTP, trigger);
        functions.glue().faults().next("StartTrigger", refusal("the trigger is in state: ACTIVATED"));

        Answer again = call(Action.START_TRIGGER, Door.HTTP, trigger);

        assertThat(again.text("outcome")).contains("activated");
        assertThat(again.text("state").orElseThrow()).startsWith("ACTIVAT");
    }

    @ParameterizedTest
    @CsvSource({"at-dawn, SCHEDULED", "then, CONDITIONAL"})
    void stopTrigger_neverStarted_isNotActive(String trigger, String type) {
        for (Door door : Door.values()) {
            Answer answer = call(Action.STOP_TRIGGER, door, trigger);

            assertThat(answer.body()).isEqualTo(Json.parse("""
                    {"name": "%s", "type": "%s", "outcome": "notActive", "state": "CREATED"}""".formatted(trigger, type)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopTrigger_alreadyStopped_isNotActive(Door door) {
        call(Action.START_TRIGGER, door, "at-dawn");
        assertThat(call(Action.STOP_TRIGGER, door, "at-dawn").text("outcome")).contains("deactivated");

        Answer again = call(Action.STOP_TRIGGER, door, "at-dawn");

        assertThat(again.text("outcome")).contains("notActive");
        assertThat(again.text("state")).contains("DEACTIVATED");
    }

    @Test
    void stopTrigger_rejectedAlthoughAlreadyStopped_isNotActive() {
        call(Action.START_TRIGGER, Door.HTTP, "at-dawn");
        call(Action.STOP_TRIGGER, Door.HTTP, "at-dawn");
        functions.glue().faults().next("StopTrigger", refusal("not allowed when trigger is in state: DEACTIVATED"));

        assertThat(call(Action.STOP_TRIGGER, Door.HTTP, "at-dawn").text("outcome"))
                .contains("notActive");
    }

    @ParameterizedTest
    @EnumSource
    void stopTrigger_ofEvents_isNotActiveAndWarnsThatEventsStillStartIt(Door door) {
        Answer answer = call(Action.STOP_TRIGGER, door, "on-event");

        assertThat(answer.text("outcome")).contains("notActive");
        assertThat(answer.text("state")).contains("CREATED");
        assertThat(answer.body().path("warnings")).hasSize(1);
        assertThat(answer.body().path("warnings").path(0).asText()).contains("EventBridge");
    }

    @Test
    void startAndStop_rejectedForAnotherReason_areInvalidRequests() {
        for (Action action : List.of(Action.START_TRIGGER, Action.STOP_TRIGGER)) {
            functions.glue().faults().next(action.title(), refusal("something else"));
            String trigger = action == Action.START_TRIGGER ? "at-dawn" : "then";
            functions.account().call("StartTrigger", Json.object().put("Name", "then"));

            assertThat(call(action, Door.HTTP, trigger).code()).isEqualTo("InvalidRequest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATING", "ACTIVATING", "UPDATING", "DELETING"})
    void stopTrigger_rejectedInATransitionalState_isAConflict(String state) {
        functions.glue().faults().always("GetTrigger", trigger(state));
        functions.glue().faults().next("StopTrigger", refusal("not allowed when trigger is in state: " + state));

        Answer answer = call(Action.STOP_TRIGGER, Door.HTTP, "at-dawn");

        assertThat(answer.code()).isEqualTo("Conflict");
        assertThat(answer.detail()).contains("rigger at-dawn", state);
        assertThat(answer.retryAfterSeconds()).hasValue(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATING", "DEACTIVATING", "UPDATING", "DELETING"})
    void startTrigger_rejectedInATransitionalState_isAConflict(String state) {
        functions.glue().faults().always("GetTrigger", trigger(state));
        functions.glue().faults().next("StartTrigger", refusal("not allowed when trigger is in state: " + state));

        assertThat(call(Action.START_TRIGGER, Door.HTTP, "at-dawn").code()).isEqualTo("Conflict");
    }

    @Test
    void startTrigger_rejectedAfterItsStateChanged_isAConflict() {
        functions.glue().faults().next("GetTrigger", trigger("CREATED"));
        functions.glue().faults().next("GetTrigger", trigger("DEACTIVATED"));
        functions.glue().faults().next("StartTrigger", refusal("not now"));

        assertThat(call(Action.START_TRIGGER, Door.HTTP, "at-dawn").code()).isEqualTo("Conflict");
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_ofACrawlerOnlyWithLostResponse_saysFromWhenToCheck(Door door) {
        functions.account().createTrigger(TriggerDefinition.onDemand("crawl").startingCrawler("sales"));
        Map<String, Object> request = Map.of("connection", "keys", "name", "crawl", "idempotencyKey", "monday");
        String from = functions
                .glue()
                .clock()
                .instant()
                .plusSeconds(60)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        functions.glue().faults().next("StartTrigger", Fault.resetAfter());

        Answer lost = functions.call(Action.START_TRIGGER, door, request);
        functions.glue().clock().advance(Duration.ofMinutes(1));
        Answer later = functions.call(Action.START_TRIGGER, door, request);

        assertThat(lost.code()).isEqualTo("OutcomeUnknown");
        assertThat(lost.retryAfterSeconds()).hasValue(60);
        assertThat(lost.detail()).contains("only crawlers", "From " + from + " on, a person must check in Glue");
        assertThat(later.code()).isEqualTo("OutcomeUnknown");
        assertThat(later.body().path("retryable").asBoolean(true)).isFalse();
        assertThat(later.detail()).isEqualTo(lost.detail());
        assertThat(functions.glue().requests("StartTrigger")).hasSize(1);
    }

    private static Fault refusal(String message) {
        return Fault.errorBefore(400, "InvalidInputException", message);
    }

    private static Fault trigger(String state) {
        return Fault.body("""
                {"Trigger": {"Name": "at-dawn", "Type": "SCHEDULED", "State": "%s"}}""".formatted(state));
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_alreadyActive_changesNothing(Door door) {
        call(Action.START_TRIGGER, door, "at-dawn");
        functions.glue().clock().advance(Duration.ofMinutes(1));

        Answer again = call(Action.START_TRIGGER, door, "at-dawn");

        assertThat(again.text("outcome")).contains("activated");
        assertThat(again.text("state")).contains(TriggerState.ACTIVATED.name());
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_onDemandTwice_firesTwiceAndReturnsItsOwnRunsEachTime(Door door) {
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

    @Test
    void startTrigger_amongRunsOfOthersAndRetries_returnsOnlyItsOwnRuns() {
        functions
                .account()
                .createJob(
                        JobDefinition.spark("shared").withMaxConcurrentRuns(9).withMaxRetries(1));
        functions.account().createTrigger(TriggerDefinition.onDemand("mine").startingJob("shared", Map.of()));
        functions.account().createTrigger(TriggerDefinition.onDemand("theirs").startingJob("shared", Map.of()));
        functions.account().fireTrigger("theirs");
        functions.account().startJobRun("shared", Map.of());
        functions.account().fireTrigger("mine");
        String earlier = functions.account().jobRuns("shared").getFirst().id();
        functions.glue().clock().advance(Duration.ofSeconds(3));
        functions.account().endJobRun("shared", earlier, JobRunState.FAILED, "why");

        JsonNode runs = call(Action.START_TRIGGER, Door.DIRECT, "mine").body().path("jobRunIds");

        assertThat(runs).hasSize(1);
        assertThat(runs.path(0).asText())
                .isEqualTo(functions.account().jobRuns("shared").getFirst().id());
    }

    @Test
    void startTrigger_responseLostAmongRunsOfOthers_findsOnlyItsOwnRuns() {
        functions.account().createJob(JobDefinition.spark("shared").withMaxConcurrentRuns(9));
        functions.account().createTrigger(TriggerDefinition.onDemand("mine").startingJob("shared", Map.of()));
        functions.account().createTrigger(TriggerDefinition.onDemand("theirs").startingJob("shared", Map.of()));
        functions.account().fireTrigger("theirs");
        Map<String, Object> request = Map.of("connection", "keys", "name", "mine", "idempotencyKey", "monday");
        functions.glue().faults().next("StartTrigger", Fault.resetBefore());

        Answer lost = functions.call(Action.START_TRIGGER, Door.DIRECT, request);
        functions.glue().clock().advance(Duration.ofMinutes(2));
        Answer answer = functions.call(Action.START_TRIGGER, Door.DIRECT, request);

        assertThat(lost.code()).isEqualTo("OutcomeUnknown");
        assertThat(answer.body().path("jobRunIds")).hasSize(1);
        assertThat(answer.body().path("jobRunIds").path(0).asText())
                .isEqualTo(functions.account().jobRuns("shared").getFirst().id());
        assertThat(functions.account().jobRuns("shared")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void startTrigger_jobBusy_failsWithARetryDelay(Door door) {
        functions.account().startJobRun("nightly", Map.of());

        Answer answer = call(Action.START_TRIGGER, door, "now");

        assertThat(answer.code()).isEqualTo("ConcurrentRunsExceeded");
        assertThat(answer.retryAfterSeconds()).hasValue(10);
    }

    @ParameterizedTest
    @EnumSource
    void stopTrigger_onDemand_isRejectedWithTheReason(Door door) {
        Answer answer = call(Action.STOP_TRIGGER, door, "now");

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("name: trigger now is of type ON_DEMAND");
        requests.wereOnly("GetTrigger");
    }

    @ParameterizedTest
    @EnumSource
    void startAndStop_missingTrigger_isNotFound(Door door) {
        for (Action action : List.of(Action.START_TRIGGER, Action.STOP_TRIGGER)) {
            Answer answer = call(action, door, "nobody");

            assertThat(answer.code()).isEqualTo("NotFound");
            assertThat(answer.detail()).contains("trigger nobody");
        }
    }

    @Test
    void listTriggers_ofAJob_returnsThoseThatStartIt() {
        Answer answer = functions.call(
                Action.LIST_TRIGGERS, Door.HTTP, Map.of("connection", "keys", "dependentJobName", "nightly"));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": ["at-dawn", "now", "on-event"]}"""));
    }

    @ParameterizedTest
    @EnumSource
    void listTriggers_ofAJobWithoutTriggers_returnsNoneAlthoughGlueReturnsAll(Door door) {
        Answer answer =
                functions.call(Action.LIST_TRIGGERS, door, Map.of("connection", "keys", "dependentJobName", "lonely"));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": []}"""));
        requests.wereOnly("ListTriggers", "BatchGetTriggers");
    }
}

package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.EveryWay;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks the actions on jobs over HTTP and directly, with each kind of connection. */
class JobContractTest {
    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @EveryWay
    void startJobRun_everyWay_startsOneRun(Door door, Connections connection) {
        functions.account().createJob("nightly");

        Answer answer = functions.call(
                Action.START_JOB_RUN,
                door,
                Map.of(
                        "connection",
                        connection.connection(),
                        "name",
                        "nightly",
                        "args",
                        Map.of("--day", "2026-01-01")));

        String runId = functions.account().jobRuns("nightly").getFirst().id();
        assertThat(answer.text("jobRunId")).contains(runId);
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
        assertThat(functions.account().jobRun("nightly", runId).arguments()).containsEntry("--day", "2026-01-01");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void getJobRun_everyWay_returnsTheRun(Door door, Connections connection) {
        functions.account().createJob("nightly");
        String runId = functions.account().startJobRun("nightly", Map.of());

        Answer answer = functions.call(
                Action.GET_JOB_RUN,
                door,
                Map.of("connection", connection.connection(), "name", "nightly", "jobRunId", runId));

        JsonNode run = answer.body().path("jobRun");
        assertThat(run.path("id").asText()).isEqualTo(runId);
        assertThat(run.path("jobName").asText()).isEqualTo("nightly");
        assertThat(run.path("jobRunState").asText()).isEqualTo("STARTING");
        assertThat(run.path("startedOn").asText()).isEqualTo("2026-01-01T12:00:00Z");
        requests.wereOnly("GetJobRun");
        requests.sent("GetJobRun", """
                {"JobName": "nightly", "RunId": "%s", "PredecessorsIncluded": false}""".formatted(runId));
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void listJobs_everyWay_returnsNames(Door door, Connections connection) {
        functions.account().createJob("daily");
        functions.account().createJob("nightly");

        Answer answer = functions.call(Action.LIST_JOBS, door, Map.of("connection", connection.connection()));

        assertThat(answer.text()).contains("daily", "nightly");
        assertThat(answer.body().path("names")).extracting(JsonNode::asText).containsExactly("daily", "nightly");
        assertThat(answer.body().has("marker")).isFalse();
        requests.sent("ListJobs", """
                {"MaxResults": 50}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void stopJobRun_everyWay_stopsTheRun(Door door, Connections connection) {
        functions.account().createJob("nightly");
        String runId = functions.account().startJobRun("nightly", Map.of());

        Answer answer = functions.call(
                Action.STOP_JOB_RUN,
                door,
                Map.of("connection", connection.connection(), "name", "nightly", "jobRunIds", List.of(runId)));

        assertThat(answer.body()).isEqualTo(io.glueconnector.fakeglue.protocol.Json.parse("""
                        {"results": [{"jobRunId": "%s", "outcome": "stopping"}]}""".formatted(runId)));
        assertThat(functions.account().jobRun("nightly", runId).state().name()).isEqualTo("STOPPING");
        requests.sent("BatchStopJobRun", """
                {"JobName": "nightly", "JobRunIds": ["%s"]}""".formatted(runId));
        requests.wereSignedBy(connection, Functions.REGION);
    }
}

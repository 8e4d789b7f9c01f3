package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks which logs the report of an ended run names, and which of their lines it repeats. */
class GetJobRunEndLogsTest extends GetJobRunEndTestCase {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // group | worker | version | arguments | output | stream
                "/aws-glue/jobs/          | G.1X | 5.0 | {}                                  | /aws-glue/jobs/output | jr_1",
                "-                        | G.1X | 5.0 | {}                                  | /aws-glue/jobs/output | jr_1",
                "/aws-glue/python-jobs    | -    | 3.0 | {}                                  | /aws-glue/python-jobs/output | jr_1",
                "/aws-glue/jobs           | G.1X | 5.1 | {'--custom-logGroup-prefix': '/a/b/'} | /a/b/output         | jr_1",
                "/aws-glue/jobs           | G.1X | 5.0 | {'--custom-logStream-prefix': 'mine'} | /aws-glue/jobs/output | mine-driver",
                "/aws-glue/jobs           | G.1X | 4.0 | {'--custom-logGroup-prefix': '/a/b'}  | /aws-glue/jobs/output | jr_1",
                "/aws-glue/jobs/s-role/r  | G.1X | 5.0 | {}                         | /aws-glue/jobs/s-role/r/output | jr_1",
                "/aws-glue/jobs/s-role/r/ | G.1X | 5.0 | {'--custom-logGroup-prefix': 'x'}     | x/s-role/r/output     | jr_1",
                "/aws-glue/ray/jobs       | Z.2X | 4.0 | {}                           | /aws-glue/ray/jobs/script-log | jr_1",
                "/aws-glue/jobs           | Z.2X | 4.0 | {}                           | /aws-glue/ray/jobs/script-log | jr_1",
                "/aws-glue/ray/jobs       | -    | 4.0 | {}                           | /aws-glue/ray/jobs/script-log | jr_1",
                "/a/b/s-role/r            | G.1X | 5.0 | {'--custom-logGroup-prefix': '/a/b'}  | /a/b/s-role/r/output | jr_1"
            })
    void poll_endedRun_returnsWhereGlueWritesItsLogs(
            String group, String worker, String version, String arguments, String output, String stream) {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "SUCCEEDED", "LogGroupName": %s, "WorkerType": %s,
                 "GlueVersion": "%s", "Arguments": %s}}""".formatted(
                        json(group), json(worker), version, arguments.replace('\'', '"'))));

        assertThat(poll(JOB, "jr_1").body().path("logs"))
                .isEqualTo(Json.parse("""
                {"output": "%s", "error": "%s", "stream": "%s"}""".formatted(output, output.replace("/output", "/error"), stream)));
    }

    private static String json(String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    @Test
    void poll_runsOfFakeGlue_haveGluesLogGroups() {
        functions.account().createJob(JobDefinition.ray("swarm"));
        functions.account().createJob(JobDefinition.spark("sealed").with("SecurityConfiguration", "seal"));

        assertThat(logsOfEnded("swarm").path("output").asText()).isEqualTo("/aws-glue/ray/jobs/script-log");
        assertThat(logsOfEnded("sealed").path("error").asText()).isEqualTo("/aws-glue/jobs/seal-role/glue/error");
    }

    @Test
    void poll_failedRun_namesTheLogsThatTheJobsOwnArgumentsChoose() {
        functions
                .account()
                .createJob(JobDefinition.spark("moved").withDefaultArgument("--custom-logGroup-prefix", "/team/sales"));
        functions
                .account()
                .createJob(JobDefinition.spark("fixed")
                        .withNonOverridableArgument("--custom-logGroup-prefix", "/team/fixed"));
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "FAILED", "GlueVersion": "5.0", "LogGroupName": "/aws-glue/jobs"}}"""));

        assertThat(poll("moved", "jr_1").body().at("/logs/error").asText()).isEqualTo("/team/sales/error");
        assertThat(poll("fixed", "jr_1").body().at("/logs/error").asText()).isEqualTo("/team/fixed/error");
    }

    @Test
    void poll_failedRunOfGlue4_namesItsContinuousLog() {
        functions
                .account()
                .createJob(JobDefinition.spark("continuous")
                        .with("GlueVersion", "4.0")
                        .withDefaultArgument("--enable-continuous-cloudwatch-log", "true"));
        String run = start("continuous");
        end("continuous", run, JobRunState.FAILED, "why");

        assertThat(poll("continuous", run).body().at("/logs/continuous").asText())
                .isEqualTo("/aws-glue/jobs/logs-v2");
    }

    @ParameterizedTest
    @CsvSource({"error, error", "output, output"})
    void failureLogLines_set_areTheLastOfTheLogThatHasAny(String written, String expected) {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            String run = failed(telling);
            List.of("first", "second", "third password=a-canary-in-a-log-123")
                    .forEach(line -> telling.account().log("/aws-glue/python-jobs/" + written, run, line));
            telling.canaries().watch("a-canary-in-a-log-123");

            JsonNode logs = told(telling, run);

            assertThat(logs.path("linesOf").asText()).isEqualTo(expected);
            assertThat(logs.path("lines"))
                    .extracting(line -> line.path("text").asText())
                    .containsExactly("second", "third password=***");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, may not call logs:GetLogEvents on log group /aws-glue/python-jobs/error",
        "InternalFailure, CloudWatch Logs failed"
    })
    void failureLogLines_thatCannotBeRead_leaveTheVerdict(String code, String reason) {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            String run = failed(telling);
            telling.glue().faults().always("GetLogEvents", Fault.errorBefore(400, code, "upstream text"));

            JsonNode logs = told(telling, run);

            assertThat(logs.path("unavailable").asText()).contains(reason);
            assertThat(logs.has("lines")).isFalse();
        }
    }

    @Test
    void failureLogLines_ofARunThatWroteNothing_saySo() {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            assertThat(told(telling, failed(telling)).path("unavailable").asText())
                    .isEqualTo("The run has written nothing to its logs, or they have been deleted.");
        }
    }

    @Test
    void failureLogLines_ofARunThatSucceeded_areNotRead() {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            telling.account().createJob(JOB);
            String run = telling.account().startJobRun(JOB, Map.of());
            telling.account().endJobRun(JOB, run, JobRunState.SUCCEEDED, "");

            assertThat(told(telling, run).has("lines")).isFalse();
            new GlueRequests(telling).wereOnly(ONE_CALL);
        }
    }

    private static String failed(Functions telling) {
        telling.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = telling.account().startJobRun(JOB, Map.of());
        telling.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "%s", "JobRunState": "FAILED", "LogGroupName": "/aws-glue/python-jobs"}}""".formatted(run)));
        return run;
    }

    private static JsonNode told(Functions telling, String run) {
        Answer answer = telling.call(
                GetJobRunEnd::new, Map.of("connection", "keys", "name", JOB, "jobRunId", run, "attempt", "first"));
        assertThat(answer.text("state")).isPresent();
        return answer.body().path("logs");
    }

    private JsonNode logsOfEnded(String job) {
        String run = start(job);
        end(job, run, JobRunState.SUCCEEDED, "");
        return poll(job, run).body().path("logs");
    }
}

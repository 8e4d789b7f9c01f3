package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks how failures of CloudWatch Logs reach the caller. */
class GetJobRunLogsFailuresTest extends GetJobRunLogsTestCase {
    @ParameterizedTest
    @EnumSource
    void endedRun_withoutItsLogGroup_isNotFoundAndNamesTheGroup(Door door) {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = functions.account().startJobRun(JOB, Map.of());
        end(run);

        Answer answer = logs(door, run, Map.of());

        assertThat(answer.code()).isEqualTo("NotFound");
        assertThat(answer.detail()).contains("CloudWatch Logs has no log group " + OUTPUT);
    }

    @ParameterizedTest
    @CsvSource({"GetLogEvents, may not call logs:GetLogEvents", "FilterLogEvents, may not call logs:FilterLogEvents"})
    void permission_missing_isNamed(String operation, String detail) {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        functions.account().log(OUTPUT, "jr_other", "not ours");
        String run = functions.account().startJobRun(JOB, Map.of());
        functions.glue().faults().always(operation, Fault.errorBefore(400, "AccessDeniedException", "upstream text"));

        Answer answer = logs(run, Map.of());

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(answer.detail()).contains("Connection keys " + detail, "on log group " + OUTPUT);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException, Throttled",
        "400, InvalidParameterException, InvalidRequest",
        "400, SomethingNewException, GlueFailure",
        "500, InternalFailure, GlueFailure",
        "503, ServiceUnavailableException, GlueFailure",
        "400, UnrecognizedClientException, AccessDenied",
        "400, ExpiredTokenException, AccessDenied",
        "403, SignatureDoesNotMatch, AccessDenied"
    })
    void failure_ofCloudWatch_isTranslated(int status, String code, String expected) {
        String run = runWithLines(1);
        functions.glue().faults().always("GetLogEvents", Fault.errorBefore(status, code, "upstream text"));

        Answer answer = logs(run, Map.of());

        assertThat(answer.code()).isEqualTo(expected);
        assertThat(answer.text()).doesNotContain("upstream text");
    }

    @Test
    void response_lost_isAFailureOfCloudWatch() {
        String run = runWithLines(1);
        functions.glue().faults().always("GetLogEvents", Fault.closeAfter());

        Answer answer = logs(run, Map.of());

        assertThat(answer.code()).isEqualTo("GlueFailure");
        assertThat(answer.detail()).startsWith("CloudWatch Logs cannot be reached, or its response");
    }
}

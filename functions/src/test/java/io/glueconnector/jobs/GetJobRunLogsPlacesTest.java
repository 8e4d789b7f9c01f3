package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the logs of every kind of job are found. */
class GetJobRunLogsPlacesTest extends GetJobRunLogsTestCase {
    static List<JobDefinition> kinds() {
        JobDefinition spark = JobDefinition.spark(JOB);
        return List.of(
                spark,
                spark.with("GlueVersion", "4.0"),
                spark.with("SecurityConfiguration", "sealed"),
                spark.withDefaultArgument("--custom-logGroup-prefix", "/team/sales"),
                spark.withDefaultArgument("--custom-logStream-prefix", "sales"),
                spark.withDefaultArgument("--custom-logGroup-prefix", "/team/sales")
                        .with("SecurityConfiguration", "sealed"),
                JobDefinition.pythonShell(JOB, "load.py"),
                JobDefinition.ray(JOB),
                JobDefinition.streaming(JOB));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void log_ofEveryKindOfJob_isFound(JobDefinition job) {
        String run = run(job, Map.of());

        for (String stream : List.of("output", "error")) {
            Answer answer = logs(run, Map.of("stream", stream));

            assertThat(texts(answer)).as("%s: %s", stream, answer.text()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--enable-continuous-cloudwatch-log, true, /aws-glue/jobs/logs-v2",
        "--continuous-log-logGroup, /team/sales, /team/sales",
        "--continuous-log-logStreamPrefix, sales, /aws-glue/jobs/logs-v2"
    })
    void continuousLog_ofGlue4_isFound(String argument, String value, String group) {
        JobDefinition job = JobDefinition.spark(JOB)
                .with("GlueVersion", "4.0")
                .withMaxConcurrentRuns(2)
                .withDefaultArgument("--enable-continuous-cloudwatch-log", "true")
                .withDefaultArgument(argument, value);
        String run = run(job, Map.of());
        String sealed = functions.account().startJobRun(JOB, Map.of());

        Answer answer = logs(run, Map.of("stream", "continuous"));

        assertThat(texts(answer)).hasSize(2);
        assertThat(answer.body().path("logGroup").asText()).isEqualTo(group);
        assertThat(answer.body().path("logStream").asText()).contains(run).doesNotContain(sealed);
    }

    @Test
    void continuousLog_withASecurityConfiguration_hasItsNameInTheGroup() {
        JobDefinition job = JobDefinition.spark(JOB)
                .with("GlueVersion", "3.0")
                .with("SecurityConfiguration", "sealed")
                .withDefaultArgument("--enable-continuous-cloudwatch-log", "true");

        Answer answer = logs(run(job, Map.of()), Map.of("stream", "continuous"));

        assertThat(answer.body().path("logGroup").asText()).isEqualTo("/aws-glue/jobs/logs-v2-sealed");
        assertThat(texts(answer)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void continuousLog_notEnabled_isRefused(Door door) {
        Answer answer = logs(door, run(JobDefinition.spark(JOB), Map.of()), Map.of("stream", "continuous"));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("stream: the run has no continuous log");
    }

    /** Runs of one job share a stream with a custom name. */
    @Test
    void sharedStream_showsOnlyWhatTheRunWrote() {
        JobDefinition job = JobDefinition.spark(JOB).withDefaultArgument("--custom-logStream-prefix", "sales");
        functions.account().log("/aws-glue/jobs/output", "sales-driver", "of an earlier run");
        functions.glue().clock().advance(Duration.ofMinutes(1));

        assertThat(texts(logs(run(job, Map.of()), Map.of()))).isNotEmpty().doesNotContain("of an earlier run");
    }

    @Test
    void definition_notReadable_leavesTheRunsOwnArguments() {
        String run = runWithLines(1);
        functions.glue().faults().always("GetJob", Fault.accessDenied("GetJob"));

        assertThat(texts(logs(run, Map.of()))).containsExactly("line 0");
    }
}

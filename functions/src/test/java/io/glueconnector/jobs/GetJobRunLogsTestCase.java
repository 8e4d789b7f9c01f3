package io.glueconnector.jobs;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The runs and calls of the tests of {@link GetJobRunLogs}. */
abstract class GetJobRunLogsTestCase {
    static final String JOB = "nightly";
    static final String OUTPUT = "/aws-glue/python-jobs/output";

    @RegisterExtension
    final Functions functions = new Functions();

    final GlueRequests requests = new GlueRequests(functions);

    String run(JobDefinition job, Map<String, String> arguments) {
        functions.account().createJob(job);
        String run = functions.account().startJobRun(JOB, arguments);
        functions.glue().clock().advance(Duration.ofSeconds(2));
        return run;
    }

    /** Starts a run whose log has only the given number of lines, {@code line 0} and so on. */
    String runWithLines(int lines) {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = functions.account().startJobRun(JOB, Map.of("--demo-seconds", "1000"));
        write(run, 0, lines);
        return run;
    }

    void write(String run, int from, int to) {
        IntStream.range(from, to).forEach(number -> functions.account().log(OUTPUT, run, "line " + number + "\n"));
    }

    void end(String run) {
        functions.account().endJobRun(JOB, run, JobRunState.STOPPED, "");
        functions.glue().clock().advance(Duration.ofMinutes(2));
    }

    Answer logs(Door door, String run, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "name", JOB, "jobRunId", run));
        fields.putAll(more);
        return functions.call(Action.GET_JOB_RUN_LOGS, door, fields);
    }

    Answer logs(String run, Map<String, Object> more) {
        return logs(Door.DIRECT, run, more);
    }

    static List<String> texts(Answer answer) {
        List<String> texts = new ArrayList<>();
        answer.body().path("lines").forEach(line -> texts.add(line.path("text").asText()));
        return texts;
    }

    static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "line " + number).toList();
    }

    static String marker(Answer answer, String member) {
        return answer.text(member).orElseThrow();
    }
}

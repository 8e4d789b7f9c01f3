package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.time.Timings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.GlueClient;

/** Uses a shell as the interpreter, so the build needs no Python: the server only passes it a script. */
class PythonShellTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path scripts;

    private FakeGlue glue;
    private GlueClient client;
    private Account account;

    @BeforeEach
    void start() {
        glue = FakeGlue.start(FakeGlueOptions.running()
                .withScripts(scripts, "/bin/sh")
                .withTimings(Timings.quick().withStarting(Duration.ZERO)));
        client = Sdk.client(glue);
        account = glue.account(Sdk.ACCOUNT, Sdk.REGION);
    }

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    private String run(String script, Map<String, String> arguments) throws IOException {
        Files.writeString(scripts.resolve("job.sh"), script);
        account.createJob(JobDefinition.pythonShell("shell", "folder/job.sh").withDefaultArgument("--mode", "full"));
        return client.startJobRun(request -> request.jobName("shell").arguments(arguments))
                .jobRunId();
    }

    private JobRunSnapshot ended(String runId) {
        await(() -> account.jobRun("shell", runId).state().isEnd());
        return account.jobRun("shell", runId);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(DEADLINE).until(condition);
    }

    private long pidIn(String file) {
        await(() -> read(file).endsWith("\n"));
        return Long.parseLong(read(file).strip());
    }

    private String read(String file) {
        try {
            return Files.readString(scripts.resolve(file));
        } catch (IOException notYet) {
            return "";
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void script_exitCodeZero_succeedsWithItsArgumentsAndOutput() throws Exception {
        String runId = run("echo \"$@\"; echo warning >&2", Map.of("--day", "to day"));

        JobRunSnapshot run = ended(runId);

        assertThat(run.state()).isEqualTo(JobRunState.SUCCEEDED);
        assertThat(run.errorMessage()).isEmpty();
        assertThat(glue.scriptOutput(runId)).contains("--mode full --day to day\nwarning\n");
        assertThat(glue.events())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.detail().path("state").asText()).isEqualTo("SUCCEEDED"));
    }

    @Test
    void script_otherExitCode_failsWithItsLastLine() throws Exception {
        JobRunSnapshot run = ended(run("echo reading; echo 'ValueError: no rows'; echo; exit 3", Map.of()));

        assertThat(run.state()).isEqualTo(JobRunState.FAILED);
        assertThat(run.errorMessage()).isEqualTo("Command failed with exit code 3: ValueError: no rows");
    }

    @Test
    void script_missing_failsAndNamesIt() throws Exception {
        account.createJob(JobDefinition.pythonShell("shell", "../../etc/passwd"));
        String runId = account.startJobRun("shell", Map.of());

        JobRunSnapshot run = ended(runId);

        assertThat(run.state()).isEqualTo(JobRunState.FAILED);
        assertThat(run.errorMessage()).contains("no script s3://scripts/../../etc/passwd");
    }

    @Test
    void script_credentialsOfTheUser_areNotPassed() throws Exception {
        String runId = run("env | grep ^AWS_ | sort", Map.of());

        ended(runId);

        assertThat(glue.scriptOutput(runId).orElseThrow().lines())
                .contains("AWS_DEFAULT_REGION=eu-west-1", "AWS_SHARED_CREDENTIALS_FILE=/dev/null")
                .noneMatch(line -> line.contains("KEY") || line.contains("TOKEN"));
    }

    @Test
    void stop_runningScript_endsScriptAndChildren() throws Exception {
        String runId = run("sleep 600 & echo $! > child; echo $$ > parent; wait", Map.of());
        long child = pidIn("child");
        long parent = pidIn("parent");
        assertThat(isAlive(child)).isTrue();

        client.batchStopJobRun(request -> request.jobName("shell").jobRunIds(runId));

        assertThat(ended(runId).state()).isEqualTo(JobRunState.STOPPED);
        await(() -> !isAlive(child) && !isAlive(parent));
    }

    @Test
    void stop_scriptThatIgnoresTheSignal_isStoppingUntilKilled() throws Exception {
        String runId = run("trap '' TERM; echo $$ > parent; while :; do sleep 0.1; done", Map.of());
        long parent = pidIn("parent");

        client.batchStopJobRun(request -> request.jobName("shell").jobRunIds(runId));

        assertThat(account.jobRun("shell", runId).state()).isEqualTo(JobRunState.STOPPING);
        assertThat(ended(runId).state()).isEqualTo(JobRunState.STOPPED);
        assertThat(isAlive(parent)).isFalse();
    }

    @Test
    void timeout_runningScript_endsScript() throws Exception {
        String runId = run("echo $$ > parent; sleep 600", Map.of());
        long parent = pidIn("parent");

        glue.clock().advance(Duration.ofDays(2));

        assertThat(account.jobRun("shell", runId).state()).isEqualTo(JobRunState.TIMEOUT);
        await(() -> !isAlive(parent));
        assertThat(account.jobRun("shell", runId).state()).isEqualTo(JobRunState.TIMEOUT);
    }

    @Test
    void close_runningScript_endsScriptAndChildren() throws Exception {
        run("sleep 600 & echo $! > child; echo $$ > parent; wait", Map.of());
        long child = pidIn("child");
        long parent = pidIn("parent");

        glue.close();

        await(() -> !isAlive(child) && !isAlive(parent));
        assertThat(glue.events()).isEmpty();
    }

    @Test
    void output_runWithoutScript_isEmpty() {
        assertThat(glue.scriptOutput("jr_unknown")).isEqualTo(Optional.empty());
    }
}

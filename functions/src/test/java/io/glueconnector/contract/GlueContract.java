package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.S3Target;
import software.amazon.awssdk.services.glue.model.TriggerType;

/**
 * The contract between the actions and Glue. The same tests run against two independent implementations of AWS's documentation.
 * They create jobs, crawlers and triggers through Glue's own API, which works for both.
 */
abstract class GlueContract {
    private static final List<software.amazon.awssdk.services.glue.model.Action> NIGHTLY =
            List.of(software.amazon.awssdk.services.glue.model.Action.builder()
                    .jobName("nightly")
                    .build());

    private Functions functions;
    private GlueClient glue;

    /** Returns Glue's endpoint. Called once per test. */
    abstract URI endpoint(Functions own) throws Exception;

    @BeforeEach
    void connect() throws Exception {
        functions = new Functions();
        URI endpoint = endpoint(functions);
        functions.over(endpoint);
        glue = GlueClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(Functions.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        Connections.KEYS.accessKeyId(), Connections.secret("keys/secretAccessKey"))))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @AfterEach
    void disconnect() {
        glue.close();
        functions.close();
    }

    Answer call(Action action, Door door, Map<String, ?> fields) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("connection", Connections.KEYS.connection());
        return functions.call(action, door, all);
    }

    void createJob(String name, Map<String, String> tags) {
        glue.createJob(job -> job.name(name)
                .role("glue")
                .command(command -> command.name("glueetl").scriptLocation("s3://scripts/a.py"))
                .executionProperty(property -> property.maxConcurrentRuns(10))
                .tags(tags));
    }

    private void createCrawler(String name) {
        glue.createCrawler(crawler -> crawler.name(name)
                .role("glue")
                .databaseName("data")
                .targets(targets ->
                        targets.s3Targets(S3Target.builder().path("s3://data/a").build())));
    }

    void createTrigger(String name, TriggerType type) {
        glue.createTrigger(trigger -> {
            trigger.name(name).type(type).actions(NIGHTLY);
            if (type == TriggerType.SCHEDULED) {
                trigger.schedule("cron(0 3 * * ? *)");
            }
        });
    }

    static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.body().path("names").forEach(name -> names.add(name.asText()));
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void jobRun_started_isReadBackWithItsArguments(Door door) {
        createJob("nightly", Map.of());

        String id = call(Action.START_JOB_RUN, door, Map.of("name", "nightly", "args", Map.of("--day", "today")))
                .text("jobRunId")
                .orElseThrow();
        JsonNode run = call(Action.GET_JOB_RUN, door, Map.of("name", "nightly", "jobRunId", id))
                .body()
                .path("jobRun");

        assertThat(id).matches("jr_[0-9a-f]{64}");
        assertThat(run.path("id").asText()).isEqualTo(id);
        assertThat(run.path("jobName").asText()).isEqualTo("nightly");
        assertThat(run.at("/arguments/--day").asText()).isEqualTo("today");
        assertThat(run.path("jobRunState").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void jobRun_sameKey_isStartedOnce(Door door) {
        createJob("nightly", Map.of());
        Map<String, String> fields = Map.of("name", "nightly", "idempotencyKey", "monday");

        Answer first = call(Action.START_JOB_RUN, door, fields);
        Answer second = call(Action.START_JOB_RUN, door, fields);

        assertThat(second.text("jobRunId")).isEqualTo(first.text("jobRunId"));
        assertThat(glue.getJobRuns(runs -> runs.jobName("nightly")).jobRuns()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void lists_byMarkers_returnEveryName(Door door) {
        List.of("a", "b", "c").forEach(name -> createJob(name, Map.of()));

        Answer first = call(Action.LIST_JOBS, door, Map.of("maxItems", 2));
        Answer second = call(
                Action.LIST_JOBS, door, Map.of("marker", first.text("marker").orElseThrow()));

        List<String> all = new ArrayList<>(names(first));
        all.addAll(names(second));
        assertThat(names(first)).hasSize(2);
        assertThat(all).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(second.text("marker")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void list_byOneTag_returnsThoseWithIt(Door door) {
        createJob("tagged", Map.of("env", "prod"));
        createJob("other", Map.of("env", "test"));

        assertThat(names(call(Action.LIST_JOBS, door, Map.of("tags", Map.of("env", "prod")))))
                .containsExactly("tagged");
    }

    @ParameterizedTest
    @EnumSource
    void list_byTwoTags_returnsThoseWithBoth(Door door) {
        createJob("both", Map.of("env", "prod", "team", "a"));
        createJob("one", Map.of("env", "prod"));

        assertThat(names(call(Action.LIST_JOBS, door, Map.of("tags", Map.of("env", "prod", "team", "a")))))
                .isEqualTo(namesByTwoTags());
    }

    /** Returns the names that AWS's documentation requires: those with all the tags. */
    List<String> namesByTwoTags() {
        return List.of("both");
    }

    @ParameterizedTest
    @EnumSource
    void crawler_isStartedListedAndStopped(Door door) {
        createCrawler("sales");
        Map<String, String> crawler = Map.of("name", "sales");

        assertThat(names(call(Action.LIST_CRAWLERS, door, Map.of()))).containsExactly("sales");
        assertThat(call(Action.STOP_CRAWLER, door, crawler).text("outcome")).contains("notRunning");
        assertThat(call(Action.START_CRAWLER, door, crawler).text("outcome")).contains("started");
        assertThat(call(Action.START_CRAWLER, door, crawler).code()).isEqualTo("AlreadyRunning");
        assertThat(call(Action.STOP_CRAWLER, door, crawler).text("outcome")).contains("stopping");
    }

    @ParameterizedTest
    @EnumSource
    void crawler_thatRuns_isAdopted(Door door) {
        createCrawler("sales");
        glue.startCrawler(crawler -> crawler.name("sales"));

        Answer answer = call(Action.START_CRAWLER, door, Map.of("name", "sales", "ifRunning", "adopt"));

        assertThat(answer.text("outcome")).contains("adopted");
    }

    @ParameterizedTest
    @EnumSource
    void trigger_scheduled_isActivatedListedAndDeactivated(Door door) {
        createJob("nightly", Map.of());
        createTrigger("at-dawn", TriggerType.SCHEDULED);
        Map<String, String> trigger = Map.of("name", "at-dawn");

        Answer started = call(Action.START_TRIGGER, door, trigger);
        Answer stopped = call(Action.STOP_TRIGGER, door, trigger);

        assertThat(started.text("outcome")).contains("activated");
        assertThat(started.text("state").orElseThrow()).startsWith("ACTIVAT");
        assertThat(stopped.text("state").orElseThrow()).startsWith("DEACTIVAT");
        assertThat(names(call(Action.LIST_TRIGGERS, door, Map.of()))).containsExactly("at-dawn");
        assertThat(names(call(Action.LIST_TRIGGERS, door, Map.of("dependentJobName", "nightly"))))
                .containsExactly("at-dawn");
        assertThat(names(call(Action.LIST_TRIGGERS, door, Map.of("dependentJobName", "lonely"))))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void trigger_onDemand_firesAndCannotBeStopped(Door door) {
        createJob("nightly", Map.of());
        createTrigger("now", TriggerType.ON_DEMAND);

        Answer fired = call(Action.START_TRIGGER, door, Map.of("name", "now"));
        Answer stopped = call(Action.STOP_TRIGGER, door, Map.of("name", "now"));

        assertThat(fired.text("outcome")).contains("fired");
        assertThat(fired.body().path("jobRunIds")).hasSize(runsOfAFiredTrigger());
        assertThat(stopped.code()).isEqualTo("InvalidRequest");
    }

    /** Returns the number of runs that AWS documents: an ON_DEMAND trigger starts its jobs immediately. */
    int runsOfAFiredTrigger() {
        return 1;
    }

    @ParameterizedTest
    @EnumSource
    void missingThings_areNotFound(Door door) {
        createJob("nightly", Map.of());
        List<Action> ofOneThing = Stream.of(Action.values())
                .filter(action -> action.required().keySet().equals(Set.of("name")))
                .toList();
        assertThat(ofOneThing).hasSizeGreaterThanOrEqualTo(5);
        for (Action action : ofOneThing) {
            assertThat(call(action, door, Map.of("name", "nobody")).code())
                    .as("%s", action)
                    .isEqualTo("NotFound");
        }
        assertThat(call(Action.GET_JOB_RUN, door, Map.of("name", "nightly", "jobRunId", "jr_nobody"))
                        .code())
                .isEqualTo("NotFound");
    }

    @ParameterizedTest
    @EnumSource
    void runs_areStoppedWithOneVerdictEach(Door door) {
        createJob("nightly", Map.of());
        String id = glue.startJobRun(run -> run.jobName("nightly")).jobRunId();

        checkStop(call(Action.STOP_JOB_RUN, door, Map.of("name", "nightly", "jobRunIds", List.of(id, "jr_nobody"))));
    }

    /** Checks what AWS documents: Glue accepts or rejects the stop of each run separately. */
    void checkStop(Answer answer) {
        assertThat(answer.body().path("results"))
                .extracting(verdict -> verdict.path("outcome").asText())
                .containsExactly("stopping", "notFound");
    }

    @ParameterizedTest
    @EnumSource
    void connection_isTested(Door door) {
        JsonNode allowed = call(Action.TEST_CONNECTION, door, Map.of()).body().path("allowed");

        assertThat(allowed)
                .hasSize(3)
                .allSatisfy(read -> assertThat(read.asBoolean()).isTrue());
    }
}

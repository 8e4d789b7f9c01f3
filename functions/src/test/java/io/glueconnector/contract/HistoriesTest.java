package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.crawlers.CrawlState;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the histories of a job and of a crawler: order, filters, pages and markers. */
class HistoriesTest {
    private static final String HISTORIES = "historiesAndDoors";

    @RegisterExtension
    private final Functions functions = new Functions();

    static Stream<Arguments> historiesAndDoors() {
        return Stream.of(Action.LIST_JOB_RUNS, Action.LIST_CRAWLS)
                .flatMap(history -> Stream.of(Door.values()).map(door -> Arguments.of(history, door)));
    }

    @BeforeEach
    void createJobAndCrawler() {
        functions.account().createJob(JobDefinition.spark("sales"));
        functions.account().createCrawler("sales");
    }

    /** Records runs or crawls that started one minute after the other and ended at once; returns their ids, newest first. */
    private List<String> record(Action history, String... states) {
        List<String> ids = new ArrayList<>();
        for (String state : states) {
            ids.addFirst(history == Action.LIST_JOB_RUNS ? run(state) : crawl(state));
            functions.glue().clock().advance(Duration.ofMinutes(1));
        }
        return ids;
    }

    private String run(String state) {
        String id = functions.account().startJobRun("sales", Map.of());
        functions.account().endJobRun("sales", id, JobRunState.valueOf(state), "over");
        return id;
    }

    private String crawl(String state) {
        functions.account().startCrawler("sales");
        String good = state.equals("SUCCEEDED") ? "COMPLETED" : state;
        functions.account().endCrawl("sales", CrawlState.valueOf(good), "over");
        return functions.account().crawls("sales").getFirst().id();
    }

    private Answer list(Action history, Door door, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "name", "sales"));
        fields.putAll(more);
        return functions.call(history, door, fields);
    }

    private static List<String> ids(Action history, Answer answer) {
        boolean runs = history == Action.LIST_JOB_RUNS;
        List<String> ids = new ArrayList<>();
        for (JsonNode item : answer.body().path(runs ? "jobRuns" : "crawls")) {
            ids.add(item.path(runs ? "id" : "crawlId").asText());
        }
        return ids;
    }

    private Instant now() {
        return functions.glue().clock().instant();
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void history_ofNothing_isEmptyWithoutMarker(Action history, Door door) {
        Answer answer = list(history, door, Map.of());

        assertThat(answer.isOk()).isTrue();
        assertThat(ids(history, answer)).isEmpty();
        assertThat(answer.body()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void history_byMarkers_isNewestFirstAndWhole(Action history, Door door) {
        List<String> all = record(history, "SUCCEEDED", "FAILED", "SUCCEEDED");

        Answer first = list(history, door, Map.of("maxItems", 2));
        Answer second = list(
                history,
                door,
                Map.of("maxItems", 2, "marker", first.text("marker").orElseThrow()));

        assertThat(ids(history, first)).isEqualTo(all.subList(0, 2));
        assertThat(ids(history, second)).isEqualTo(all.subList(2, 3));
        assertThat(second.body().has("marker")).isFalse();
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void state_given_selects(Action history, Door door) {
        List<String> all = record(history, "FAILED", "SUCCEEDED", "FAILED", "SUCCEEDED");

        assertThat(ids(history, list(history, door, Map.of("state", "FAILED"))))
                .containsExactly(all.get(1), all.get(3));
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void range_given_selects(Action history, Door door) {
        List<String> all = record(history, "FAILED", "SUCCEEDED", "FAILED", "SUCCEEDED");
        String after = now().minus(Duration.ofMinutes(3)).toString();
        String before = now().minus(Duration.ofMinutes(1)).toString();

        assertThat(ids(history, list(history, door, Map.of("startedAfter", after))))
                .isEqualTo(all.subList(0, 3));
        assertThat(ids(history, list(history, door, Map.of("startedBefore", before))))
                .isEqualTo(all.subList(1, 4));
        assertThat(ids(
                        history,
                        list(history, door, Map.of("startedAfter", after, "startedBefore", before, "state", "FAILED"))))
                .containsExactly(all.get(1));
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void state_ofAnotherWord_isRefused(Action history, Door door) {
        Answer answer = list(history, door, Map.of("state", "failed"));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("state: expected one of ").contains("FAILED");
        assertThat(functions.glue().requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void marker_ofAnotherQuery_isRefused(Action history, Door door) {
        record(history, "FAILED", "FAILED");
        String marker =
                list(history, door, Map.of("maxItems", 1)).text("marker").orElseThrow();
        int before = functions.glue().requests().size();

        for (Map<String, Object> other : List.<Map<String, Object>>of(
                Map.of("connection", "temporary"),
                Map.of("region", "us-east-1"),
                Map.of("name", "other"),
                Map.of("state", "FAILED"))) {
            Map<String, Object> fields = new HashMap<>(other);
            fields.put("marker", marker);
            Answer answer = list(history, door, fields);

            assertThat(answer.code()).isEqualTo("InvalidRequest");
            assertThat(answer.detail()).startsWith("marker: expected a marker that this action returned");
        }
        assertThat(functions.glue().requests()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void marker_withATokenThatGlueRefuses_hasExpired(Action history, Door door) {
        record(history, "FAILED", "FAILED");
        String marker =
                list(history, door, Map.of("maxItems", 1)).text("marker").orElseThrow();
        functions
                .glue()
                .faults()
                .next(
                        history.operation().orElseThrow(),
                        Fault.errorBefore(400, "InvalidInputException", "The pagination token has expired"));

        Answer answer = list(history, door, Map.of("maxItems", 1, "marker", marker));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("marker: has expired. List again from the beginning");
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void thing_missing_isNotFound(Action history, Door door) {
        Answer answer = list(history, door, Map.of("name", "none"));

        assertThat(answer.code()).isEqualTo("NotFound");
        assertThat(answer.detail()).contains(history == Action.LIST_JOB_RUNS ? "job none" : "crawler none");
    }

    @ParameterizedTest
    @MethodSource(HISTORIES)
    void secrets_inItems_areMasked(Action history, Door door) {
        String secret = Connections.secret("in/a history");
        functions.canaries().watch(secret);
        functions.glue().faults().always(history.operation().orElseThrow(), Fault.body("""
                {"JobRuns": [{"Id": "jr_1", "Arguments": {"--password": "%1$s", "--day": "1"}, "ErrorMessage": "bad %1$s"}],
                 "Crawls": [{"CrawlId": "c1", "ErrorMessage": "password=%1$s", "Summary": "{\\"a\\":\\"secret=%1$s\\"}"}]}""".formatted(secret)));

        JsonNode body = list(history, door, Map.of()).body();

        assertThat(body.toString()).contains("***");
        assertThat(body).hasSize(1);
    }

    /** Glue documents one filter for each field, so the others are applied here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | ",
                "{'state': 'FAILED'}                         | {'FieldName': 'STATE', 'FilterOperator': 'EQ', 'FieldValue': 'FAILED'}",
                "{'startedBefore': '1970-01-01T00:00:01Z', 'state': 'FAILED'} | {'FieldName': 'START_TIME', 'FilterOperator': 'LT', 'FieldValue': '1000'}",
                "{'startedAfter': '1970-01-01T00:00:01Z', 'startedBefore': '1970-01-01T00:00:02Z'} | {'FieldName': 'START_TIME', 'FilterOperator': 'GE', 'FieldValue': '1000'}"
            })
    void listCrawls_sendsOneFilterToGlue(String given, String sent) {
        Map<String, Object> fields = GlueRequests.fields(given.replace('\'', '"'));

        list(Action.LIST_CRAWLS, Door.DIRECT, fields);

        JsonNode filters = new GlueRequests(functions).body("ListCrawls").path("Filters");
        assertThat(filters).isEqualTo(Json.parse("[%s]".formatted(sent == null ? "" : sent.replace('\'', '"'))));
    }
}

package io.glueconnector.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories of hourly runs: run 0 is the newest and started at 23:00 on 31 December 2025, run 1 an hour earlier. */
class HistoryTest {
    private static final Instant NEWEST = Instant.parse("2025-12-31T23:00:00Z");
    private static final List<String> STATES = List.of("GOOD", "BAD");
    private static final int PAGE = 4;

    private final List<Entry> runs = new ArrayList<>();
    private final List<Integer> pageSizes = new ArrayList<>();

    private void runs(int count, String state) {
        IntStream.range(0, count).forEach(number -> runs.add(run(number, state, 1)));
    }

    private static Entry run(int number, String state, int bytes) {
        Map<String, Object> shown = Map.of("id", "r" + number, "text", "x".repeat(bytes));
        return new Entry("r" + number, state, NEWEST.minusSeconds(3600L * number), () -> shown);
    }

    private Map<String, Object> follow(Map<String, Object> fields) {
        return History.read(Fields.of(fields), STATES).follow("runs", List.of("test"), PAGE, this::page);
    }

    private Map<String, Object> next(Map<String, Object> answer, Map<String, Object> fields) {
        Map<String, Object> more = new HashMap<>(fields);
        more.put("marker", answer.get("marker"));
        return follow(more);
    }

    // The token names the last run of the page before, as Glue's do.
    private Page<Entry> page(int most, String token) {
        pageSizes.add(most);
        int from = token == null ? 0 : runs.stream().map(Entry::id).toList().indexOf(token) + 1;
        int to = Math.min(runs.size(), from + most);
        return new Page<>(
                List.copyOf(runs.subList(from, to)),
                to == runs.size() ? null : runs.get(to - 1).id());
    }

    private static List<String> ids(Map<String, Object> answer) {
        return ((List<?>) answer.get("runs"))
                .stream().map(run -> ((Map<?, ?>) run).get("id").toString()).toList();
    }

    @Test
    void follow_withoutFilters_asksGlueForNoMoreThanWanted() {
        runs(5, "GOOD");

        Map<String, Object> answer = follow(Map.of("maxItems", 2L));

        assertThat(ids(answer)).containsExactly("r0", "r1");
        assertThat(answer).containsKey("marker");
        assertThat(pageSizes).containsExactly(2);
    }

    @Test
    void follow_byMarkers_returnsEachRunOnce() {
        runs(23, "GOOD");
        List<String> seen = new ArrayList<>();
        Map<String, Object> fields = Map.of("maxItems", 3L, "state", "GOOD");
        Map<String, Object> answer = follow(fields);
        seen.addAll(ids(answer));

        while (answer.containsKey("marker")) {
            answer = next(answer, fields);
            seen.addAll(ids(answer));
        }

        assertThat(seen).isEqualTo(runs.stream().map(Entry::id).toList());
    }

    @Test
    void follow_aRunStartedMeanwhile_neitherRepeatsNorSkips() {
        runs(10, "GOOD");
        Map<String, Object> fields = Map.of("maxItems", 3L, "state", "GOOD");
        Map<String, Object> first = follow(fields);
        IntStream.range(100, 106).forEach(number -> runs.addFirst(run(-number, "GOOD", 1)));

        assertThat(ids(next(first, fields))).containsExactly("r3", "r4", "r5");
    }

    @Test
    void follow_theRunOfTheMarkerIsGone_hasExpired() {
        runs(5, "GOOD");
        Map<String, Object> fields = Map.of("maxItems", 2L, "state", "GOOD");
        Map<String, Object> first = follow(fields);
        runs.remove(1);

        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> next(first, fields))
                .withMessageContaining("marker: has expired");
    }

    @Test
    void follow_noMatchInTenPages_isEmptyWithAMarker() {
        runs(41, "GOOD");
        runs.add(run(41, "BAD", 1));
        Map<String, Object> fields = Map.of("state", "BAD");

        Map<String, Object> first = follow(fields);

        assertThat(ids(first)).isEmpty();
        assertThat(pageSizes).hasSize(10).containsOnly(PAGE);
        assertThat(next(first, fields)).isEqualTo(Map.of("runs", List.of(Map.of("id", "r41", "text", "x"))));
    }

    @Test
    void startedAfter_anEarlierRun_endsTheSearch() {
        runs(40, "GOOD");

        Map<String, Object> answer = follow(Map.of("state", "BAD", "startedAfter", "2025-12-31T20:30:00Z"));

        assertThat(answer).isEqualTo(Map.of("runs", List.of()));
        assertThat(pageSizes).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-12-31T22:00:00Z, 2025-12-31T23:00:00Z, r1",
        "2025-12-31T21:00:00Z, 2025-12-31T22:00:00.001Z, r1 r2",
        "2025-12-31T22:00:00.001Z, 2025-12-31T23:00:00Z, ''",
        "2025-12-31T22:00:00Z, , r0 r1",
        ", 2025-12-31T20:00:00Z, r4 r5"
    })
    void range_includesItsStartOnly(String after, String before, String expected) {
        runs(6, "GOOD");
        Map<String, Object> fields = new HashMap<>();
        fields.put("startedAfter", after);
        fields.put("startedBefore", before);

        assertThat(String.join(" ", ids(follow(fields)))).isEqualTo(expected);
    }

    @Test
    void range_aRunWithoutATime_isLeftOut() {
        runs.add(new Entry("waiting", "GOOD", null, Map::of));

        assertThat(ids(follow(Map.of("startedAfter", "2025-12-31T22:00:00Z")))).isEmpty();
        assertThat(ids(follow(Map.of("startedBefore", "2025-12-31T22:00:00Z")))).isEmpty();
    }

    @Test
    void range_empty_isRefused() {
        Map<String, Object> fields =
                Map.of("startedAfter", "2025-12-31T22:00:00Z", "startedBefore", "2025-12-31T22:00:00Z");

        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> follow(fields))
                .withMessageContaining("startedBefore: expected a time later than startedAfter");
    }

    @Test
    void follow_largeRuns_endsBeforeTwoHundredKibibytes() {
        IntStream.range(0, 5).forEach(number -> runs.add(run(number, "GOOD", 60 * 1024)));

        Map<String, Object> first = follow(Map.of());

        assertThat(ids(first)).containsExactly("r0", "r1", "r2");
        assertThat(ids(next(first, Map.of()))).containsExactly("r3", "r4");
    }

    @Test
    void follow_aRunLargerThanTheLimit_isReturnedAlone() {
        runs.add(run(0, "GOOD", 300 * 1024));
        runs.add(run(1, "GOOD", 1));

        Map<String, Object> first = follow(Map.of());

        assertThat(ids(first)).containsExactly("r0");
        assertThat(ids(next(first, Map.of()))).containsExactly("r1");
    }

    @Test
    void marker_ofAnotherFilter_isRefused() {
        runs(5, "GOOD");
        Map<String, Object> first = follow(Map.of("maxItems", 2L));

        for (Map<String, Object> other : List.<Map<String, Object>>of(
                Map.of("state", "BAD"),
                Map.of("startedAfter", "2025-12-31T22:00:00Z"),
                Map.of("startedBefore", "2025-12-31T22:00:00Z"))) {
            assertThatExceptionOfType(InvalidRequest.class)
                    .isThrownBy(() -> next(first, other))
                    .withMessageContaining("marker: expected a marker that this action returned");
        }
    }

    @Test
    void follow_repeatedToken_failsInsteadOfLooping() {
        History history = History.read(Fields.of(Map.of("state", "BAD")), STATES);

        assertThatExceptionOfType(GlueFailure.class)
                .isThrownBy(() -> history.follow("runs", List.of(), PAGE, (_, _) -> new Page<>(List.of(), "same")));
    }
}

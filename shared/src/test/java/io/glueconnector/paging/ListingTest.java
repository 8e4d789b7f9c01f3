package io.glueconnector.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    private static final List<String> SCOPE = List.of("ListJobs", "team-a", "eu-west-1");

    /** The number of names that each page request asked for. */
    private final List<Integer> asked = new ArrayList<>();

    @Test
    void read_nothing_asksForFifty() {
        assertThat(Listing.read(new Fields())).isEqualTo(new Listing(50, Optional.empty(), Map.of()));
    }

    @Test
    void read_all_asksForTenThousand() {
        assertThat(Listing.read(Fields.of(Map.of("all", true))).most()).isEqualTo(10_000);
        assertThat(Listing.read(Fields.of(Map.of("all", false, "maxItems", 7L))).most())
                .isEqualTo(7);
    }

    @Test
    void read_wrongFields_areRejected() {
        assertRejected(
                Map.of("all", true, "maxItems", 5L), "maxItems: cannot be combined with all=true. Set one of the two.");
        assertRejected(Map.of("maxItems", 0L), "maxItems: expected a whole number from 1 to 50, but got the number 0.");
        assertRejected(Map.of("maxItems", 51L), "maxItems: expected a whole number from 1 to 50");
        assertRejected(Map.of("marker", "a b"), "marker: expected the marker of an earlier response");
        assertRejected(Map.of("tags", Map.of("", "x")), "tags (a member's name): expected 1 to 128 characters");
    }

    @Test
    void follow_fewerThanRequested_endsWithoutAMarker() {
        assertThat(listing(50).follow(SCOPE, 1000, glue(7))).isEqualTo(Map.of("names", names(0, 7)));
        assertThat(listing(50).follow(SCOPE, 1000, glue(0))).isEqualTo(Map.of("names", List.of()));
    }

    @Test
    void follow_exactlyAsManyAsRequested_endsWithoutAMarker() {
        assertThat(listing(10).follow(SCOPE, 4, glue(10))).isEqualTo(Map.of("names", names(0, 10)));
        assertThat(asked).containsExactly(4, 4, 2);
    }

    @Test
    void follow_moreThanRequested_endsWithAMarkerToContinue() {
        Map<String, Object> first = listing(10).follow(SCOPE, 4, glue(25));
        Map<String, Object> second = listing(10, marker(first)).follow(SCOPE, 4, glue(25));
        Map<String, Object> third = listing(10, marker(second)).follow(SCOPE, 4, glue(25));

        assertThat(first).containsEntry("names", names(0, 10));
        assertThat(second).containsEntry("names", names(10, 20));
        assertThat(third).isEqualTo(Map.of("names", names(20, 25)));
    }

    @Test
    void follow_shortPageWithAToken_continues() {
        Map<String, Object> answer = listing(10_000).follow(SCOPE, 1000, (most, token) -> {
            int start = token == null ? 0 : Integer.parseInt(token);
            return page(start, Math.min(100, most), 250);
        });

        assertThat(answer).isEqualTo(Map.of("names", names(0, 250)));
    }

    @Test
    void follow_emptyPageWithAToken_continues() {
        Map<String, Object> answer = listing(5)
                .follow(
                        SCOPE,
                        10,
                        (_, token) -> token == null
                                ? new Page<>(List.of(), "a")
                                : token.equals("a") ? new Page<>(List.of(), "b") : new Page<>(List.of("x"), ""));

        assertThat(answer).isEqualTo(Map.of("names", List.of("x")));
    }

    @Test
    void follow_endlessList_isCutAtTheLimitWithAMarker() {
        Map<String, Object> answer = listing(10_000).follow(SCOPE, 1000, glue(1_000_000));

        assertThat((List<?>) answer.get("names")).hasSize(10_000);
        assertThat(new Marker(SCOPE).token(marker(answer))).isEqualTo("10000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 50})
    void follow_repeatedToken_isAGlueFailureEvenIfTheListIsFull(int most) {
        Listing listing = listing(most, new Marker(SCOPE).of("same"));

        assertThatExceptionOfType(GlueFailure.class)
                .isThrownBy(() -> listing.follow(SCOPE, 1, (_, _) -> new Page<>(List.of("x"), "same")));
    }

    @Test
    void follow_cyclicTokens_areAGlueFailure() {
        assertThatExceptionOfType(GlueFailure.class)
                .isThrownBy(() -> listing(50)
                        .follow(SCOPE, 1, (_, token) -> new Page<>(List.of(), "a".equals(token) ? "b" : "a")))
                .satisfies(e -> assertThat(e.retry().allowed()).isTrue());
    }

    @Test
    void follow_markerOfOtherTags_isRejectedBeforeGlueIsCalled() {
        Map<String, Object> first =
                new Listing(1, Optional.empty(), Map.of("env", "prod", "team", "a")).follow(SCOPE, 10, glue(5));
        Listing sameTags = new Listing(1, Optional.of(marker(first)), Map.of("team", "a", "env", "prod"));
        Listing otherTags = new Listing(1, Optional.of(marker(first)), Map.of("env", "prod"));

        assertThat(sameTags.follow(SCOPE, 10, glue(5))).containsEntry("names", names(1, 2));
        asked.clear();
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> otherTags.follow(SCOPE, 10, glue(5)));
        assertThat(asked).isEmpty();
    }

    private static Listing listing(int most) {
        return new Listing(most, Optional.empty(), Map.of());
    }

    private static Listing listing(int most, String marker) {
        return new Listing(most, Optional.of(marker), Map.of());
    }

    /** Returns a reader of a list in full pages. Each token is the position to continue at. */
    private Pages.Reader<String> glue(int total) {
        return (most, token) -> {
            asked.add(most);
            return page(token == null ? 0 : Integer.parseInt(token), most, total);
        };
    }

    private static Page<String> page(int start, int most, int total) {
        int end = Math.min(start + most, total);
        return new Page<>(names(start, end), end < total ? Integer.toString(end) : null);
    }

    private static List<String> names(int start, int end) {
        return IntStream.range(start, end).mapToObj(number -> "job-" + number).toList();
    }

    private static String marker(Map<String, Object> answer) {
        return (String) answer.get("marker");
    }

    private static void assertRejected(Map<String, Object> fields, String message) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> Listing.read(Fields.of(fields)))
                .satisfies(e -> assertThat(e.detail()).startsWith(message));
    }
}

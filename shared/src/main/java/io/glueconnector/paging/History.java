package io.glueconnector.paging;

import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.Retry;
import io.glueconnector.request.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a history, newest first, that a caller asks for. Glue filters little or nothing, so this class filters the pages
 * of Glue and reads at most ten of them for one response. A response may thus have no items and still have a marker.
 *
 * @param state the state of the wanted items
 * @param startedAfter the earliest start of the wanted items; earlier ones end the search
 * @param startedBefore the first start that is too late
 * @param most the maximum number of items to return
 * @param marker where an earlier response ended
 */
public record History(
        Optional<String> state,
        Optional<Instant> startedAfter,
        Optional<Instant> startedBefore,
        int most,
        Optional<String> marker) {
    static final int MOST_PAGES = 10;

    private static final int MOST_ITEMS = 50;

    /**
     * Reads the fields that all histories share: state, startedAfter, startedBefore, maxItems and marker.
     *
     * @param states the states that an item may have
     * @throws InvalidRequest if a field is wrong, or no time is in the range
     */
    public static History read(Fields fields, List<String> states) {
        Optional<String> state = fields.choice("state", states);
        Optional<Instant> after = fields.time("startedAfter");
        Optional<Instant> before = fields.time("startedBefore");
        if (after.isPresent() && before.filter(end -> !end.isAfter(after.get())).isPresent()) {
            throw new InvalidRequest(
                    "startedBefore: expected a time later than startedAfter, but got the same or an earlier one. Correct one of the two.");
        }
        int most = fields.integer("maxItems", 1, MOST_ITEMS).orElse(MOST_ITEMS);
        return new History(state, after, before, most, fields.text("marker", Marker.RULE));
    }

    /**
     * Reads Glue's pages until the response is full, the wanted items end, or ten pages have been read.
     *
     * @param member the member of the response that holds the items
     * @param scope the action, connection, Region and resource; a marker is valid only for them and the filters
     * @param pageSize the maximum number of items in one page of Glue
     * @return the items, and the member marker if there may be more
     * @throws InvalidRequest if the marker belongs to another scope, or the item where it ended is gone
     * @throws GlueFailure if Glue repeats a page token
     */
    public Map<String, Object> follow(String member, List<String> scope, int pageSize, Pages.Reader<Entry> reader) {
        Marker markers = new Marker(scopeWithFilters(scope));
        Position from = marker.map(markers::token).map(Position::parse).orElse(Position.START);
        HistoryPart part = new HistoryPart(this, from);
        List<String> tokens = new ArrayList<>();
        for (int pages = 0; pages < MOST_PAGES && !part.isComplete(); pages++) {
            String token = part.token();
            if (tokens.contains(token)) {
                throw new GlueFailure("Glue repeated a page of the list. Try again.", Retry.anytime());
            }
            tokens.add(token);
            part.add(reader.read(isUnfiltered() ? Math.min(most, pageSize) : pageSize, token.isEmpty() ? null : token));
        }
        return part.answer(member, markers);
    }

    boolean isWanted(Entry entry) {
        boolean inState = state.stream().allMatch(wanted -> wanted.equals(entry.state()));
        boolean inTime = (startedAfter.isEmpty() && startedBefore.isEmpty()) || entry.startedOn() != null;
        return inState
                && inTime
                && startedBefore.stream().allMatch(end -> entry.startedOn().isBefore(end));
    }

    boolean isTooEarly(Entry entry) {
        return entry.startedOn() != null
                && startedAfter.stream().anyMatch(first -> entry.startedOn().isBefore(first));
    }

    private boolean isUnfiltered() {
        return state.isEmpty() && startedBefore.isEmpty();
    }

    private List<String> scopeWithFilters(List<String> scope) {
        Stream<String> filters = Stream.of(
                        state, startedAfter.map(Instant::toString), startedBefore.map(Instant::toString))
                .map(filter -> filter.orElse(""));
        return Stream.concat(scope.stream(), filters).toList();
    }
}

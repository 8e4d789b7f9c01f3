package io.glueconnector.paging;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wanted items that one response has room for, and the position that its marker names. Not thread safe. */
final class HistoryPart {
    // A state of Step Functions passes on at most 256 KiB:
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    private static final int MOST_BYTES = 200 * 1024;

    private final History history;
    private final List<Map<String, Object>> items = new ArrayList<>();
    private Position reached;
    private boolean skipping;
    private int bytes;
    private boolean full;
    private boolean ended;

    HistoryPart(History history, Position from) {
        this.history = history;
        this.reached = from;
        this.skipping = !from.after().isEmpty();
    }

    /** Whether no further page is needed. */
    boolean isComplete() {
        return full || ended;
    }

    /** Returns Glue's token of the next page to read, empty for the first page. */
    String token() {
        return reached.token();
    }

    /**
     * Adds the wanted items of a page, as far as there is room.
     *
     * @throws InvalidRequest if the list ends without the item where the marker's response ended
     */
    void add(Page<Entry> page) {
        for (Entry entry : page.items()) {
            if (skipping) {
                skipping = !entry.id().equals(reached.after());
            } else {
                add(entry);
            }
            if (isComplete()) {
                return;
            }
        }
        turn(page);
    }

    private void add(Entry entry) {
        if (history.isTooEarly(entry)) {
            ended = true;
        } else if (history.isWanted(entry) && !add(entry.shown().get())) {
            full = true;
        } else {
            reached = new Position(reached.token(), entry.id());
        }
    }

    // A single item may be larger than the limit, because it must be returned at some time.
    private boolean add(Map<String, Object> item) {
        int size = Json.write(item).getBytes(StandardCharsets.UTF_8).length;
        if (items.size() == history.most() || (!items.isEmpty() && bytes + size > MOST_BYTES)) {
            return false;
        }
        bytes += size;
        return items.add(item);
    }

    private void turn(Page<Entry> page) {
        if (!page.isLast()) {
            // New items push the others back, so the item that the marker names may be on a later page.
            reached = new Position(page.nextToken(), skipping ? reached.after() : "");
            full = items.size() == history.most();
        } else if (skipping) {
            throw new InvalidRequest("marker: has expired. List again from the beginning, without a marker.");
        } else {
            ended = true;
        }
    }

    Map<String, Object> answer(String member, Marker markers) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(member, items);
        if (!ended) {
            answer.put("marker", markers.of(reached.text()));
        }
        return answer;
    }
}

package io.glueconnector.paging;

import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.Retry;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of a list that a caller asks for. Follows Glue's pages until that part is complete.
 *
 * @param most the maximum number of names to return
 * @param marker where an earlier response ended
 * @param tags the tags that a listed resource must have, all of them
 */
public record Listing(int most, Optional<String> marker, Map<String, String> tags) {
    private static final int MOST_ITEMS = 50;
    private static final int MOST_OF_ALL = 10_000;
    private static final int MOST_TAGS = 50;
    private static final TextRule TAG_KEY = TextRule.text(1, 128);
    private static final TextRule TAG_VALUE = TextRule.text(0, 256);

    /**
     * Reads the fields that all lists share: maxItems, marker, tags and all.
     *
     * @throws InvalidRequest if a field is wrong, or maxItems is combined with all
     */
    public static Listing read(Fields fields) {
        boolean all = fields.flag("all", false);
        Optional<Integer> maxItems = fields.integer("maxItems", 1, MOST_ITEMS);
        if (all && maxItems.isPresent()) {
            throw new InvalidRequest("maxItems: cannot be combined with all=true. Set one of the two.");
        }
        return new Listing(
                all ? MOST_OF_ALL : maxItems.orElse(MOST_ITEMS),
                fields.text("marker", Marker.RULE),
                fields.textMap("tags", MOST_TAGS, TAG_KEY, TAG_VALUE));
    }

    /**
     * Follows Glue's pages until the caller's limit is reached or the list ends.
     *
     * @param scope the action, connection, Region and filters other than tags; a marker is valid only for them
     * @param pageSize the maximum number of names in one page of Glue
     * @return the member names, and the member marker if more names follow
     * @throws InvalidRequest if the marker belongs to another scope
     * @throws GlueFailure if Glue repeats a page token
     */
    public Map<String, Object> follow(List<String> scope, int pageSize, Pages.Reader<String> reader) {
        Marker markers = new Marker(scopeWithTags(scope));
        Pages<String> pages = Pages.read(
                marker.map(markers::token).orElse(null),
                most,
                Integer.MAX_VALUE,
                (left, token) -> reader.read(Math.min(pageSize, left), token));
        if (pages.complete()) {
            return Map.of("names", pages.items());
        }
        if (pages.nextToken() == null) {
            throw new GlueFailure("Glue repeated a page of the list. Try again.", Retry.anytime());
        }
        return answer(pages.items(), markers.of(pages.nextToken()));
    }

    private static Map<String, Object> answer(List<String> names, String marker) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("names", names);
        answer.put("marker", marker);
        return answer;
    }

    private List<String> scopeWithTags(List<String> scope) {
        List<String> full = new ArrayList<>(scope);
        new TreeMap<>(tags).forEach((key, value) -> {
            full.add(key);
            full.add(value);
        });
        return full;
    }
}

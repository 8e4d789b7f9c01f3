package io.glueconnector.paging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The part of a Glue list that was read.
 *
 * @param items the items read, in Glue's order
 * @param complete whether this is the whole list
 * @param nextToken Glue's token for the next page; null if nothing follows, or if Glue repeated a token or returned no list
 */
public record Pages<T>(List<T> items, boolean complete, String nextToken) {
    private static final int MOST_PAGES = 10;

    /** Reads one page of at most the given number of items. Glue's token is null for the first page. */
    @FunctionalInterface
    public interface Reader<T> {
        Page<T> read(int most, String token);
    }

    /** Reads a list from its beginning, up to ten pages. */
    public static <T> Pages<T> read(Function<String, Page<T>> reader) {
        return read(null, Integer.MAX_VALUE, MOST_PAGES, (_, token) -> reader.apply(token));
    }

    /** Follows Glue's pages until the list ends, or until enough items or pages have been read. */
    static <T> Pages<T> read(String from, int mostItems, int mostPages, Reader<T> reader) {
        List<T> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String token = from;
        int pages = 0;
        while (seen.add(token)) {
            // Checked after the token: a caller that follows a repeated token would never finish.
            if (pages == mostPages || items.size() >= mostItems) {
                return new Pages<>(items, false, token);
            }
            Page<T> page = reader.read(mostItems - items.size(), token);
            items.addAll(page.items());
            if (page.isLast() || !page.listed()) {
                return new Pages<>(items, page.listed(), null);
            }
            token = page.nextToken();
            pages++;
        }
        return new Pages<>(items, false, null);
    }
}

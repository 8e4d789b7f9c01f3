package io.glueconnector.paging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A list of Glue's, as far as it was read.
 *
 * @param items what was read, in Glue's order
 * @param complete whether this is the whole list
 * @param nextToken Glue's token of the next page; null where nothing follows, or where Glue repeated a token or listed nothing
 */
public record Pages<T>(List<T> items, boolean complete, String nextToken) {
    private static final int MOST_PAGES = 10;

    /** Reads one page: at most so many items, from Glue's token on, which is null for the first page. */
    @FunctionalInterface
    public interface Reader<T> {
        Page<T> read(int most, String token);
    }

    /** Reads a list from its beginning, at most ten pages of it. */
    public static <T> Pages<T> read(Function<String, Page<T>> reader) {
        return read(null, Integer.MAX_VALUE, MOST_PAGES, (_, token) -> reader.apply(token));
    }

    /** Follows Glue's pages until the list ends, or enough items or pages are read. */
    static <T> Pages<T> read(String from, int mostItems, int mostPages, Reader<T> reader) {
        List<T> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String token = from;
        int pages = 0;
        while (seen.add(token)) {
            // Checked after the token: a caller that follows a repeated token never ends.
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

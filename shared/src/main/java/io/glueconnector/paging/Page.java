package io.glueconnector.paging;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One page of a list as Glue returns it.
 *
 * @param listed whether the response contains a list at all, even an empty one
 * @param items the items, possibly none even if more pages follow
 * @param nextToken Glue's token for the next page, null or empty on the last one
 */
public record Page<T>(boolean listed, List<T> items, String nextToken) {

    /** Creates a page that Glue listed. */
    public Page(List<T> items, String nextToken) {
        this(true, items, nextToken);
    }

    /**
     * Returns this page up to the first item beyond the wanted range. The list ends there, because all later items are
     * beyond it too.
     */
    public Page<T> until(Predicate<T> beyond) {
        List<T> wanted = items.stream().takeWhile(beyond.negate()).toList();
        return wanted.size() == items.size() ? this : new Page<>(listed, wanted, null);
    }

    /** Returns this page with each item converted. */
    public <R> Page<R> map(Function<T, R> conversion) {
        return new Page<>(listed, items.stream().map(conversion).toList(), nextToken);
    }

    boolean isLast() {
        return nextToken == null || nextToken.isEmpty();
    }
}

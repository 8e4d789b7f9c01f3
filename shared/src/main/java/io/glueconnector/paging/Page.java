package io.glueconnector.paging;

import java.util.List;
import java.util.function.Predicate;

/**
 * One page of a list as Glue answers it.
 *
 * @param listed whether the answer holds a list at all, be it an empty one
 * @param items the items, possibly none even where more pages follow
 * @param nextToken Glue's token of the next page, null or empty on the last one
 */
public record Page<T>(boolean listed, List<T> items, String nextToken) {

    /** A page that Glue listed. */
    public Page(List<T> items, String nextToken) {
        this(true, items, nextToken);
    }

    /** This page up to the first item that is beyond what is wanted, which ends the list: all later ones are beyond it too. */
    public Page<T> until(Predicate<T> beyond) {
        List<T> wanted = items.stream().takeWhile(beyond.negate()).toList();
        return wanted.size() == items.size() ? this : new Page<>(listed, wanted, null);
    }

    boolean isLast() {
        return nextToken == null || nextToken.isEmpty();
    }
}

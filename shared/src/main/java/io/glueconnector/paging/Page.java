package io.glueconnector.paging;

import java.util.List;

/**
 * One page of names as Glue answers it.
 *
 * @param names the names, possibly none even where more pages follow
 * @param nextToken Glue's token of the next page, null or empty on the last one
 */
public record Page(List<String> names, String nextToken) {
    boolean isLast() {
        return nextToken == null || nextToken.isEmpty();
    }
}

package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param elements what is on it
 * @param nextToken leads to the next page; empty on the last
 */
public record Page<T>(List<T> elements, Optional<String> nextToken) {

    /**
     * Cuts the page out that a call asks for with {@code NextToken} and {@code MaxResults}. The token names the last
     * element given out, so that a page neither repeats nor skips elements when the list grows in between. It holds for
     * the same operation, account, Region and filter only.
     *
     * @param all the whole filtered list, in order
     * @param key what identifies an element
     * @param filter the request's members that select, which must not change from page to page
     * @param size the page's size when the call does not say one
     * @param maximum the largest page there is
     * @throws GlueError InvalidInputException for a token that was not given out for this list
     */
    public static <T> Page<T> of(
            Call call, List<T> all, Function<T, String> key, String filter, int size, int maximum) {
        String origin = call.operation() + "\n" + call.scope() + "\n" + filter;
        int from = call.optionalText("NextToken")
                .map(token -> positionAfter(lastKey(token, origin), all, key))
                .orElse(0);
        int to = Math.min(all.size(), from + Math.min(maximum, call.integer("MaxResults", size)));
        Optional<String> next =
                to < all.size() ? Optional.of(token(key.apply(all.get(to - 1)), origin)) : Optional.empty();
        return new Page<>(all.subList(from, to), next);
    }

    /** The answer with this page under the given member. */
    public ObjectNode toJson(String member, ArrayNode page) {
        ObjectNode answer = Json.object();
        answer.set(member, page);
        nextToken.ifPresent(token -> answer.put("NextToken", token));
        return answer;
    }

    private static <T> int positionAfter(String lastKey, List<T> all, Function<T, String> key) {
        return all.stream().map(key).toList().indexOf(lastKey) + 1;
    }

    private static String token(String lastKey, String origin) {
        String content = Integer.toHexString(origin.hashCode()) + "\n" + lastKey;
        return Base64.getUrlEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String lastKey(String token, String origin) {
        String marker = Integer.toHexString(origin.hashCode()) + "\n";
        String content = decode(token);
        if (!content.startsWith(marker)) {
            throw GlueError.invalidInput("Invalid pagination token provided");
        }
        return content.substring(marker.length());
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw GlueError.invalidInput("Invalid pagination token provided");
        }
    }
}

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
 * @param elements the elements of the page
 * @param nextToken the token of the next page; empty on the last page
 */
public record Page<T>(List<T> elements, Optional<String> nextToken) {

    /**
     * Returns the page that a call requests with {@code NextToken} and {@code MaxResults}. The token names the last element
     * returned, so pages neither repeat nor skip elements if the list grows in between. It is valid only for the same
     * operation, account, Region and filter.
     *
     * @param all the complete filtered list, in order
     * @param key what identifies an element
     * @param filter the request's filter members, which must not change between pages
     * @param size the default page size
     * @param maximum the maximum page size
     * @throws GlueError InvalidInputException for a token of another list
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

    /** Returns the response with this page in the given member. */
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

package io.glueconnector.fakeglue.protocol;

import java.util.Map;

/** The {@code Tags} of a list request, which selects resources that have all of them. */
public final class TagFilter {
    private TagFilter() {}

    public static boolean matches(Call call, Map<String, String> tags) {
        return tags.entrySet().containsAll(call.map("Tags").entrySet());
    }
}

package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A checked request to one operation.
 *
 * @param scope the account and Region
 * @param operation the operation's name
 * @param input the request, which matches the operation's shape
 */
public record Call(Scope scope, String operation, ObjectNode input) {

    /** Returns a member that the shape requires or that was checked with {@link #has}. */
    public String text(String member) {
        return input.path(member).asText();
    }

    public boolean has(String member) {
        return input.hasNonNull(member);
    }

    public Optional<String> optionalText(String member) {
        return has(member) ? Optional.of(text(member)) : Optional.empty();
    }

    public int integer(String member, int otherwise) {
        return input.path(member).asInt(otherwise);
    }

    public boolean flag(String member) {
        return input.path(member).asBoolean(false);
    }

    public List<String> texts(String member) {
        return StreamSupport.stream(input.path(member).spliterator(), false)
                .map(element -> element.asText())
                .toList();
    }

    public Map<String, String> map(String member) {
        return Json.texts(input.path(member));
    }
}

package io.glueconnector.request;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.util.Map;

/** JSON objects that come from outside, with a byte order mark or without. */
public final class JsonInput {
    private JsonInput() {}

    /**
     * Parses the object that a request consists of.
     *
     * @param place where the request carries it, in words
     * @throws InvalidRequest if it is not one JSON object; a member that is given twice is named
     */
    public static Map<String, Object> parseRequest(String place, byte[] utf8) {
        try {
            return Json.parseObject(utf8);
        } catch (MalformedJson e) {
            throw e.repeatedMember()
                    .map(member -> twice(place, FieldNames.printable(member)))
                    .orElseGet(() -> malformed(place, e, "Send"));
        }
    }

    /**
     * Parses an object in which a key may stand where a name belongs.
     *
     * @param place where it is stored, in words
     * @throws InvalidRequest as {@link #parseRequest} does, naming only what looks like a name
     */
    public static Map<String, Object> parseSecret(String place, String text) {
        try {
            return Json.parseObject(Json.withoutByteOrderMark(text));
        } catch (MalformedJson e) {
            throw e.repeatedMember()
                    .map(member -> twice(place, FieldNames.harmless(member)))
                    .orElseGet(() -> malformed(place, e, "Store"));
        }
    }

    private static InvalidRequest twice(String place, String member) {
        return new InvalidRequest("%s: %s is given twice. Give it once.".formatted(place, member));
    }

    private static InvalidRequest malformed(String place, MalformedJson e, String verb) {
        return new InvalidRequest("%s: %s. %s one JSON object.".formatted(place, e.getMessage(), verb));
    }
}

package io.glueconnector.request;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.util.Map;

/** Parses external JSON objects, with or without a byte order mark. */
public final class JsonInput {
    private JsonInput() {}

    /**
     * Parses the JSON object of a request.
     *
     * @param place the object's place in the request, in words
     * @throws InvalidRequest if it is not one JSON object; the message names a repeated member
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
     * Parses an object that may hold a key in place of a name.
     *
     * @param place where the object is stored, in words
     * @throws InvalidRequest as in {@link #parseRequest}, but the message repeats a name only if it looks like one
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

package io.glueconnector.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.thirdparty.jackson.core.JsonLocation;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonProcessingException;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;
import software.amazon.awssdk.thirdparty.jackson.core.exc.StreamConstraintsException;

/** Reads one JSON object from a parser, and describes errors in its own words. */
final class JsonReader {
    private static final int MOST_DIGITS_OF_LONG = 19;

    private final JsonParser parser;
    private int depth;

    JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    Map<String, Object> readWhole() throws IOException, MalformedJson {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedJson("expected a JSON object");
            }
            Map<String, Object> object = readObject("");
            if (parser.nextToken() != null) {
                throw new MalformedJson("expected nothing after the JSON object");
            }
            return object;
        } catch (StreamConstraintsException e) {
            // The parser's other limits cannot be reached.
            throw malformed("a number with more than %d digits".formatted(Json.MOST_DIGITS));
        } catch (JsonProcessingException e) {
            // The parser accepts an unpaired surrogate in a string but not in a name, and has no separate exception for
            // it.
            boolean surrogate = e.getOriginalMessage().contains("surrogate");
            throw malformed(surrogate ? "an unpaired surrogate in a name" : "not well-formed JSON");
        }
    }

    private Map<String, Object> readObject(String path) throws IOException, MalformedJson {
        enter();
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String member = path.isEmpty() ? name : path + "." + name;
            if (object.containsKey(name)) {
                throw new MalformedJson("a name is given twice in one object" + place(), member);
            }
            parser.nextToken();
            object.put(name, readValue(member));
        }
        depth--;
        return object;
    }

    private List<Object> readArray(String path) throws IOException, MalformedJson {
        enter();
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            // Not formatted: %d loads the locale's digits, which a function's first call would wait for.
            array.add(readValue(path + "[" + array.size() + "]"));
        }
        depth--;
        return array;
    }

    private void enter() throws MalformedJson {
        depth++;
        if (depth > Json.MOST_LEVELS) {
            throw malformed("nested more than %d levels deep".formatted(Json.MOST_LEVELS));
        }
    }

    private Object readValue(String path) throws IOException, MalformedJson {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(path);
            case START_ARRAY -> readArray(path);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value starts with " + parser.currentToken());
        };
    }

    private Number readNumber() throws IOException, MalformedJson {
        try {
            return number(parser.getDecimalValue());
        } catch (NumberFormatException | ArithmeticException e) {
            throw malformed("a number with an exponent out of range");
        }
    }

    // As in JSON Schema, numbers with the same value are equal: 900, 900.0 and 9e2 are the same whole number.
    private static Number number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        boolean isShort = plain.scale() <= 0 && (long) plain.precision() - plain.scale() <= MOST_DIGITS_OF_LONG;
        return isShort && plain.toBigInteger().bitLength() < Long.SIZE ? (Number) plain.longValueExact() : plain;
    }

    private MalformedJson malformed(String problem) {
        return new MalformedJson(problem + place());
    }

    private String place() {
        JsonLocation place = parser.currentLocation();
        return " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    }
}

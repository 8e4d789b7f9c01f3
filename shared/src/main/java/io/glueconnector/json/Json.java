package io.glueconnector.json;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.thirdparty.jackson.core.JsonFactory;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;
import software.amazon.awssdk.thirdparty.jackson.core.JsonLocation;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonProcessingException;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;
import software.amazon.awssdk.thirdparty.jackson.core.StreamReadConstraints;
import software.amazon.awssdk.thirdparty.jackson.core.StreamReadFeature;

/**
 * JSON text to and from plain Java values: {@code Map}, {@code List}, {@code String}, {@code Long}, {@code BigDecimal},
 * {@code Boolean} and {@code null}.
 *
 * <p>It stands on the streaming parser inside the AWS SDK, which every call loads anyway, and uses no reflection: both matter
 * to a cold start.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MOST_DIGITS_OF_LONG = 19;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Parses one JSON object.
     *
     * @throws MalformedJson if the text is not one well-formed JSON object, repeats a member, nests deeper than 32 levels or
     *     goes on after its end; the message gives the place and never the content
     */
    public static Map<String, Object> parseObject(String text) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return readWhole(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses one JSON object from its bytes.
     *
     * @throws MalformedJson as {@link #parseObject(String)}, and if the bytes are not UTF-8
     */
    public static Map<String, Object> parseObject(byte[] utf8) throws MalformedJson {
        try {
            // A decoder of its own, since the usual ones replace what they cannot read without a word.
            return parseObject(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new MalformedJson("not UTF-8");
        }
    }

    /** Writes a tree of plain values, instants and other values by their {@code toString} as JSON text. */
    public static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Map<String, Object> readWhole(JsonParser parser) throws IOException, MalformedJson {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedJson("expected a JSON object");
            }
            Map<String, Object> object = readObject(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJson("expected nothing after the JSON object");
            }
            return object;
        } catch (JsonProcessingException | NumberFormatException e) {
            JsonLocation place = parser.currentLocation();
            throw new MalformedJson(
                    "not well-formed JSON at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr()));
        }
    }

    private static Map<String, Object> readObject(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, readValue(parser));
        }
        return object;
    }

    private static List<Object> readArray(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(readValue(parser));
        }
        return array;
    }

    private static Object readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getDecimalValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value starts with " + parser.currentToken());
        };
    }

    // As in JSON Schema, 900, 900.0 and 9e2 are the same whole number.
    private static Number number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        boolean isShort = plain.scale() <= 0 && (long) plain.precision() - plain.scale() <= MOST_DIGITS_OF_LONG;
        return isShort && plain.toBigInteger().bitLength() < Long.SIZE ? (Number) plain.longValueExact() : value;
    }

    // No switch over types: the first one of a process makes the JVM spin classes, which no cache keeps.
    @SuppressWarnings("IfChainToSwitch")
    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            writeObject(generator, map);
        } else if (value instanceof Iterable<?> items) {
            writeArray(generator, items);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else {
            generator.writeString(value.toString());
        }
    }

    private static void writeObject(JsonGenerator generator, Map<?, ?> map) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            generator.writeFieldName(entry.getKey().toString());
            write(generator, entry.getValue());
        }
        generator.writeEndObject();
    }

    private static void writeArray(JsonGenerator generator, Iterable<?> items) throws IOException {
        generator.writeStartArray();
        for (Object item : items) {
            write(generator, item);
        }
        generator.writeEndArray();
    }
}

package io.glueconnector.json;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.thirdparty.jackson.core.JsonFactory;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.StreamReadConstraints;

/**
 * Converts JSON text to and from plain Java values: {@code Map}, {@code List}, {@code String}, {@code Long},
 * {@code BigDecimal}, {@code Boolean} and {@code null}.
 *
 * <p>To keep cold starts short, it uses the AWS SDK's streaming parser, which every call loads anyway, and no reflection.
 */
public final class Json {
    static final int MOST_LEVELS = 32;
    static final int MOST_DIGITS = 1000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    // The parser must accept whatever the reader rejects with its own messages.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_LEVELS + 1)
                    .maxNumberLength(MOST_DIGITS)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    /**
     * Parses one JSON object.
     *
     * @throws MalformedJson if the text is not one well-formed JSON object, repeats a member, nests more than 32 levels deep,
     *     holds a number with more than 1,000 digits or continues after the object; the message never repeats the text
     */
    public static Map<String, Object> parseObject(String text) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonReader(parser).readWhole();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses one JSON object from its bytes, which may start with a byte order mark.
     *
     * @throws MalformedJson as in {@link #parseObject(String)}, and if the bytes are not UTF-8
     */
    public static Map<String, Object> parseObject(byte[] utf8) throws MalformedJson {
        try {
            // A String constructor silently replaces malformed input; a new decoder reports it.
            return parseObject(withoutByteOrderMark(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString()));
        } catch (CharacterCodingException e) {
            throw new MalformedJson("expected UTF-8, but got other bytes");
        }
    }

    /**
     * Returns the text without the byte order mark that some editors add.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-8.1">RFC 8259, section 8.1</a>
     */
    public static String withoutByteOrderMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Writes a tree of plain values as JSON text. Instants and other values are written by their {@code toString}. */
    public static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    // No switch over types: the first one in a process makes the JVM generate classes that no cache keeps.
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

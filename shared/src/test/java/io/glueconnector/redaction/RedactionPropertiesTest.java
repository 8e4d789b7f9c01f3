package io.glueconnector.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Properties that hold for any name, secret and text. Each failure names its case. */
class RedactionPropertiesTest {
    private static final int CASES = Integer.getInteger("cases", 20_000);
    private static final String SECRET = "canary";
    private static final List<String> FORMER_WORDS = List.of("password", "secret", "token", "key", "credential");
    private static final List<String> PARTS_OF_NAMES = List.of(
            "password",
            "secret",
            "token",
            "key",
            "keys",
            "credential",
            "primary",
            "partition",
            "mon",
            "tur",
            "api",
            "db",
            "space",
            "word",
            "izer",
            "ized",
            "columns",
            "sort",
            "join",
            "x",
            "Re",
            "-",
            "_",
            "S");
    private static final Set<String> SHOWN_OF_THESE = Set.of(
            "monkey",
            "monkeys",
            "turkey",
            "keyspace",
            "keyword",
            "keywords",
            "tokenizer",
            "tokenized",
            "keycolumns",
            "primarykey",
            "primarykeys",
            "primarykeycolumns",
            "partitionkey",
            "partitionkeys",
            "partitionkeycolumns",
            "sortkey",
            "sortkeys",
            "sortkeycolumns",
            "joinkey",
            "joinkeys",
            "joinkeycolumns");
    private static final List<String> PIECES_OF_TEXT = List.of(
            "password",
            "token",
            "key",
            "user",
            "x",
            "=",
            ":",
            "://",
            "@",
            "\"",
            "'",
            "\\",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            ";",
            "&",
            "?",
            " ",
            "\n",
            "--",
            "-",
            "***",
            "%3D",
            "%26",
            "\\u003d",
            "Bearer ",
            "jdbc:oracle:thin:",
            "/",
            "1",
            "arn:aws:secretsmanager:r:1:secret:",
            "Error",
            "ab.c");

    private static final List<String> VALUES = List.of("canary", "a", "12", "x-1", "b/c", "canary-0123456", "d\"e");

    private final Random random = new Random(20_261_129);
    private final Redaction redaction = new Redaction(Set.of());

    @Test
    void arguments_nameMaskedByEarlierVersions_isMaskedUnlessListed() {
        for (int i = 0; i < CASES; i++) {
            String name = "--" + some(PARTS_OF_NAMES, 4);
            String plain = name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
            boolean masked = FORMER_WORDS.stream().anyMatch(plain::contains);
            if (masked && !SHOWN_OF_THESE.contains(plain)) {
                assertThat(redaction.arguments(Map.of(name, SECRET))).isEqualTo(Map.of(name, "***"));
            }
        }
    }

    @Test
    void arguments_secretInAnyFormAndNesting_neverShows() {
        for (int i = 0; i < CASES; i++) {
            String value = secret();
            int depth = random.nextInt(4);
            for (int level = 0; level < depth; level++) {
                value = one(NESTINGS).apply(value);
            }
            assertThat(redaction.arguments(Map.of("--x", value)).get("--x").toString())
                    .as(value)
                    .doesNotContain(SECRET);
            assertThat(redaction.text(value)).as(value).doesNotContain(SECRET);
        }
    }

    private static final List<String> NAMES = List.of(
            "password", "spark.x.secret.key", "DB_PWD", "apiKey", "auth", "db.passwd", "pass", "X-Amz-Signature");

    private static final List<UnaryOperator<String>> NESTINGS = List.of(
            text -> "{\"conf\": \"" + json(text) + "\", \"n\": 1}",
            text -> "{\"a\":[{\"b\":\"" + json(text) + "\"}]}",
            text -> "--conf " + text + " --conf spark.y=1",
            text -> "x=1," + text,
            text -> "{'a': " + text + "}",
            text -> "user=bob;" + text + ";z=1",
            text -> "see " + text + " in line 1",
            text -> "https://h/p?a=1&" + text + "&b=2");

    private String secret() {
        String name = one(NAMES);
        // The characters that a secret may contain depend on the text around it.
        String plain = some(List.of("", "a1", "+/", "%", "@", "==", "$!"), 2)
                + SECRET
                + some(List.of("", "b", "=", "}", "@x"), 2);
        String quoted = plain + some(List.of(" ", ";", ",", "&x", "{", "b=", ": ", "\\\"", "\\\\", "\n"), 3) + SECRET;
        return one(List.<String>of(
                name + "=" + plain,
                name + " = " + plain,
                name + ": " + plain,
                name + "=\"" + quoted + "\"",
                "\"" + name + "\": \"" + quoted + "\"",
                "\"" + name + "\":{\"a\":\"" + quoted + "\",\"b\":[\"" + SECRET + "\"]}",
                "Authorization: Bearer " + SECRET + "==",
                "jdbc:db://bob:" + SECRET + "@host:1/db",
                "jdbc:db://bob:" + SECRET + "/@host:1/db"));
    }

    @Test
    void text_maskedText_staysUnchanged() {
        for (int i = 0; i < 10 * CASES; i++) {
            String text = some(PIECES_OF_TEXT, 12);
            String once = redaction.text(text);
            assertThat(redaction.text(once)).as(text).isEqualTo(once);
            String value = value(text);
            assertThat(value(value)).as(text).isEqualTo(value);
        }
    }

    @Test
    void message_maskedText_staysUnchanged() {
        for (int i = 0; i < 2 * CASES; i++) {
            Map<String, String> arguments =
                    Map.of("--pwd", some(VALUES, 2), "--x", "token=" + some(VALUES, 2) + " user=bob");
            String text =
                    some(Stream.concat(PIECES_OF_TEXT.stream(), VALUES.stream()).toList(), 12);
            String once = redaction.message(text, List.of(arguments));
            assertThat(redaction.message(once, List.of(arguments)))
                    .as("%s with %s", text, arguments)
                    .isEqualTo(once);
        }
    }

    private String value(String text) {
        return redaction.arguments(Map.of("--x", text)).get("--x").toString();
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String some(List<String> pieces, int most) {
        return Stream.generate(() -> one(pieces))
                .limit(1 + random.nextInt(most))
                .reduce("", String::concat);
    }
}

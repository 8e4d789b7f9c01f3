package io.glueconnector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.PayloadTooLarge;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import io.glueconnector.testing.ApiEvent;
import io.glueconnector.testing.Route;
import io.glueconnector.testing.Seeded;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiGatewayRequestTest {
    private static final Route RUNS = Route.of("StartJobRun");
    private static final Route JOBS = Route.of("ListJobs");
    private static final TextRule ANY = TextRule.text(0, 100_000);
    private static final int LIMIT = 65_536;

    @Test
    void isOne_eventOfARestApi_isTrue() {
        assertThat(ApiGatewayRequest.isOne(parse(ApiEvent.of(JOBS)))).isTrue();
    }

    @Test
    void isOne_flatObject_isFalse() {
        assertThat(ApiGatewayRequest.isOne(Map.of())).isFalse();
        assertThat(ApiGatewayRequest.isOne(Map.of("requestContext", "x", "httpMethod", "GET")))
                .isFalse();
        assertThat(ApiGatewayRequest.isOne(Map.of("requestContext", Map.of("http", Map.of()))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "load, load",
        "sales%20load, sales load",
        "100%25, 100%",
        "a+b, a+b",
        "a%2Bb, a+b",
        "%22quoted%22%20%27x%27, \"quoted\" 'x'",
        "%F0%9F%9A%80, 🚀",
        "%D9%85%D9%87%D9%85%D8%A9, مهمة",
        "%2520, %20",
        "%25252F, %252F",
        "a%3Fb%23c%26d%3D1, a?b#c&d=1",
        "..%2e, ...",
        "läd, läd"
    })
    void fields_encodedSegment_isDecodedExactlyOnce(String raw, String name) {
        Fields fields = fields(start().segment("name", raw));

        assertThat(fields.name("name")).isEqualTo(name);
    }

    @Test
    void fields_anyEncodedSegment_isDecoded() {
        Seeded.cases(20_000, random -> {
            String name = "n" + Seeded.unicode(random, 20).replaceAll("[/\uFFFD\\p{Cc}\uFFFE\uFFFF]", "");
            String raw = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            assertThat(fields(start().segment("name", raw)).requiredText("name", ANY))
                    .isEqualTo(name);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2Fb", "a%2fb", "%2F", "a/b"})
    void fields_segmentWithASlash_isRejectedWithAdvice(String raw) {
        assertRejected(
                start().segment("name", raw),
                "name: expected a name without a slash in a URL. Invoke the function directly to use such a name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "a%2", "%zz", "%-1", "%+1", "%FF", "%C0%AF", "%ED%A0%80", "%E2%82"})
    void fields_brokenEncoding_isRejected(String raw) {
        assertRejected(start().segment("name", raw), "name: expected percent-encoded UTF-8 in the path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-a", "pr%6Fd", "a%2Fb", "a+b", "%"})
    void fields_connectionSegment_isNotDecoded(String raw) {
        Fields fields = fields(ApiEvent.of(JOBS).segment("connection", raw));

        assertThat(fields.requiredText("connection", ANY)).isEqualTo(raw);
    }

    @Test
    void fields_bodyOfAPost_isReadTyped() {
        Fields fields = fields(start().body("{\"args\": {\"--x\": \"1\"}, \"numberOfWorkers\": 5}"));

        assertThat(fields.integer("numberOfWorkers", 1, 9)).contains(5);
        assertThat(fields.textMap("args", 5, ANY, ANY)).containsExactly(Map.entry("--x", "1"));
        assertThat(fields.name("name")).isEqualTo("load");
        assertThat(fields.requiredText("connection", ANY)).isEqualTo("team-a");
        fields.refuseUnread();
    }

    @Test
    void fields_binaryBody_isDecodedFirst() {
        byte[] body = "{\"numberOfWorkers\": 5, \"é\": 1}".getBytes(StandardCharsets.UTF_8);

        assertThat(fields(start().binaryBody(body)).integer("numberOfWorkers", 1, 9))
                .contains(5);
    }

    @Test
    void fields_postWithoutABody_hasOnlyThePath() {
        for (ApiEvent event : List.of(start(), start().body(""))) {
            Fields fields = fields(event);
            assertThat(fields.name("name")).isEqualTo("load");
            assertThat(fields.has("idempotencyKey")).isFalse();
        }
    }

    @Test
    void fields_getWithNoPathQueryOrHeaders_isEmpty() {
        Map<String, Object> event = new HashMap<>(parse(ApiEvent.of(JOBS)));
        event.put("headers", null);
        event.put("multiValueHeaders", null);

        Fields fields = ApiGatewayRequest.of(event).fields();

        fields.refuseUnread();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": }   | The body: not well-formed JSON at line 1",
                "[]          | The body: expected a JSON object. Send one JSON object.",
                "null        | The body: expected a JSON object",
                "{} {}       | The body: expected nothing after the JSON object",
                "{\"name\": \"other\"} | name: is given twice.",
                "{\"connection\": \"team-b\"} | connection: is given twice."
            })
    void fields_wrongBody_isRejected(String body, String message) {
        assertRejected(start().body(body), message);
    }

    @Test
    void fields_bodyThatIsNotUtf8OrNotBase64_isRejected() throws MalformedJson {
        assertRejected(
                start().binaryBody(new byte[] {'{', (byte) 0xE9, '}'}),
                "The body: expected UTF-8, but got other bytes");
        Map<String, Object> event = new HashMap<>(parse(start().body("{}")));
        event.put("body", "{\"args\": {\"--x\": \"\uD800\"}}");
        assertRejected(event, "The body: expected UTF-8, but got other bytes");
        event.put("body", "{}");
        event.put("isBase64Encoded", true);
        assertRejected(event, "The body: expected base64, as the event declares.");
    }

    @Test
    void fields_byteOrderMarkBeforeTheBody_isIgnored() {
        String body = "\uFEFF{\"numberOfWorkers\": 5}";

        assertThat(fields(start().body(body)).integer("numberOfWorkers", 1, 9)).contains(5);
        assertThat(fields(start().binaryBody(body.getBytes(StandardCharsets.UTF_8)))
                        .integer("numberOfWorkers", 1, 9))
                .contains(5);
    }

    @Test
    void fields_repeatedBodyMember_isNamedAtAnyDepth() {
        assertRejected(
                start().body("{\"region\": 1, \"region\": 2}"), "The body: region is given twice. Give it once.");
        assertRejected(
                start().body("{\"args\": {\"--x\": \"1\", \"--\\u0078\": \"2\"}}"),
                "The body: args.--x is given twice. Give it once.");
    }

    @Test
    void fields_bodyOfMaximumSize_isReadAndOneMoreByteIsTooLarge() {
        String frame = "{\"a\": \"%s\"}";
        String most = frame.formatted("x".repeat(LIMIT - frame.length() + 2));
        String wide = frame.formatted("é".repeat((LIMIT - frame.length() + 2) / 2));

        assertThat(fields(start().body(most)).has("a")).isTrue();
        assertThat(fields(start().body(wide)).has("a")).isTrue();
        for (ApiEvent event : List.of(
                start().body(most + " "),
                start().body(wide + "  "),
                start().binaryBody((most + " ").getBytes(StandardCharsets.UTF_8)))) {
            assertThatExceptionOfType(PayloadTooLarge.class)
                    .isThrownBy(() -> fields(event))
                    .satisfies(e ->
                            assertThat(e.detail()).startsWith("The body has 65537 bytes; at most 65536 are allowed"));
        }
    }

    @Test
    void fields_queryOfAGet_isReadAsBareText() {
        Fields fields = fields(
                ApiEvent.of(JOBS).query("maxItems", "7").query("all", "false").query("marker", "a b+c"));

        assertThat(fields.integer("maxItems", 1, 9)).contains(7);
        assertThat(fields.flag("all")).contains(false);
        assertThat(fields.text("marker", ANY)).contains("a b+c");
    }

    @Test
    void fields_repeatedTag_becomesOneMap() {
        Fields fields = fields(ApiEvent.of(JOBS).query("tag", "env=prod", "team=a=b", "empty="));

        assertThat(fields.textMap("tags", 5, ANY, ANY))
                .containsOnly(Map.entry("env", "prod"), Map.entry("team", "a=b"), Map.entry("empty", ""));
    }

    @Test
    void fields_wrongTag_isRejected() {
        for (String[] tags : List.of(new String[] {"env"}, new String[] {"=x"}, new String[] {"a=1", "a=2"})) {
            assertRejected(ApiEvent.of(JOBS).query("tag", tags), "tag: expected key=value, with each key once.");
        }
    }

    @Test
    void fields_repeatedQueryParameter_isRejected() {
        assertRejected(ApiEvent.of(JOBS).query("maxItems", "5", "6"), "maxItems: is given twice.");
        assertRejected(ApiEvent.of(JOBS).query("maxItems", "5", "5"), "maxItems: is given twice.");
        assertRejected(
                ApiEvent.of(JOBS).segment("connection", "a").query("connection", "b"), "connection: is given twice.");
    }

    @Test
    void fields_bodyOnAGet_isRejected() {
        assertRejected(
                ApiEvent.of(JOBS).body("{}"), "The request has a body, but a GET takes its fields in the query.");
        assertThat(fields(ApiEvent.of(JOBS).body("")).has("maxItems")).isFalse();
    }

    @Test
    void fields_queryOnAPost_isRejected() {
        assertRejected(start().query("region", "eu-west-1"), "Move region there.");
        assertRejected(start().query("<script>", "x"), "Move them there.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY", "iDEMPOTENCY-kEY"})
    void fields_idempotencyKeyInAnyCase_isRead(String header) {
        assertThat(fields(start().header(header, "order-17")).text("idempotencyKey", ANY))
                .contains("order-17");
    }

    @Test
    void fields_idempotencyKeyInTwoPlacesOrTwice_isRejected() {
        assertRejected(
                start().body("{\"idempotencyKey\": \"a\"}"),
                "idempotencyKey: is not a field of the body. Send it in the Idempotency-Key header.");
        for (ApiEvent event : List.of(
                start().header("Idempotency-Key", "a", "b"),
                start().header("Idempotency-Key", "a").header("idempotency-key", "b"))) {
            Fields fields = fields(event);
            assertThatExceptionOfType(InvalidRequest.class)
                    .isThrownBy(() -> fields.text("idempotencyKey", ANY))
                    .satisfies(e -> assertThat(e.detail()).startsWith("idempotencyKey: is given twice."));
        }
    }

    @Test
    void fields_unreadIdempotencyKey_isIgnored() {
        Fields post = fields(start().header("Idempotency-Key", "a", "b"));
        post.name("name");
        post.text("connection", ANY);
        post.refuseUnread();

        Fields get = fields(ApiEvent.of(JOBS).header("Idempotency-Key", "a").query("idempotencyKey", "b"));
        assertThat(get.text("idempotencyKey", ANY)).contains("b");
    }

    @Test
    void fields_unknownField_isRejectedWithTheNamesOfTheEntryPoint() {
        Fields get = fields(ApiEvent.of(JOBS).segment("connection", "team-a").query("tags", "a"));
        get.text("connection", ANY);
        get.textMap("tags", 5, ANY, ANY);
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(get::refuseUnread)
                .satisfies(e -> assertThat(e.detail())
                        .isEqualTo("tags: is not a field of this action. It takes connection (in the path), tag."));

        Fields post = fields(start().body("{\"nmae\": 1}"));
        post.text("connection", ANY);
        post.name("name");
        post.text("idempotencyKey", ANY);
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(post::refuseUnread)
                .satisfies(e -> assertThat(e.detail())
                        .isEqualTo("nmae: is not a field of this action. It takes connection (in the path),"
                                + " idempotencyKey (the header Idempotency-Key), name (in the path)."));
    }

    @Test
    void fields_wrongTagValue_isRejectedUnderTheNameOfTheEntryPoint() {
        Fields fields = fields(ApiEvent.of(JOBS).query("tag", "env=x\uFFFD"));

        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> fields.textMap("tags", 5, ANY, ANY))
                .satisfies(e -> assertThat(e.detail()).startsWith("tag.env: expected"));
    }

    @Test
    void fields_otherRepeatedHeader_isIgnored() {
        assertThat(fields(start().header("X-Forwarded-For", "203.0.113.10", "203.0.113.11"))
                        .has("name"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pathParameters", "queryStringParameters", "multiValueQueryStringParameters", "headers"})
    void fields_eventThatApiGatewayNeverSends_isAnInvalidRequest(String member) {
        for (Object wrong : List.of(5L, Map.of(), List.of(List.of()))) {
            Map<String, Object> event = new HashMap<>(parse(start()));
            event.put(member, Map.of(member.equals("headers") ? "Idempotency-Key" : "name", wrong));
            assertRejected(event, "The event: expected strings in its path, query and headers");
        }
    }

    private static ApiEvent start() {
        return ApiEvent.of(RUNS).segment("connection", "team-a").segment("name", "load");
    }

    private static Fields fields(ApiEvent event) {
        return ApiGatewayRequest.of(parse(event)).fields();
    }

    private static void assertRejected(ApiEvent event, String message) {
        assertRejected(parse(event), message);
    }

    private static void assertRejected(Map<String, Object> event, String message) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> ApiGatewayRequest.of(event).fields())
                .satisfies(e -> assertThat(e.detail()).contains(message));
    }

    private static Map<String, Object> parse(ApiEvent event) {
        try {
            return Json.parseObject(event.toBytes());
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }
}

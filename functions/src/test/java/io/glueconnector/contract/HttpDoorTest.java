package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.testing.ApiEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the errors that only a request over HTTP can cause, and the requests that only it can make. */
class HttpDoorTest {
    private static final int MOST = 64 * 1024;

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    private static ApiEvent start() {
        return HttpEvents.of(Action.START_JOB_RUN, Map.of("connection", "keys", "name", "nightly"));
    }

    private static ApiEvent list() {
        return HttpEvents.of(Action.LIST_JOBS, Map.of("connection", "keys"));
    }

    private Answer refused(Action action, ApiEvent event, int status, String code) {
        Answer answer = functions.callOverHttp(action, event);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        requests.wereNone();
        return answer;
    }

    private static String argsOf(int bytes) {
        String frame = "{\"args\":{\"--a\":\"\"}}";
        return frame.replace("\"\"", "\"" + "x".repeat(bytes - frame.length()) + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ke%79s", "keys%20", "%6beys", "keys+", "keys%2Fmore"})
    void connection_encoded_isRejected(String segment) {
        ApiEvent event = start().segment("connection", segment);

        Answer answer = refused(Action.START_JOB_RUN, event, 400, "InvalidRequest");

        assertThat(answer.detail()).startsWith("connection: expected").contains("unencoded");
        assertThat(functions.secrets().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"team%2Fnightly", "team%2fnightly", "%2F"})
    void name_withSlash_isRejectedWithAdviceToInvokeDirectly(String segment) {
        ApiEvent event = start().segment("name", segment);

        Answer answer = refused(Action.START_JOB_RUN, event, 400, "InvalidRequest");

        assertThat(answer.detail()).startsWith("name: ").contains("Invoke the function directly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%", "100%", "%zz", "%C3%28", "%ED%A0%80"})
    void name_wronglyEncoded_isRejected(String segment) {
        ApiEvent event = start().segment("name", segment);

        Answer answer = refused(Action.START_JOB_RUN, event, 400, "InvalidRequest");

        assertThat(answer.detail()).startsWith("name: expected percent-encoded UTF-8");
    }

    @Test
    void arn_encodedInThePath_isRejectedAsAnArn() {
        ApiEvent event = start().segment("name", "arn%3Aaws%3Aglue%3Aeu-west-1%3A000000000000%3Ajob");

        assertThat(refused(Action.START_JOB_RUN, event, 400, "InvalidRequest").detail())
                .startsWith("name: expected a name, but got an ARN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"args\":              | not well-formed JSON",
                "{\"args\": {}} {}       | expected nothing after",
                "[]                      | expected a JSON object",
                "null                    | expected a JSON object",
                "'\"args\"'              | expected a JSON object",
                "{\"args\":{},\"args\":{}} | args is given twice. Give it once.",
                "{\"args\":{\"--a\":\"\",\"--a\":\"\"}} | args.--a is given twice. Give it once.",
                "{args: {}}              | not well-formed JSON",
                "args=1                  | not well-formed JSON"
            })
    void body_malformed_isRejected(String body, String detail) {
        Answer answer = refused(Action.START_JOB_RUN, start().body(body), 400, "InvalidRequest");

        assertThat(answer.detail()).startsWith("The body: ").contains(detail);
    }

    @Test
    void body_nestedDeeply_isRejected() {
        String body = "{\"args\":" + "[".repeat(40) + "]".repeat(40) + "}";

        assertThat(refused(Action.START_JOB_RUN, start().body(body), 400, "InvalidRequest")
                        .detail())
                .startsWith("The body: nested more than 32 levels deep at line 1, column ");
    }

    @Test
    void body_numberWithTooManyDigits_isRejected() {
        String body = "{\"maxCapacity\":" + "1".repeat(1_001) + "}";

        assertThat(refused(Action.START_JOB_RUN, start().body(body), 400, "InvalidRequest")
                        .detail())
                .startsWith("The body: a number with more than 1000 digits at line 1, column ");
    }

    // API Gateway replaces bytes that are not UTF-8 with U+FFFD.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"args\":{\"--a\":\"x\uFFFDy\"}}             | args.--a: expected 0 to 65536 characters, but got a"
                        + " string with a replacement character (U+FFFD).",
                "{\"args\":{\"--\uFFFD\":\"x\"}}               | args (a member's name): expected",
                "{\"securityConfiguration\":\"\uFFFD\"}           | securityConfiguration: expected",
                "{\"executionRoleSessionPolicy\":\"{}\\ufffd\"} | executionRoleSessionPolicy: expected",
                "{\"args\":{\"--a\":\"\\ud800\"}}              | args.--a: expected 0 to 65536 characters, but got a"
                        + " string with an unpaired surrogate (U+D800)."
            })
    void body_withUnreadableText_isRejected(String body, String detail) {
        assertThat(refused(Action.START_JOB_RUN, start().body(body), 400, "InvalidRequest")
                        .detail())
                .startsWith(detail);
    }

    @Test
    void body_inBase64AndNotUtf8_isRejected() {
        byte[] body = "{\"args\":{\"--a\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
        body[16] = (byte) 0xFF;

        assertThat(refused(Action.START_JOB_RUN, start().binaryBody(body), 400, "InvalidRequest")
                        .detail())
                .isEqualTo("The body: expected UTF-8, but got other bytes. Send one JSON object.");
    }

    @Test
    void body_afterAByteOrderMark_isRead() {
        functions.account().createJob("nightly");

        Answer answer = functions.callOverHttp(Action.START_JOB_RUN, start().body("\uFEFF{}"));

        assertThat(answer.code()).isEqualTo("ok");
    }

    @Test
    void body_ofMaximumSize_succeeds() {
        functions.account().createJob("nightly");

        Answer answer = functions.callOverHttp(Action.START_JOB_RUN, start().body(argsOf(MOST)));

        assertThat(answer.code()).isEqualTo("ok");
    }

    @Test
    void body_oneByteTooLarge_isRejected() {
        Answer answer = refused(Action.START_JOB_RUN, start().body(argsOf(MOST + 1)), 413, "PayloadTooLarge");

        assertThat(answer.detail()).contains("65537 bytes", "at most 65536");
    }

    @Test
    void body_tooLargeInBytesButNotInCharacters_isRejected() {
        String body = argsOf(MOST).replaceFirst("xx", "\u00e9x");

        refused(Action.START_JOB_RUN, start().body(body), 413, "PayloadTooLarge");
    }

    @Test
    void body_inBase64_isDecoded() {
        functions.account().createJob("nightly");
        byte[] body = "{\"args\":{\"--who\":\"\u05e9\u05dc\u05d5\u05dd\"}}".getBytes(StandardCharsets.UTF_8);

        functions.callOverHttp(Action.START_JOB_RUN, start().binaryBody(body));

        assertThat(requests.body("StartJobRun").at("/Arguments/--who").asText()).isEqualTo("\u05e9\u05dc\u05d5\u05dd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "connection"})
    void field_inPathAndBody_isRejected(String field) {
        Answer answer =
                refused(Action.START_JOB_RUN, start().body("{\"" + field + "\": \"other\"}"), 400, "InvalidRequest");

        assertThat(answer.detail()).startsWith(field + ": is given twice");
    }

    @Test
    void post_withQuery_isRejected() {
        ApiEvent event = start().query("region", "eu-west-1");

        Answer answer = refused(Action.START_JOB_RUN, event, 400, "InvalidRequest");

        assertThat(answer.detail()).contains("its fields in the JSON body").contains("Move region there");
    }

    @Test
    void get_withBody_isRejected() {
        Answer answer = refused(Action.LIST_JOBS, list().body("{}"), 400, "InvalidRequest");

        assertThat(answer.detail()).contains("a GET takes its fields in the query");
    }

    @Test
    void query_repeated_isRejected() {
        ApiEvent event = list().query("maxItems", "5", "6");

        assertThat(refused(Action.LIST_JOBS, event, 400, "InvalidRequest").detail())
                .startsWith("maxItems: is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"five", "5.0", "0", "51", "-1", "", "1e1", "\u0665", "99999999999"})
    void query_maxItems_mustBeAWholeNumberInBounds(String value) {
        ApiEvent event = HttpEvents.of(Action.LIST_JOBS, Map.of("connection", "keys", "maxItems", value));

        assertThat(refused(Action.LIST_JOBS, event, 400, "InvalidRequest").detail())
                .startsWith("maxItems: expected a whole number from 1 to 50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "=prod", ""})
    void tag_withoutKeyAndValue_isRejected(String tag) {
        ApiEvent event = list().query("tag", tag);

        assertThat(refused(Action.LIST_JOBS, event, 400, "InvalidRequest").detail())
                .startsWith("tag: expected key=value");
    }

    @Test
    void tag_withEqualsSignInItsValue_isSplitAtTheFirst() {
        Listings.create(functions.account(), Action.LIST_JOBS, "nightly", Map.of("k", "ey=v"));
        Listings.create(functions.account(), Action.LIST_JOBS, "hourly", Map.of("k=ey", "v"));

        Answer answer = functions.callOverHttp(Action.LIST_JOBS, list().query("tag", "k=ey=v"));

        assertThat(answer.body().path("names"))
                .hasSize(1)
                .allSatisfy(name -> assertThat(name.asText()).isEqualTo("nightly"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST_JOBS", "LIST_CRAWLERS", "LIST_TRIGGERS"})
    void tags_spelledAsInADirectCall_areRejectedWithTheHttpSpelling(Action action) {
        ApiEvent event = HttpEvents.of(action, Map.of("connection", "keys")).query("tags", "a");

        assertThat(refused(action, event, 400, "InvalidRequest").detail())
                .matches("tags: is not a field of this action\\. It takes .*\\btag\\.");
    }

    @Test
    void execution_overHttp_isNotAField() {
        for (String body : List.of("{\"execution\":\"arn\"}", "{\"execution\":null}")) {
            assertThat(refused(Action.START_JOB_RUN, start().body(body), 400, "InvalidRequest")
                            .detail())
                    .startsWith("execution: is not a field of this action. It takes ")
                    .doesNotContain(" execution,");
        }
    }

    @ParameterizedTest
    @EnumSource
    void idempotencyKeyHeader_isReadOnlyByStarts(Action action) {
        Map<String, Object> fields = Samples.with(action, "connection", "nobody");
        String without =
                functions.callOverHttp(action, HttpEvents.of(action, fields)).code();
        boolean starts = action.title().startsWith("Start");

        for (String[] keys : List.of(new String[] {"a", "b"}, new String[] {""}, new String[] {"k".repeat(513)})) {
            ApiEvent event = HttpEvents.of(action, fields).header("Idempotency-Key", keys);
            assertThat(functions.callOverHttp(action, event).code()).isEqualTo(starts ? "InvalidRequest" : without);
        }
    }

    @Test
    void getStart_withTheHeaderToo_readsItsQueryOnly() {
        functions.account().createJob("nightly");
        functions.callOverHttp(Action.START_JOB_RUN, start().header("Idempotency-Key", "monday"));
        ApiEvent event = HttpEvents.of(Action.GET_START, Map.of("connection", "keys", "idempotencyKey", "monday"));

        assertThat(functions
                        .callOverHttp(Action.GET_START, event.header("Idempotency-Key", "tuesday"))
                        .text("state"))
                .contains("started");

        ApiEvent without = HttpEvents.of(Action.GET_START, Map.of("connection", "keys"));
        assertThat(functions
                        .callOverHttp(Action.GET_START, without.header("Idempotency-Key", "monday"))
                        .detail())
                .startsWith("idempotencyKey: is required");
    }

    @Test
    void tag_sameKeyTwice_isRejected() {
        ApiEvent event = list().query("tag", "env=prod", "env=test");

        assertThat(refused(Action.LIST_JOBS, event, 400, "InvalidRequest").detail())
                .startsWith("tag: expected key=value, with each key once");
    }
}

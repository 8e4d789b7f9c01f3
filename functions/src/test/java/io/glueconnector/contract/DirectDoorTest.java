package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the errors that only a direct invocation can cause, and the requests that only it can make. */
class DirectDoorTest {
    private static final int MOST = 64 * 1024;

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    private Answer refused(String input, String code) {
        Answer answer = functions.callDirectly(Action.START_JOB_RUN, input);
        assertThat(answer.code()).isEqualTo(code);
        requests.wereNone();
        return answer;
    }

    private static String inputOf(int bytes) {
        String frame = "{\"connection\":\"keys\",\"name\":\"nightly\",\"args\":{\"--a\":\"\"}}";
        return frame.replace("\"\"", "\"" + "x".repeat(bytes - frame.length()) + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "1",
                "\"text\"",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "{\"name\":nightly}",
                "\u0000"
            })
    void input_malformed_isRejected(String input) {
        assertThat(refused(input, "InvalidRequest").detail()).startsWith("The input: ");
    }

    @Test
    void input_ofMaximumSize_succeeds() {
        functions.account().createJob("nightly");

        assertThat(functions.callDirectly(Action.START_JOB_RUN, inputOf(MOST)).code())
                .isEqualTo("ok");
    }

    @Test
    void input_oneByteTooLarge_isRejected() {
        assertThat(refused(inputOf(MOST + 1), "PayloadTooLarge").detail()).contains("65537 bytes", "at most 65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/nightly", "/", "a/b/c"})
    void name_withSlash_isAccepted(String name) {
        functions.account().createJob(name);

        Answer answer = functions.callDirectly(
                Action.START_JOB_RUN, "{\"connection\":\"keys\",\"name\":\"%s\"}".formatted(name));

        assertThat(answer.code()).isEqualTo("ok");
        assertThat(functions.account().jobRuns(name)).hasSize(1);
    }

    @Test
    void input_thatIsNotUtf8_isRejected() {
        byte[] input = inputOf(100).getBytes(StandardCharsets.UTF_8);
        input[90] = (byte) 0xFF;

        Answer answer = functions.invoke(Action.START_JOB_RUN, Door.DIRECT, input, functions.context());

        assertThat(answer.detail()).isEqualTo("The input: expected UTF-8, but got other bytes. Send one JSON object.");
        requests.wereNone();
    }

    @Test
    void input_withReplacementCharacter_isRejected() {
        assertThat(refused(inputOf(100).replaceFirst("x", "\uFFFD"), "InvalidRequest")
                        .detail())
                .isEqualTo("args.--a: expected 0 to 65536 characters, but got a string with a replacement character"
                        + " (U+FFFD). Correct the field.");
    }

    @Test
    void loneSurrogate_inNameOrValue_isRejected() {
        assertThat(refused("{\"name\":\"a\",\"args\":{\"--a\":\"\\udfff\"}}", "InvalidRequest")
                        .detail())
                .contains("args.--a: expected", "but got a string with an unpaired surrogate (U+DFFF)");
        assertThat(refused("{\"name\":\"a\",\"\\ud800\":1}", "InvalidRequest").detail())
                .startsWith("The input: an unpaired surrogate in a name at line 1, column ");
    }

    @Test
    void input_memberTwice_isNamed() {
        assertThat(refused("{\"name\":\"a\",\"args\":{\"--a\":\"\",\"--a\":\"\"}}", "InvalidRequest")
                        .detail())
                .isEqualTo("The input: args.--a is given twice. Give it once.");
    }

    @Test
    void input_afterAByteOrderMark_isRead() {
        functions.account().createJob("nightly");

        assertThat(functions
                        .callDirectly(Action.START_JOB_RUN, "\uFEFF" + inputOf(100))
                        .code())
                .isEqualTo("ok");
    }

    @Test
    void unknownField_ofAWorkflow_listsTheWorkflowsFields() {
        String detail = refused("{\"name\":\"a\",\"nmae\":1,\"execution\":\"arn\"}", "InvalidRequest")
                .detail();

        assertThat(detail)
                .startsWith("nmae: is not a field of this action. It takes ")
                .contains(" attempt, ")
                .doesNotContain("execution,");
    }

    @Test
    void attempt_ofADirectCall_isRejected() {
        for (String execution : List.of("", ",\"execution\":\"arn\"")) {
            assertThat(refused("{\"name\":\"a\",\"attempt\":\"last\"%s}".formatted(execution), "InvalidRequest")
                            .detail())
                    .startsWith("attempt: is not a field of this action.");
        }
    }

    @Test
    void null_isTreatedAsAbsent() {
        functions.account().createJob("nightly");

        Answer answer = functions.callDirectly(
                Action.START_JOB_RUN,
                "{\"connection\":\"keys\",\"name\":\"nightly\",\"args\":null,\"timeoutMinutes\":null,\"startToken\":null}");

        assertThat(answer.code()).isEqualTo("ok");
    }

    @Test
    void requestContextOnly_isNotAnApiGatewayEvent() {
        assertThat(refused("{\"requestContext\":{},\"name\":\"nightly\"}", "InvalidRequest")
                        .detail())
                .startsWith("requestContext: is not a field of this action");
    }
}

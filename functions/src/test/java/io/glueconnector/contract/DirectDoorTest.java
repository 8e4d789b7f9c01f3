package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a direct invocation can get wrong, and what it may do that a request over HTTP cannot. */
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
    void input_malformed_isRefused(String input) {
        assertThat(refused(input, "InvalidRequest").detail()).startsWith("The input: ");
    }

    @Test
    void input_ofTheLargestSize_passes() {
        functions.account().createJob("nightly");

        assertThat(functions.callDirectly(Action.START_JOB_RUN, inputOf(MOST)).code())
                .isEqualTo("ok");
    }

    @Test
    void input_aByteTooLarge_isRefused() {
        assertThat(refused(inputOf(MOST + 1), "PayloadTooLarge").detail()).contains("65537 bytes", "at most 65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/nightly", "/", "a/b/c"})
    void name_withSlash_passes(String name) {
        functions.account().createJob(name);

        Answer answer = functions.callDirectly(
                Action.START_JOB_RUN, "{\"connection\":\"keys\",\"name\":\"%s\"}".formatted(name));

        assertThat(answer.code()).isEqualTo("ok");
        assertThat(functions.account().jobRuns(name)).hasSize(1);
    }

    @Test
    void null_countsAsAbsent() {
        functions.account().createJob("nightly");

        Answer answer = functions.callDirectly(
                Action.START_JOB_RUN,
                "{\"connection\":\"keys\",\"name\":\"nightly\",\"args\":null,\"timeoutMinutes\":null,\"region\":null}");

        assertThat(answer.code()).isEqualTo("ok");
    }

    @Test
    void requestContextAlone_isNoApiGatewayEvent() {
        assertThat(refused("{\"requestContext\":{},\"name\":\"nightly\"}", "InvalidRequest")
                        .detail())
                .startsWith("requestContext: is not a field of this action");
    }
}

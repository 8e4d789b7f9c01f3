package io.glueconnector.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamCodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvalidInputException",
                "ConcurrentRunsExceededException",
                "ExpiredTokenException",
                "DecryptionFailure",
                "TransactionCanceledException",
                "UnrecognizedClientException"
            })
    void shown_codeOfAModel_isRepeated(String code) {
        assertThat(UpstreamCode.shown(code)).isEqualTo(code);
    }

    @Test
    void shown_anyOtherCode_isShownByLengthAndHash() {
        assertThat(UpstreamCode.shown("SomethingNewException")).isEqualTo("UnknownError.21.6ba6f6d2");
        assertThat(UpstreamCode.shown("wJalrXUtnFEMI")).doesNotContain("wJal");
    }
}

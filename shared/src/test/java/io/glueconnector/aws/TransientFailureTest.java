package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransientFailureTest {
    @ParameterizedTest
    @CsvSource({
        "Rate exceeded, true",
        "Failed: Throttling by S3, true",
        "Insufficient capacity in the subnet, true",
        "SyntaxError in line 4, false",
        "'', false"
    })
    void isIn_message_looksForItsWords(String message, boolean found) {
        assertThat(TransientFailure.isIn(message)).isEqualTo(found);
    }

    @Test
    void isIn_noMessage_findsNothing() {
        assertThat(TransientFailure.isIn(null)).isFalse();
    }
}

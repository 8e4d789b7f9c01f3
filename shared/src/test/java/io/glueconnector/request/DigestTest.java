package io.glueconnector.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestTest {
    /** Digests are keys in the starts table, so they must be the same in every version. */
    @Test
    void of_sameTexts_isTheDigestOfEveryVersion() {
        assertThat(Digest.of("team-a", "monday")).isEqualTo("4-I5ob8eZ6e2CZSKoQt8p6khN-Y-Ei9zlZd9SiL4fds");
    }

    @Test
    void of_textsDividedElsewhere_differs() {
        assertThat(Digest.of("team-a", "monday")).isNotEqualTo(Digest.of("team-am", "onday"));
    }
}

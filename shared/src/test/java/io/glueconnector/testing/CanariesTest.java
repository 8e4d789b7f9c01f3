package io.glueconnector.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Checks that the search can find secrets, because otherwise an empty result proves nothing. */
class CanariesTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final Canaries canaries = new Canaries(SECRET, "short");

    @Test
    void firstIn_secretRawEncodedOrInPart_isFound() {
        assertThat(canaries.firstIn("x" + SECRET)).isPresent();
        assertThat(canaries.firstIn("..." + SECRET.substring(7, 19) + "...")).contains(SECRET.substring(7, 19));
        assertThat(canaries.firstIn(URLEncoder.encode(SECRET, StandardCharsets.UTF_8)))
                .isPresent();
        assertThat(canaries.firstIn("so short")).contains("short");
        for (String before : new String[] {"", "a", "ab", "abc"}) {
            byte[] bytes = (before + SECRET).getBytes(StandardCharsets.UTF_8);
            assertThat(canaries.firstIn(Base64.getEncoder().encodeToString(bytes)))
                    .isPresent();
        }
    }

    @Test
    void firstIn_textWithoutIt_isEmpty() {
        assertThat(canaries.firstIn("")).isEmpty();
        assertThat(canaries.firstIn("wJalrXUtnFE and K7MDENG+bPx are too little to tell"))
                .isEmpty();
        assertThat(canaries.count()).isGreaterThan(100);
    }
}

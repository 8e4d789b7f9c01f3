package io.glueconnector.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.testing.Seeded;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
    private static final String URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final List<String> SCOPE = List.of("ListJobs", "team-a", "eu-west-1");

    @Test
    void token_ofItsOwnMarker_isReturned() {
        Seeded.cases(5_000, random -> {
            String token = "t" + Seeded.unicode(random, 50);
            String marker = new Marker(SCOPE).of(token);
            assertThat(marker).matches("[A-Za-z0-9_-]+");
            assertThat(new Marker(SCOPE).token(marker)).isEqualTo(token);
        });
    }

    /** Callers keep markers across deployments: this one is from an earlier version. */
    @Test
    void of_sameScopeAndToken_isTheMarkerOfEveryVersion() {
        assertThat(new Marker(SCOPE).of("token")).isEqualTo("f5eewbpT9WguBgw8dG9rZW4");
    }

    @Test
    void token_ofAnotherScope_isRejected() {
        String marker = new Marker(SCOPE).of("token");
        for (List<String> other : List.of(
                List.of("ListCrawlers", "team-a", "eu-west-1"),
                List.of("ListJobs", "team-b", "eu-west-1"),
                List.of("ListJobs", "team-a", "eu-west-2"),
                List.of("ListJobs", "team-a", "eu-west-1", "env", "prod"),
                List.of("ListJobsteam-a", "eu-west-1"),
                List.of("ListJobst", "eam-a", "eu-west-1"),
                List.<String>of())) {
            assertForeign(new Marker(other), marker);
        }
    }

    @Test
    void token_tampered_isRejected() {
        Marker marker = new Marker(SCOPE);
        Seeded.cases(20_000, random -> {
            String genuine = marker.of("token" + random.nextInt(1_000));
            StringBuilder tampered = new StringBuilder(genuine);
            int place = random.nextInt(genuine.length());
            char character = URL_SAFE.charAt(random.nextInt(URL_SAFE.length()));
            switch (random.nextInt(3)) {
                case 0 -> tampered.setCharAt(place, character);
                case 1 -> tampered.insert(place, character);
                default -> tampered.deleteCharAt(place);
            }
            if (!tampered.toString().equals(genuine)) {
                assertForeign(marker, tampered.toString());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "AAAAAAAAAAAAAAAA", "====", "not base64!", "eyJleHBpcmF0aW9uIjp7fX0="})
    void token_ofSomethingElse_isRejected(String text) {
        assertForeign(new Marker(SCOPE), text);
    }

    private static void assertForeign(Marker marker, String text) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> marker.token(text))
                .satisfies(e -> assertThat(e.detail())
                        .isEqualTo("marker: expected a marker that this action returned for the same connection,"
                                + " Region and filter, but got another one. Start again without a"
                                + " marker."));
    }
}

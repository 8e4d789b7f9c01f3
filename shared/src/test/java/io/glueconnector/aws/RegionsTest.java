package io.glueconnector.aws;

import static io.glueconnector.aws.Connections.KEY;
import static io.glueconnector.aws.Connections.connection;
import static io.glueconnector.aws.Connections.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.connection.Connection;
import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

class RegionsTest {
    /** The number of hostile texts to try as a Region. */
    private static final int HOSTILE = Integer.getInteger("hostile.regions", 100_000);

    private static final Regions ALL = Regions.of("eu-west-1", Set.of());
    private static final Connection ANYWHERE = connection(KEY);

    @Test
    void served_regions_areThoseOfTheSdkWithoutPseudoRegions() {
        Set<String> metadata = GlueClient.serviceMetadata().regions().stream()
                .map(Region::id)
                .filter(id -> !id.contains("fips"))
                .collect(Collectors.toSet());

        assertThat(Regions.served()).isEqualTo(metadata).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Regions.served())
                .contains("us-east-1", "eu-west-1", "ap-southeast-5", "us-gov-west-1", "cn-north-1")
                .doesNotContain("aws-global", "fips-us-east-1", "us-east-1-fips");
    }

    @Test
    void resolve_everyServedRegion_isItself() {
        for (String region : Regions.served()) {
            assertThat(ALL.resolve(Optional.of(region), ANYWHERE)).isEqualTo(Region.of(region));
        }
    }

    @Test
    void resolve_request_outranksConnectionAndStack() {
        Connection inFrankfurt = connection(KEY, Optional.of("eu-central-1"));

        assertThat(ALL.resolve(Optional.of("us-east-1"), inFrankfurt)).isEqualTo(Region.US_EAST_1);
        assertThat(ALL.resolve(Optional.empty(), inFrankfurt)).isEqualTo(Region.EU_CENTRAL_1);
        assertThat(ALL.resolve(Optional.empty(), ANYWHERE)).isEqualTo(Region.EU_WEST_1);
    }

    @Test
    void resolve_requestOutsideOfStackOrConnection_isRejected() {
        Regions europe = Regions.of("eu-west-1", Set.of("eu-west-1", "eu-west-2"));
        Connection london = connection(KEY, Optional.of("eu-west-2"), "eu-west-2", "us-east-1");

        assertThat(europe.resolve(Optional.of("eu-west-2"), london)).isEqualTo(Region.EU_WEST_2);
        for (String region : List.of("us-east-1", "eu-west-1", "eu-central-1")) {
            assertThat(catchThrowableOfType(InvalidRequest.class, () -> europe.resolve(Optional.of(region), london))
                            .detail())
                    .isEqualTo(
                            "region: expected a Region that Glue serves and that the stack and connection team-a allow, but got %s. Choose another Region, or omit the field."
                                    .formatted(region));
        }
    }

    @Test
    void resolve_connectionsOwnRegionNotAllowed_isTheConnectionsFault() {
        Regions europe = Regions.of("eu-west-1", Set.of("eu-west-1"));

        assertThat(catchThrowableOfType(
                                ConnectionInvalid.class,
                                () -> europe.resolve(Optional.empty(), connection(KEY, Optional.of("us-east-1"))))
                        .detail())
                .isEqualTo(
                        "Connection team-a: its Region us-east-1 is not a Region that Glue serves and that the stack and"
                                + " the connection allow. Correct the secret.");
    }

    @Test
    void resolve_stacksRegionNotAllowed_asksForARegion() {
        Connection london = connection(KEY, Optional.empty(), "eu-west-2");

        assertThat(catchThrowableOfType(InvalidRequest.class, () -> ALL.resolve(Optional.empty(), london))
                        .detail())
                .isEqualTo(
                        "region: neither the request nor connection team-a sets a Region, and the stack's own Region, eu-west-1, is not allowed. Set one.");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::444455556666:role/r,        cn-north-1,    aws-cn",
        "arn:aws:iam::444455556666:role/r,        us-gov-west-1, aws-us-gov",
        "arn:aws-cn:iam::444455556666:role/r,     eu-west-1,     aws",
        "arn:aws-us-gov:iam::444455556666:role/r, us-east-1,     aws"
    })
    void resolve_roleOfAnotherPartition_isRejected(String roleArn, String region, String partition) {
        Connection connection = connection(role(roleArn, "ext"));

        assertThat(catchThrowableOfType(ConnectionInvalid.class, () -> ALL.resolve(Optional.of(region), connection))
                        .detail())
                .contains("its role is in another partition; Region %s is in %s.".formatted(region, partition));
    }

    @Test
    void resolve_roleOfTheSamePartition_passes() {
        Connection connection = connection(role("arn:aws-cn:iam::444455556666:role/r", "ext"));

        assertThat(ALL.resolve(Optional.of("cn-north-1"), connection)).isEqualTo(Region.CN_NORTH_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-99", "aws-global", "EU-WEST-1", "eu-west-1 ", "fips-us-east-1"})
    void of_unknownAllowedRegion_isRejectedByName(String region) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regions.of("eu-west-1", Set.of("eu-west-1", region)))
                .withMessage("AllowedRegions: Glue does not serve " + region);
    }

    @Test
    void probe_otherRegion_isTheStacksOwnIfAllowed() {
        assertThat(ALL.probe(Region.AP_EAST_1, ANYWHERE)).contains(Region.EU_WEST_1);
        assertThat(ALL.probe(Region.EU_WEST_1, ANYWHERE)).isEmpty();
        assertThat(ALL.probe(Region.CN_NORTH_1, ANYWHERE)).isEmpty();
        assertThat(ALL.probe(Region.AP_EAST_1, connection(KEY, Optional.empty(), "ap-east-1")))
                .isEmpty();
        assertThat(Regions.of("eu-west-1", Set.of("ap-east-1")).probe(Region.AP_EAST_1, ANYWHERE))
                .isEmpty();
    }

    @Test
    void resolve_hostileText_isAnAllowedRegionOrIsRejectedWithoutBeingShown() {
        AtomicInteger accepted = new AtomicInteger();
        Seeded.cases(HOSTILE, random -> {
            String text = hostile(random);
            boolean requested = random.nextBoolean();
            Connection connection = requested ? ANYWHERE : connection(KEY, Optional.of(text));
            try {
                Region region = ALL.resolve(Optional.of(text).filter(_ -> requested), connection);
                assertThat(region.id()).isEqualTo(text).isIn(Regions.served());
                accepted.incrementAndGet();
            } catch (InvalidRequest | ConnectionInvalid e) {
                assertThat(text).isNotIn(Regions.served());
                assertHidden(e, text);
            }
        });
        assertThat(accepted.get()).isBetween(HOSTILE / 100, HOSTILE / 4);
    }

    private static void assertHidden(ConnectorException failure, String text) {
        if (text.length() > 12 && !text.matches("[a-z0-9-]+")) {
            assertThat(failure.detail()).doesNotContain(text);
        }
    }

    private static String hostile(RandomGenerator random) {
        String region = Seeded.oneOf(random, new ArrayList<>(Regions.served()));
        String junk = Seeded.oneOf(
                random,
                List.of(
                        ".",
                        "/",
                        "@",
                        "#",
                        "?",
                        ":443",
                        "\r\n",
                        "\n",
                        "\u0000",
                        " ",
                        "%2e",
                        "\u3002",
                        "\uFF0E",
                        "-",
                        "9",
                        ".evil.com",
                        "@evil.com",
                        "evil.com/",
                        "\u0130",
                        "\u202E",
                        "\u00AD",
                        "1",
                        "fips-",
                        "-fips"));
        return switch (random.nextInt(9)) {
            case 0 -> region;
            case 1 -> region + junk;
            case 2 -> junk + region;
            case 3 ->
                new StringBuilder(region)
                        .insert(random.nextInt(region.length()), junk)
                        .toString();
            case 4 ->
                new StringBuilder(region)
                        .deleteCharAt(random.nextInt(region.length()))
                        .toString();
            case 5 -> region.toUpperCase(Locale.ROOT);
            case 6 -> region.replace('1', Seeded.oneOf(random, List.of('2', '9', '\uFF11', 'l', '\u0661')));
            case 7 ->
                Seeded.oneOf(
                        random,
                        List.of(
                                "s3",
                                "s3.us-west-2",
                                "null",
                                "localhost",
                                "us-east-99",
                                "cn-evil-1",
                                "aws-global",
                                "us-east-1.vpce",
                                "execute-api.us-east-1",
                                "evil.com",
                                "x@attacker.com:443/#",
                                "127.0.0.1",
                                "[::1]",
                                "",
                                "a".repeat(64)));
            default -> Seeded.unicode(random, 30);
        };
    }
}

package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.testing.Seeded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.endpoints.CloudWatchLogsEndpointProvider;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;
import software.amazon.awssdk.services.glue.endpoints.GlueEndpointProvider;
import software.amazon.awssdk.services.secretsmanager.endpoints.SecretsManagerEndpointProvider;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointProvider;

class HostGuardTest {
    private static final List<String> SERVICES = List.of("glue", "logs", "sts", "secretsmanager", "dynamodb");
    private static final HostGuard GLUE_IN_IRELAND = new HostGuard("glue", Region.EU_WEST_1);

    @Test
    void passes_everyEndpointOfTheSdkInEveryServedRegion() {
        int endpoints = 0;
        for (String region : Regions.served()) {
            for (String service : SERVICES) {
                HostGuard guard = new HostGuard(service, Region.of(region));
                for (String host : sdkHosts(service, region)) {
                    assertThat(guard.passes("https", host)).as(host).isTrue();
                    assertThat(guard.passes("http", host)).as(host).isFalse();
                    endpoints++;
                }
            }
        }
        assertThat(endpoints).isGreaterThan(Regions.served().size() * SERVICES.size() * 2);
    }

    @Test
    void passes_noEndpointOfAnotherServiceOrRegion() {
        Set<String> own = sdkHosts("glue", "eu-west-1");
        Set<String> others = new HashSet<>();
        Regions.served().forEach(region -> SERVICES.forEach(service -> others.addAll(sdkHosts(service, region))));
        others.removeAll(own);

        assertThat(others).isNotEmpty().noneMatch(host -> GLUE_IN_IRELAND.passes("https", host));
    }

    @ParameterizedTest
    @CsvSource({
        "glue.eu-west-1.amazonaws.com",
        "glue-fips.eu-west-1.amazonaws.com",
        "glue.eu-west-1.api.aws",
        "glue-fips.eu-west-1.api.aws",
        "vpce-0123456789abcdef0-abcdefgh.glue.eu-west-1.vpce.amazonaws.com",
        "vpce-0123456789abcdef0-abcdefgh-eu-west-1a.glue.eu-west-1.vpce.amazonaws.com"
    })
    void passes_hostsOfTheServiceInItsRegion_overHttpsOnly(String host) {
        assertThat(GLUE_IN_IRELAND.passes("https", host)).isTrue();
        assertThat(GLUE_IN_IRELAND.passes("http", host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.255.255", "127.9.0.200", "::1", "[::1]"})
    void passes_literalLoopback_overAnyProtocol(String host) {
        assertThat(GLUE_IN_IRELAND.passes("http", host)).isTrue();
        assertThat(GLUE_IN_IRELAND.passes("https", host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "127.0.0.1.evil.com",
                "127.0.0.256",
                "127.999.0.1",
                "127.0.0",
                "127.1",
                "0x7f.0.0.1",
                "0.0.0.0",
                "[::1",
                "::1]",
                "::",
                "169.254.169.254",
                "10.0.0.1",
                "evil.com",
                "glue.eu-west-1.amazonaws.com.evil.com",
                "evil.glue.eu-west-1.amazonaws.com",
                "glue.eu-west-1.amazonaws.com.",
                "GLUE.EU-WEST-1.AMAZONAWS.COM",
                "glue.eu-west-1.amazonaws.com\n",
                "glue.eu-west-1-amazonaws.com",
                "glue.eu-west-1.amazonaws.com.cn",
                "glue.eu-west-2.amazonaws.com",
                "sts.eu-west-1.amazonaws.com",
                "glue.amazonaws.com",
                "glue.s3.amazonaws.com",
                "glueXeu-west-1.amazonaws.com",
                "glue--fips.eu-west-1.amazonaws.com",
                "vpce-.glue.eu-west-1.vpce.amazonaws.com.evil.com",
                "vpce-x.evil.glue.eu-west-1.vpce.amazonaws.com",
                "vpce-x.y.glue.eu-west-1.vpce.amazonaws.com",
                "vpce-x.s3.eu-west-1.vpce.amazonaws.com"
            })
    void passes_anythingElse_isFalse(String host) {
        assertThat(GLUE_IN_IRELAND.passes("https", host)).isFalse();
        assertThat(GLUE_IN_IRELAND.passes("http", host)).isFalse();
    }

    @Test
    void passes_damagedHost_onlyIfItIsStillAHostOfTheService() {
        List<String> own = new ArrayList<>(sdkHosts("glue", "eu-west-1"));
        own.add("vpce-0a-1b.glue.eu-west-1.vpce.amazonaws.com");
        String characters = "abcdefgluew.-/@:%\u3002\uFF0E19 \n";
        Seeded.cases(100_000, random -> {
            StringBuilder host = new StringBuilder(Seeded.oneOf(random, own));
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                int place = random.nextInt(host.length());
                char character = characters.charAt(random.nextInt(characters.length()));
                switch (random.nextInt(3)) {
                    case 0 -> host.setCharAt(place, character);
                    case 1 -> host.insert(place, character);
                    default -> host.deleteCharAt(place);
                }
            }
            if (GLUE_IN_IRELAND.passes("https", host.toString())) {
                assertThat(isOwn(host.toString(), own)).as(host.toString()).isTrue();
            }
        });
    }

    private static boolean isOwn(String host, List<String> own) {
        int end = host.indexOf(".glue");
        boolean endpoint = end > 0 && host.startsWith("vpce-") && host.indexOf('.') == end;
        return own.contains(host)
                || (endpoint
                        && List.of(".glue.eu-west-1.vpce.amazonaws.com", ".glue-fips.eu-west-1.vpce.amazonaws.com")
                                .contains(host.substring(end)));
    }

    /** Returns the hosts of a service by the SDK's own rules: plain, FIPS, dual-stack and both, if the Region has them. */
    private static Set<String> sdkHosts(String service, String region) {
        Set<String> hosts = new HashSet<>();
        for (boolean fips : List.of(false, true)) {
            for (boolean dualStack : List.of(false, true)) {
                endpoint(service, Region.of(region), fips, dualStack)
                        .map(Endpoint::endpointUrl)
                        .map(EndpointUrl::host)
                        .ifPresent(hosts::add);
            }
        }
        return hosts;
    }

    private static Optional<Endpoint> endpoint(String service, Region region, boolean fips, boolean dualStack) {
        try {
            return Optional.of(
                    switch (service) {
                        case "glue" ->
                            GlueEndpointProvider.defaultProvider()
                                    .resolveEndpoint(
                                            e -> e.region(region).useFips(fips).useDualStack(dualStack))
                                    .join();
                        case "logs" ->
                            CloudWatchLogsEndpointProvider.defaultProvider()
                                    .resolveEndpoint(
                                            e -> e.region(region).useFips(fips).useDualStack(dualStack))
                                    .join();
                        case "sts" ->
                            StsEndpointProvider.defaultProvider()
                                    .resolveEndpoint(
                                            e -> e.region(region).useFips(fips).useDualStack(dualStack))
                                    .join();
                        case "secretsmanager" ->
                            SecretsManagerEndpointProvider.defaultProvider()
                                    .resolveEndpoint(
                                            e -> e.region(region).useFips(fips).useDualStack(dualStack))
                                    .join();
                        default ->
                            DynamoDbEndpointProvider.defaultProvider()
                                    .resolveEndpoint(
                                            e -> e.region(region).useFips(fips).useDualStack(dualStack))
                                    .join();
                    });
        } catch (CompletionException notOffered) {
            assertThat(notOffered).hasCauseInstanceOf(SdkClientException.class);
            return Optional.empty();
        }
    }
}

package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

class ConsoleTest {
    @ParameterizedTest
    @CsvSource({
        "eu-west-1, eu-west-1.console.aws.amazon.com",
        "cn-north-1, cn-north-1.console.amazonaws.cn",
        "us-gov-west-1, us-gov-west-1.console.amazonaws-us-gov.com"
    })
    void address_region_leadsToTheConsoleOfItsPartition(String region, String host) {
        assertThat(new Console(Region.of(region)).address("glue", "/jobs/%s/%s", "nightly load", "a/b"))
                .isEqualTo("https://%s/glue/home?region=%s#/jobs/nightly%%20load/a%%2Fb".formatted(host, region));
    }
}

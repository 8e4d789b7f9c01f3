package io.glueconnector.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.regions.Region;

/** Addresses in the AWS console of a Region. */
public record Console(Region region) {

    public String jobRun(String jobName, String jobRunId) {
        return address("gluestudio", "/job/%s/run/%s".formatted(encoded(jobName), encoded(jobRunId)));
    }

    public String crawler(String name) {
        return address("glue", "/v2/data-catalog/crawlers/view/" + encoded(name));
    }

    private String address(String service, String place) {
        return "https://%s.console.%s/%s/home?region=%s#%s"
                .formatted(region.id(), domain(), service, region.id(), place);
    }

    private String domain() {
        return switch (Partition.of(region)) {
            case CHINA -> "amazonaws.cn";
            case GOVERNMENT -> "amazonaws-us-gov.com";
            case STANDARD, EUROPEAN_SOVEREIGN, ISO, ISO_B, ISO_E, ISO_F -> "aws.amazon.com";
        };
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

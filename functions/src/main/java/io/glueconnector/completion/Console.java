package io.glueconnector.completion;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** Addresses in the AWS console of a Region. */
record Console(Region region) {

    String jobRun(String jobName, String jobRunId) {
        return address("gluestudio", "/job/%s/run/%s".formatted(encoded(jobName), encoded(jobRunId)));
    }

    String crawler(String name) {
        return address("glue", "/v2/data-catalog/crawlers/view/" + encoded(name));
    }

    private String address(String service, String place) {
        return "https://%s.console.%s/%s/home?region=%s#%s"
                .formatted(region.id(), domain(), service, region.id(), place);
    }

    private String domain() {
        return switch (PartitionMetadata.of(region).id()) {
            case "aws-cn" -> "amazonaws.cn";
            case "aws-us-gov" -> "amazonaws-us-gov.com";
            case String _ -> "aws.amazon.com";
        };
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package io.glueconnector.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;

/** Builds addresses in the AWS console of a Region. */
public record Console(Region region) {

    /**
     * Returns the address of a page.
     *
     * @param service the service's console, such as {@code glue}
     * @param page the path of the page, with {@code %s} for each name
     */
    public String address(String service, String page, String... names) {
        Object[] encoded = Stream.of(names).map(Console::encoded).toArray();
        return "https://%s.console.%s/%s/home?region=%s#%s"
                .formatted(region.id(), domain(), service, region.id(), page.formatted(encoded));
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

package io.glueconnector.aws;

import io.glueconnector.error.Internal;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;

/**
 * The last check of a signed request before it is sent. It allows only https to the requested service and Region, or a literal
 * loopback address. It catches every earlier mistake, including a redirected endpoint.
 *
 * <p>It also allows FIPS, dual-stack and VPC endpoint names of the same service and Region.
 */
final class HostGuard implements ExecutionInterceptor {
    // With a number above 255 it would be a name, which DNS might resolve.
    private static final Pattern LOOPBACK =
            Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])){3}|::1|\\[::1]");

    private final String service;
    private final Region region;
    private final Pattern hosts;

    /**
     * Creates a guard for one client.
     *
     * @param service the service's endpoint prefix, such as {@code glue}
     * @param region the client's Region
     */
    HostGuard(String service, Region region) {
        this.service = service;
        this.region = region;
        this.hosts = hosts(service, region);
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        if (!passes(request.protocol(), request.host())) {
            throw new Internal(
                    "A request to %s in %s was about to go to another host. Check the function's AWS_ENDPOINT_URL settings."
                            .formatted(service, region));
        }
    }

    boolean passes(String protocol, String host) {
        if (LOOPBACK.matcher(host).matches()) {
            return true;
        }
        return "https".equals(protocol) && hosts.matcher(host).matches();
    }

    private static Pattern hosts(String service, Region region) {
        Partition partition = Partition.of(region);
        String plain = Pattern.quote(partition.dnsSuffix());
        String dualStack = Pattern.quote(partition.dualStackSuffix());
        String name = Pattern.quote(service);
        String place = Pattern.quote(region.id());
        return Pattern.compile(
                "%1$s(-fips)?\\.%2$s\\.(%3$s|%4$s)|vpce-[a-z0-9-]{1,64}\\.%1$s(-fips)?\\.%2$s\\.vpce\\.%3$s"
                        .formatted(name, place, plain, dualStack));
    }
}

package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.Credentials.AssumeRole;
import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;

/**
 * The Regions that calls may go to: those that Glue serves and that the stack and the connection allow.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/glue.html">Glue endpoints</a>
 */
public final class Regions {
    private static final Pattern SHAPE = Pattern.compile("[a-z]{2,4}(-[a-z]{2,10}){1,3}-[0-9]{1,2}");
    // The SDK's metadata would load hundreds of classes at every cold start. A test compares the two.
    private static final Set<String> SERVED = Set.of("""
        af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3
        ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3
        ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1
        ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2
        eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2
        eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1
        mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1
        us-iso-east-1 us-isob-east-1 us-isof-east-1 us-isof-south-1 us-west-1
        us-west-2
        """.split("\\s+"));

    private final String own;
    private final Set<String> allowed;

    private Regions(String own, Set<String> allowed) {
        this.own = own;
        this.allowed = allowed;
    }

    /**
     * Creates the Regions of a stack.
     *
     * @param own the stack's own Region, used if neither the request nor the connection names one
     * @param allowed the Regions that the stack allows; empty means all that Glue serves
     * @throws IllegalArgumentException if Glue does not serve one of the allowed Regions
     */
    public static Regions of(String own, Set<String> allowed) {
        Set<String> unknown = new TreeSet<>(allowed);
        unknown.removeAll(SERVED);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("AllowedRegions: Glue does not serve " + String.join(", ", unknown));
        }
        return new Regions(own, allowed.isEmpty() ? SERVED : Set.copyOf(allowed));
    }

    /** Returns every Region that Glue serves. */
    static Set<String> served() {
        return SERVED;
    }

    /**
     * Returns the Region of one call: the requested one, otherwise the connection's own, otherwise the stack's.
     *
     * @throws InvalidRequest if the requested Region is not allowed, or none is named and the stack's own is not allowed
     * @throws ConnectionInvalid if the connection's own Region is not allowed, or its role is in another partition
     */
    public Region resolve(Optional<String> requested, Connection connection) {
        String region = requested.or(connection::region).orElse(own);
        if (!isAllowed(region, connection)) {
            throw notAllowed(region, requested.isPresent(), connection);
        }
        refuseOtherPartition(connection, Region.of(region));
        return Region.of(region);
    }

    private static ConnectorException notAllowed(String region, boolean requested, Connection connection) {
        if (requested) {
            return new InvalidRequest(
                    "region: expected a Region that Glue serves and that the stack and connection %s allow, but got %s. Choose another Region, or omit the field."
                            .formatted(connection.name(), printable(region)));
        }
        if (connection.region().isPresent()) {
            return new ConnectionInvalid(
                    "Connection %s: its Region %s is not a Region that Glue serves and that the stack and the connection allow. Correct the secret."
                            .formatted(connection.name(), printable(region)));
        }
        return new InvalidRequest(
                "region: neither the request nor connection %s sets a Region, and the stack's own Region, %s, is not allowed. Set one."
                        .formatted(connection.name(), printable(region)));
    }

    /**
     * Rejects a Region that no connection of the stack can use.
     *
     * @throws InvalidRequest if Glue does not serve it, or the stack does not allow it
     */
    public void refuseForeign(String region) {
        if (!allowed.contains(region)) {
            throw new InvalidRequest(
                    "region: expected a Region that Glue serves and that the stack allows, but got %s. Choose another Region, or omit the field."
                            .formatted(printable(region)));
        }
    }

    /** Returns the stack's own Region if the connection may use it to test a key that another Region rejects. */
    Optional<Region> probe(Region refusing, Connection connection) {
        Region other = Region.of(own);
        boolean samePartition = Partition.of(other) == Partition.of(refusing);
        return Optional.of(other)
                .filter(region -> samePartition && isAllowed(own, connection) && !region.equals(refusing));
    }

    private boolean isAllowed(String region, Connection connection) {
        Set<String> narrowed = connection.allowedRegions();
        return allowed.contains(region) && (narrowed.isEmpty() || narrowed.contains(region));
    }

    private static void refuseOtherPartition(Connection connection, Region region) {
        if (connection.credentials() instanceof AssumeRole role) {
            String partition = Partition.of(region).id();
            if (!role.roleArn().startsWith("arn:" + partition + ":")) {
                throw new ConnectionInvalid("Connection %s: its role is in another partition; Region %s is in %s."
                        .formatted(connection.name(), region, partition));
            }
        }
    }

    private static String printable(String region) {
        return SHAPE.matcher(region).matches() ? region : "something else";
    }
}

package io.glueconnector.aws;

import software.amazon.awssdk.regions.Region;

/**
 * The AWS partitions: groups of Regions with their own accounts and names. The SDK's metadata is not used here, because it
 * would load hundreds of classes at every cold start. A test compares the two.
 *
 * @see <a href="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html">Partitions</a>
 */
enum Partition {
    /** Regions in China. */
    CHINA("aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    /** The European Sovereign Cloud. */
    EUROPEAN_SOVEREIGN("aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
    /** GovCloud (US). */
    GOVERNMENT("aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"),
    /** Top secret Regions of the United States. */
    ISO("aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
    /** Secret Regions of the United States. */
    ISO_B("aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
    /** Isolated Regions of Europe. */
    ISO_E("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    /** Further isolated Regions of the United States. */
    ISO_F("aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    /** All other Regions. */
    STANDARD("aws", "", "amazonaws.com", "api.aws");

    private final String id;
    private final String regionPrefix;
    private final String dnsSuffix;
    private final String dualStackSuffix;

    Partition(String id, String regionPrefix, String dnsSuffix, String dualStackSuffix) {
        this.id = id;
        this.regionPrefix = regionPrefix;
        this.dnsSuffix = dnsSuffix;
        this.dualStackSuffix = dualStackSuffix;
    }

    /** Returns the partition of a Region, by the prefix of its name. */
    static Partition of(Region region) {
        for (Partition partition : values()) {
            if (region.id().startsWith(partition.regionPrefix)) {
                return partition;
            }
        }
        return STANDARD;
    }

    /** Returns the partition's name in ARNs, such as {@code aws-cn}. */
    String id() {
        return id;
    }

    /** Returns the DNS suffix of its endpoints. */
    String dnsSuffix() {
        return dnsSuffix;
    }

    /** Returns the DNS suffix of its dual-stack endpoints. */
    String dualStackSuffix() {
        return dualStackSuffix;
    }
}

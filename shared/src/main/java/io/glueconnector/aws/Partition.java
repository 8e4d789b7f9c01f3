package io.glueconnector.aws;

import software.amazon.awssdk.regions.Region;

/**
 * The partitions of AWS: groups of Regions with accounts and names of their own. A test compares them with the SDK's
 * metadata, which would load hundreds of classes into every cold start.
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

    /** The partition of a Region, by the beginning of its name. */
    static Partition of(Region region) {
        for (Partition partition : values()) {
            if (region.id().startsWith(partition.regionPrefix)) {
                return partition;
            }
        }
        return STANDARD;
    }

    /** The partition's name in ARNs, such as {@code aws-cn}. */
    String id() {
        return id;
    }

    /** The end of the names of its endpoints. */
    String dnsSuffix() {
        return dnsSuffix;
    }

    /** The end of the names of its endpoints that IPv6 reaches too. */
    String dualStackSuffix() {
        return dualStackSuffix;
    }
}

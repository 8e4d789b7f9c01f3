package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

class PartitionTest {
    private static final PartitionEndpointKey DUAL_STACK =
            PartitionEndpointKey.builder().tags(EndpointTag.DUALSTACK).build();

    @Test
    void of_everyRegionThatTheSdkKnows_agreesWithItsMetadata() {
        Set<Partition> seen = EnumSet.noneOf(Partition.class);
        for (Region region : Region.regions()) {
            Partition ours = Partition.of(region);
            PartitionMetadata theirs = PartitionMetadata.of(region);
            seen.add(ours);

            if (!region.isGlobalRegion()) {
                assertThat(ours.id()).as(region.id()).isEqualTo(theirs.id());
                assertThat(ours.dnsSuffix()).as(region.id()).isEqualTo(theirs.dnsSuffix());
                assertThat(ours.dualStackSuffix()).as(region.id()).isEqualTo(theirs.dnsSuffix(DUAL_STACK));
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(Arrays.asList(Partition.values()));
    }
}

package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.redaction.Redaction;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlueRefusalTest {
    private final GlueRefusal refusal =
            new GlueRefusal(new Redaction(Set.of()), List.of("load", "load-daily", "nightly load"), List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Concurrent runs exceeded for load             | load",
                "Concurrent runs exceeded for 'load-daily'.    | load-daily",
                "Concurrent runs exceeded for nightly load     | load,nightly load",
                "Concurrent runs exceeded for load, load-daily | load,load-daily",
                "Concurrent runs exceeded for loads            | load,load-daily,nightly load"
            })
    void jobs_reason_areThoseThatItNamesOrElseAll(String reason, String jobs) {
        assertThat(refusal.jobs(reason)).containsExactly(jobs.split(",", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "ListJobs, true",
        "ListCrawlers, true",
        "ListTriggers, true",
        "ListCrawls, true",
        "GetJobRuns, true",
        "GetJobRun, false"
    })
    void forTheCaller_rejectedPageToken_namesTheMarkerOfAList(String operation, boolean named) {
        assertThat(refusal.forTheCaller(operation, "Invalid pagination TOKEN").isPresent())
                .isEqualTo(named);
    }

    @Test
    void forTheCaller_otherReasonOfAList_isNotKnown() {
        assertThat(refusal.forTheCaller("ListJobs", "Something else")).isEmpty();
    }
}

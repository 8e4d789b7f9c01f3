package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.events.EventFault;
import io.glueconnector.fakeglue.events.GlueEvent;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;

class EventFaultTest {
    private final List<GlueEvent> heard = new CopyOnWriteArrayList<>();
    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen().withListener(heard::add));
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @BeforeEach
    void createJob() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(10));
    }

    @AfterEach
    void close() {
        glue.close();
    }

    private void end(JobRunState state) {
        account.endJobRun("nightly", account.startJobRun("nightly", Map.of()), state, "boom");
    }

    private List<String> states() {
        return heard.stream()
                .map(event -> event.detail().path("state").asText())
                .toList();
    }

    @Test
    void lost_event_neverArrives() {
        glue.eventFaults().add(new EventFault.Lost(), 1);

        end(JobRunState.SUCCEEDED);
        end(JobRunState.FAILED);

        assertThat(states()).containsExactly("FAILED");
    }

    @Test
    void duplicated_event_arrivesTwiceWithOneId() {
        glue.eventFaults().add(new EventFault.Duplicated(), 1);

        end(JobRunState.SUCCEEDED);

        assertThat(heard).hasSize(2);
        assertThat(heard.get(0).id()).isEqualTo(heard.get(1).id());
    }

    @Test
    void delayed_event_arrivesAfterTheDelay() {
        glue.eventFaults().add(new EventFault.Delayed(Duration.ofMinutes(3)), 1);

        end(JobRunState.SUCCEEDED);
        glue.clock().advance(Duration.ofSeconds(179));
        assertThat(heard).isEmpty();
        glue.clock().advance(Duration.ofSeconds(1));

        assertThat(heard)
                .singleElement()
                .satisfies(event -> assertThat(event.time()).isEqualTo("2026-01-01T12:00:00Z"));
    }

    @Test
    void overtaken_event_arrivesAfterTheNext() {
        glue.eventFaults().add(new EventFault.Overtaken(), 1);

        end(JobRunState.SUCCEEDED);
        assertThat(heard).isEmpty();
        end(JobRunState.FAILED);

        assertThat(states()).containsExactly("FAILED", "SUCCEEDED");
    }

    @Test
    void listener_callingTheServer_getsAResponseAndSeesTheEnd() {
        List<String> seen = new CopyOnWriteArrayList<>();
        AtomicReference<GlueClient> client = new AtomicReference<>();
        FakeGlueOptions options = FakeGlueOptions.frozen()
                .withListener(event -> seen.add(client.get()
                        .getJobRun(request -> request.jobName("nightly")
                                .runId(event.detail().path("jobRunId").asText()))
                        .jobRun()
                        .jobRunStateAsString()));
        try (FakeGlue asked = FakeGlue.start(options);
                GlueClient sdk = Sdk.client(asked)) {
            client.set(sdk);
            asked.account(Sdk.ACCOUNT, Sdk.REGION).createJob("nightly");
            sdk.startJobRun(request -> request.jobName("nightly"));

            asked.clock().advance(Duration.ofMinutes(1));

            assertThat(seen).containsExactly("SUCCEEDED");
        }
    }
}

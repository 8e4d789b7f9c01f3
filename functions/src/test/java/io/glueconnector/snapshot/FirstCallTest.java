package io.glueconnector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.aws.HttpClients;
import io.glueconnector.error.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Checks the rehearsal of a function without a snapshot. {@link RehearsalTest} checks what a rehearsal plays. */
class FirstCallTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void awaitRehearsal_ofAnAction_playsEachOfItsEventsOnceInAnotherThread() {
        List<String> played = new CopyOnWriteArrayList<>();

        rehearse("ListJobs", event -> {
            played.add(Thread.currentThread().getName() + (event.contains("httpMethod") ? " over HTTP" : " directly"));
            return "{}";
        });

        assertThat(played).containsExactly("rehearsal directly", "rehearsal over HTTP");
        assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void awaitRehearsal_ofACallThatFails_logsThatTheFirstCallIsSlower() {
        rehearse("ListJobs", _ -> {
            throw new InvalidRequest("region: expected another one");
        });

        assertThat(log.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "{\"level\":\"WARN\",\"action\":\"ListJobs\",\"message\":\"The rehearsal of the first call failed")
                .contains("region: expected another one")
                .endsWith("\"}\n");
    }

    @Test
    void awaitRehearsal_ofACallThatHangs_doesNotWaitForIt() {
        CountDownLatch hanging = new CountDownLatch(1);
        FirstCall firstCall = FirstCall.beginRehearsal("ListJobs", HttpClients.CRT, _ -> {
            await(hanging);
            return event -> event;
        });

        firstCall.awaitRehearsal(stream(), Duration.ofMillis(10));

        assertThat(hanging.getCount()).isOne();
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("The rehearsal of the first call takes too long");
        hanging.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private PrintStream stream() {
        return new PrintStream(log, true, StandardCharsets.UTF_8);
    }

    private void rehearse(String action, UnaryOperator<String> handler) {
        FirstCall.beginRehearsal(action, HttpClients.CRT, _ -> handler).awaitRehearsal(stream());
    }
}

package io.glueconnector.snapshot;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.json.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The rehearsal of a function's first call while the function initializes without a snapshot. The first call then finds its
 * classes loaded. A function of less than 1,769 MB has only a share of a processor for its calls.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html">Memory and processors</a>
 */
public final class FirstCall {
    /** Initialization may take ten seconds in all. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final FutureTask<Void> rehearsal;

    private FirstCall(FutureTask<Void> rehearsal) {
        this.rehearsal = rehearsal;
    }

    /**
     * Begins to rehearse a call in a separate thread, while another one loads the classes that it needs next.
     *
     * @param action the action's name
     * @param handlers creates the action's handler over clients for a rehearsal
     */
    public static FirstCall beginRehearsal(String action, Function<AwsClients, UnaryOperator<String>> handlers) {
        FutureTask<Void> rehearsal = new FutureTask<>(() -> {
            new Rehearsal(action, Rehearsal.canned(), handlers).performOnce();
            return null;
        });
        ClassPreload.begin();
        Thread.ofPlatform().daemon().name("rehearsal").start(rehearsal);
        return new FirstCall(rehearsal);
    }

    /**
     * Waits until the rehearsal ends, for at most three seconds. A rehearsal that fails only makes the first call slower.
     *
     * @param log receives a line if it fails
     */
    public void awaitRehearsal(PrintStream log) {
        try {
            rehearsal.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("level", "WARN");
            line.put("message", "The rehearsal of the first call failed, so that call is slower: " + failure);
            log.println(Json.write(line));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.glueconnector.snapshot;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
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

    private final String action;
    private final FutureTask<Void> rehearsal;
    private volatile boolean over;

    private FirstCall(String action, HttpClients http, Function<AwsClients, UnaryOperator<String>> handlers) {
        this.action = action;
        this.rehearsal = new FutureTask<>(() -> {
            new Rehearsal(action, Rehearsal.canned(), http, handlers).performOnce();
            return null;
        });
    }

    /**
     * Begins to rehearse a call in a separate thread, while others load the classes that it needs next and initialize a
     * part of the JDK.
     *
     * @param action the action's name
     * @param http the client that the function's calls use
     * @param handlers creates the action's handler over clients for a rehearsal
     */
    public static FirstCall beginRehearsal(
            String action, HttpClients http, Function<AwsClients, UnaryOperator<String>> handlers) {
        FirstCall firstCall = new FirstCall(action, http, handlers);
        JdkWarmUp.begin();
        ClassPreload.begin(() -> firstCall.over);
        Thread.ofPlatform().daemon().name("rehearsal").start(firstCall.rehearsal);
        return firstCall;
    }

    /**
     * Waits until the rehearsal ends, for at most three seconds. A rehearsal that fails only makes the first call slower.
     *
     * @param log receives a line if it fails
     */
    public void awaitRehearsal(PrintStream log) {
        awaitRehearsal(log, LONGEST);
    }

    void awaitRehearsal(PrintStream log, Duration longest) {
        try {
            rehearsal.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            warn(log, "failed, so that call is slower: " + failure.getCause());
        } catch (TimeoutException e) {
            warn(log, "takes too long, so that call is slower");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    private void warn(PrintStream log, String problem) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", "WARN");
        line.put("action", action);
        line.put("message", "The rehearsal of the first call " + problem);
        log.println(Json.write(line));
        log.flush();
    }
}

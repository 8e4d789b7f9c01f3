package io.glueconnector.snapshot;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * The hooks around a snapshot of a function. Before the snapshot, they rehearse the function's calls, so the snapshot contains
 * loaded and compiled classes; a failed rehearsal stops the version from being published. After each restore, they reseed
 * random state.
 *
 * @param action the action's name
 * @param handlers creates the action's handler over clients for a rehearsal
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
public record Priming(String action, Function<AwsClients, UnaryOperator<String>> handlers) implements Resource {
    /**
     * Registers the hooks with the runtime.
     *
     * @return the hooks, which the caller must keep reachable for as long as they should run
     */
    public static Priming register(String action, Function<AwsClients, UnaryOperator<String>> handlers) {
        Priming priming = new Priming(action, handlers);
        Core.getGlobalContext().register(priming);
        return priming;
    }

    // Runs in its own thread: its end discards the SDK's thread-local state, such as the last XML response.
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws ExecutionException, InterruptedException {
        // Loads what the reseed after each restore needs, such as the provider of SecureRandom.
        RandomReseed.reseed();
        FutureTask<Void> rehearsal = new FutureTask<>(() -> {
            new Rehearsal(action, Rehearsal.canned(), HttpClients.JDK, handlers).perform();
            return null;
        });
        Thread.ofPlatform().daemon().name("rehearsal").start(rehearsal);
        rehearsal.get();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        RandomReseed.reseed();
    }
}

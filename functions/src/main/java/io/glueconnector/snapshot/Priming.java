package io.glueconnector.snapshot;

import io.glueconnector.aws.AwsClients;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * The hooks around a snapshot of a function. Before it the function's calls are rehearsed, so that the snapshot holds their
 * classes loaded and compiled; a rehearsal that fails ends the publishing of the version. After each restore random state is
 * reseeded.
 *
 * @param action the action's name
 * @param handlers the action's handler over clients for a rehearsal
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
public record Priming(String action, Function<AwsClients, UnaryOperator<String>> handlers) implements Resource {
    /**
     * Tells the runtime of the hooks.
     *
     * @return what the caller has to hold as long as the hooks shall run
     */
    public static Priming register(String action, Function<AwsClients, UnaryOperator<String>> handlers) {
        Priming priming = new Priming(action, handlers);
        Core.getGlobalContext().register(priming);
        return priming;
    }

    // In a thread of its own, whose end takes along what the SDK keeps per thread: the last answer in XML, for one.
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws ExecutionException, InterruptedException {
        // Loads what the reseed after each restore needs, such as the provider of SecureRandom.
        RandomReseed.reseed();
        FutureTask<Void> rehearsal = new FutureTask<>(() -> {
            new Rehearsal(action, Rehearsal.canned(), handlers).perform();
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

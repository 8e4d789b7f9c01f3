package io.glueconnector.snapshot;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * The hooks around a snapshot of a function. Before it the function's calls are rehearsed, so that the snapshot holds their
 * classes loaded and compiled; a rehearsal that fails ends the publishing of the version. After each restore chance goes its
 * own way.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
public final class Priming implements Resource {
    private final Class<?> action;
    private final Function<AwsClients, RequestStreamHandler> handlers;

    private Priming(Class<?> action, Function<AwsClients, RequestStreamHandler> handlers) {
        this.action = action;
        this.handlers = handlers;
    }

    /**
     * Tells the runtime of the hooks.
     *
     * @param action the action's class, beside which its script lies
     * @param handlers the action's handler over clients for a rehearsal
     * @return what the caller has to hold as long as the hooks shall run
     */
    public static Priming register(Class<?> action, Function<AwsClients, RequestStreamHandler> handlers) {
        Priming priming = new Priming(action, handlers);
        Core.getGlobalContext().register(priming);
        return priming;
    }

    // In a thread of its own, whose end takes along what the SDK keeps per thread: the last answer in XML, for one.
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws ExecutionException, InterruptedException {
        Chance.goOnElsewhere();
        FutureTask<Void> rehearsal = new FutureTask<>(this::rehearse);
        Thread.ofPlatform().daemon().name("rehearsal").start(rehearsal);
        rehearsal.get();
    }

    private Void rehearse() throws IOException {
        new Rehearsal(Script.of(action), handlers).perform();
        return null;
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        Chance.goOnElsewhere();
    }
}

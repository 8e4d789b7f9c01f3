package io.glueconnector.once;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** The processes that serve a function's callers: a few processes for many callers. Each killed process is replaced. */
final class Processes {
    private static final int MOST = 4;

    private final Supplier<FunctionProcess> maker;
    private final AtomicReferenceArray<FunctionProcess> serving = new AtomicReferenceArray<>(MOST);

    Processes(Supplier<FunctionProcess> maker) {
        this.maker = maker;
    }

    /** Returns the process that serves the caller with that number. */
    FunctionProcess serving(int caller) {
        return serving.updateAndGet(caller % MOST, now -> now == null || now.isKilled() ? maker.get() : now);
    }
}

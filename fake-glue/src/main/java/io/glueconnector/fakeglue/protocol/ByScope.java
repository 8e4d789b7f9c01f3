package io.glueconnector.fakeglue.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One value for each account and Region, created on first use. */
public final class ByScope<T> {
    private final Map<Scope, T> things = new ConcurrentHashMap<>();
    private final Function<Scope, T> factory;

    public ByScope(Function<Scope, T> factory) {
        this.factory = factory;
    }

    public T of(Scope scope) {
        return things.computeIfAbsent(scope, factory);
    }

    public Collection<T> all() {
        return List.copyOf(things.values());
    }

    public void clear() {
        things.clear();
    }
}

package io.glueconnector.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A cache of the most recently used values by key. It closes the values that it evicts, and creates one value per key even if
 * several threads ask at once. Thread-safe.
 */
final class BoundedCache<K, V extends AutoCloseable> {
    private final int most;
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    BoundedCache(int most) {
        this.most = most;
    }

    synchronized V get(K key, Supplier<V> make) {
        V value = values.computeIfAbsent(key, _ -> make.get());
        if (values.size() > most) {
            remove(values.keySet().iterator().next());
        }
        return value;
    }

    synchronized void removeIf(Predicate<K> condition) {
        List<K> keys = new ArrayList<>(values.keySet());
        keys.stream().filter(condition).forEach(this::remove);
    }

    private void remove(K key) {
        try {
            values.remove(key).close();
        } catch (Exception e) {
            throw new IllegalStateException("closing failed", e);
        }
    }
}

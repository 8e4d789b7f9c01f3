package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {
    private final List<String> closed = new ArrayList<>();
    private final BoundedCache<String, AutoCloseable> cache = new BoundedCache<>(2);

    @Test
    void get_sameKey_returnsTheSameValue() {
        AutoCloseable value = get("a");

        assertThat(get("a")).isSameAs(value);
        assertThat(closed).isEmpty();
    }

    @Test
    void get_oneTooMany_closesTheLeastRecentlyUsed() {
        get("a");
        get("b");
        get("a");
        get("c");

        assertThat(closed).containsExactly("b");
    }

    @Test
    void get_failedCreation_isRetried() {
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.get("a", () -> {
                    throw new IllegalStateException("no");
                }));

        assertThat(get("a")).isNotNull();
    }

    @Test
    void removeIf_someKeys_closesOnlyThose() {
        AutoCloseable kept = get("a");
        get("b");

        cache.removeIf("b"::equals);

        assertThat(closed).containsExactly("b");
        assertThat(get("a")).isSameAs(kept);
    }

    private AutoCloseable get(String key) {
        return cache.get(key, () -> () -> closed.add(key));
    }
}

package io.glueconnector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ClassPreloadTest {
    private static final AtomicBoolean INITIALIZED = new AtomicBoolean();

    /** A class of the list. */
    static final class Initialized {
        static {
            INITIALIZED.set(true);
        }

        private Initialized() {}
    }

    private static final class Recording extends ClassLoader {
        private final List<String> found = new ArrayList<>();

        private Recording() {
            super(ClassPreloadTest.class.getClassLoader());
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (name.equals("sample.Broken")) {
                throw new NoClassDefFoundError(name);
            }
            Class<?> loaded = super.loadClass(name);
            found.add(name);
            return loaded;
        }
    }

    private final Recording loader = new Recording();

    @Test
    void load_ofAList_loadsInOrderAndSkipsWhatCannotBeLoaded() {
        new ClassPreload("class-list", loader, () -> false).load();

        assertThat(loader.found).containsExactly(Initialized.class.getName(), "java.util.zip.CRC32C");
    }

    @Test
    void load_whenOver_stops() {
        new ClassPreload("class-list", loader, () -> !loader.found.isEmpty()).load();

        assertThat(loader.found).containsExactly(Initialized.class.getName());
    }

    @Test
    void load_ofAClass_doesNotInitializeIt() {
        new ClassPreload("class-list", loader, () -> false).load();

        assertThat(INITIALIZED).isFalse();
    }

    @Test
    void load_withoutAList_loadsNothing() {
        new ClassPreload("no-such-list", loader, () -> false).load();

        assertThat(loader.found).isEmpty();
    }
}

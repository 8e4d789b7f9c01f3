package io.glueconnector.snapshot;

import io.glueconnector.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Loads the classes that the build lists in the package, in the order in which a call uses them. It skips a class that it cannot
 * load. Without a list, as in the package with its own runtime, it does nothing.
 */
final class ClassPreload {
    private final String list;
    private final ClassLoader loader;
    private final BooleanSupplier over;

    ClassPreload(String list, ClassLoader loader, BooleanSupplier over) {
        this.list = list;
        this.loader = loader;
        this.over = over;
    }

    /**
     * Starts to load the classes in a separate thread. Returns at once.
     *
     * @param over whether to stop: a call must not share its processor with this thread
     */
    static void begin(BooleanSupplier over) {
        // Null if the boot loader reads boot.jar. Class.forName then calls it directly, without Lambda's class loader.
        ClassLoader loader = Json.class.getClassLoader();
        Thread.ofPlatform()
                .daemon()
                .name("class-preload")
                .start(() -> new ClassPreload("/class-list", loader, over).load());
    }

    void load() {
        try (InputStream file = ClassPreload.class.getResourceAsStream(list)) {
            if (file != null) {
                load(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            // The first call then loads its classes itself.
        }
    }

    private void load(BufferedReader names) throws IOException {
        for (String name = names.readLine(); name != null && !over.getAsBoolean(); name = names.readLine()) {
            try {
                Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // Lambda's JDK may lack a class of the build's JDK.
            }
        }
    }
}

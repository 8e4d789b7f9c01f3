package io.glueconnector.fakeglue.scripts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Passes on each line of a stream when it is complete. */
final class Lines {
    private static final int LONGEST = 256 * 1024;

    private final Consumer<String> reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Consumer<String> reader) {
        this.reader = reader;
    }

    void add(byte[] bytes, int count) {
        for (int index = 0; index < count; index++) {
            if (bytes[index] == '\n' || line.size() == LONGEST) {
                pass();
            }
            if (bytes[index] != '\n') {
                line.write(bytes[index]);
            }
        }
    }

    /** Passes on a last line without a line break. */
    void end() {
        if (line.size() > 0) {
            pass();
        }
    }

    private void pass() {
        reader.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
    }
}

package io.glueconnector.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Records how much a test covered, for the summary of bin/test. Each line in target/proven holds a number and its unit. */
public final class Proven {
    private final String name;
    private final List<String> lines = new ArrayList<>();

    private Proven(String name) {
        this.name = name;
    }

    /** Returns the counts of one test class. */
    public static Proven in(String name) {
        return new Proven(name);
    }

    public Proven that(long number, String what) {
        lines.add(number + " " + what);
        return this;
    }

    /** Writes the counts and replaces those of an earlier run. */
    public void write() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "proven"));
            Files.write(folder.resolve(name + ".txt"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

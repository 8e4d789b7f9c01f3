package io.glueconnector.fakeglue.scripts;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A script's process, its output and its end. */
public final class ScriptRun {

    /**
     * How a script ended.
     *
     * @param exitCode 0 for success
     * @param lastLine the last line of its output that says something
     */
    public record Result(int exitCode, String lastLine) {}

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final OutputTail output = new OutputTail();

    ScriptRun(Process process) {
        this.process = process;
    }

    void follow(Consumer<Result> whenEnded) {
        Thread reader = Thread.ofVirtual().start(this::readOutput);
        Thread.ofVirtual().start(() -> {
            try {
                int exitCode = process.waitFor();
                // A grandchild may hold the pipe open for ever: the script itself has ended.
                reader.join(GRACE);
                whenEnded.accept(new Result(exitCode, output.lastLine()));
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The end of what it wrote to standard output and standard error. */
    public String output() {
        return output.text();
    }

    /** Asks the process and its children to end, and makes them when they have not after two seconds. */
    public void stop() {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroy);
        Thread.ofVirtual().start(() -> {
            try {
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            family.forEach(ProcessHandle::destroyForcibly);
        });
    }

    /** Ends the process and its children at once. */
    void kill() {
        family().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> family() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    private void readOutput() {
        try (InputStream in = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                output.add(buffer, read);
            }
        } catch (IOException processGone) {
            // What was read until now is the output.
        }
    }
}

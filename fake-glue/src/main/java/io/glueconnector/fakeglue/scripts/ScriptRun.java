package io.glueconnector.fakeglue.scripts;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A script's process with its output and result. */
public final class ScriptRun {

    /**
     * The result of a script.
     *
     * @param exitCode 0 for success
     * @param lastLine the last line of its standard error that is not blank, or else of its standard output
     */
    public record Result(int exitCode, String lastLine) {}

    /**
     * What to do with a script's output and result. The methods are called on other threads.
     *
     * @param output receives each line of standard output
     * @param errors receives each line of standard error
     * @param ended receives the result, after the output
     */
    public record Listener(Consumer<String> output, Consumer<String> errors, Consumer<Result> ended) {}

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final OutputTail output = new OutputTail();
    private final OutputTail errors = new OutputTail();

    ScriptRun(Process process) {
        this.process = process;
    }

    void follow(Listener listener) {
        Thread reader = read(process.getInputStream(), output, listener.output());
        Thread errorReader = read(process.getErrorStream(), errors, listener.errors());
        Thread.ofVirtual().start(() -> {
            try {
                int exitCode = process.waitFor();
                // A grandchild process may keep the pipe open forever, although the script has ended.
                reader.join(GRACE);
                errorReader.join(GRACE);
                String error = errors.lastLine();
                listener.ended().accept(new Result(exitCode, error.isEmpty() ? output.lastLine() : error));
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Returns the last part of its standard output, then of its standard error. */
    public String output() {
        return output.text() + errors.text();
    }

    /** Terminates the process and its children, and kills them if they are still running after two seconds. */
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

    /** Kills the process and its children. */
    void kill() {
        family().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> family() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    private static Thread read(InputStream stream, OutputTail tail, Consumer<String> reader) {
        return Thread.ofVirtual().start(() -> {
            Lines lines = new Lines(reader);
            try (stream) {
                byte[] buffer = new byte[8192];
                for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                    tail.add(buffer, read);
                    lines.add(buffer, read);
                }
            } catch (IOException processGone) {
                // Keeps the output read so far.
            }
            lines.end();
        });
    }
}

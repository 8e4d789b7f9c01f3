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
     * @param lastLine the last line of its output that is not blank
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
                // A grandchild process may keep the pipe open forever, although the script has ended.
                reader.join(GRACE);
                whenEnded.accept(new Result(exitCode, output.lastLine()));
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Returns the last part of its standard output and standard error. */
    public String output() {
        return output.text();
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

    private void readOutput() {
        try (InputStream in = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                output.add(buffer, read);
            }
        } catch (IOException processGone) {
            // Keeps the output read so far.
        }
    }
}

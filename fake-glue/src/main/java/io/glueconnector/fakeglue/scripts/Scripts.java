package io.glueconnector.fakeglue.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folder of scripts that Python shell jobs run for real. */
public final class Scripts implements AutoCloseable {
    private final Path folder;
    private final String python;
    private final Set<ScriptRun> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates the scripts of a folder.
     *
     * @param folder the folder that contains the scripts, which is also their working directory
     * @param python the interpreter that runs the scripts
     */
    public Scripts(Path folder, String python) {
        this.folder = folder;
        this.python = python;
    }

    /** Finds the script of a job's {@code ScriptLocation}: the file of that name in the folder, whatever its S3 path. */
    public Optional<Path> find(String scriptLocation) {
        String name = scriptLocation.substring(scriptLocation.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.startsWith(".")) {
            return Optional.empty();
        }
        return Optional.of(folder.resolve(name).toAbsolutePath()).filter(Files::isRegularFile);
    }

    /**
     * Starts a script as Glue does, with the name and value of each argument.
     *
     * @param listener receives the output, and the result unless {@link #close()} ends the script
     * @throws IOException if the interpreter cannot be started
     */
    public ScriptRun launch(Path script, Map<String, String> arguments, String region, ScriptRun.Listener listener)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(python, script.toString()));
        arguments.forEach((name, value) -> command.addAll(List.of(name, value)));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        restrict(builder.environment(), region);
        ScriptRun run = new ScriptRun(builder.start());
        running.add(run);
        if (closed) {
            run.kill();
        }
        run.follow(new ScriptRun.Listener(listener.output(), listener.errors(), result -> {
            running.remove(run);
            if (!closed) {
                listener.ended().accept(result);
            }
        }));
        return run;
    }

    /** Kills every script and its children. */
    @Override
    public void close() {
        closed = true;
        running.forEach(ScriptRun::kill);
    }

    /** Removes the user's credentials, so no script can access a real account. */
    private static void restrict(Map<String, String> environment, String region) {
        Optional<String> endpoint = Optional.ofNullable(environment.get("AWS_ENDPOINT_URL"));
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("AWS_DEFAULT_REGION", region);
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        endpoint.ifPresent(url -> environment.put("AWS_ENDPOINT_URL", url));
        environment.put("PYTHONUNBUFFERED", "1");
    }
}

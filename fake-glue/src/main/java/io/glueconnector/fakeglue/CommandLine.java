package io.glueconnector.fakeglue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of the command.
 *
 * @param port the port, 0 for a free one
 * @param scripts the folder of scripts
 * @param python the Python interpreter
 * @param events the URL to post events to
 * @param endWithInput whether to end when standard input ends
 */
record CommandLine(int port, Optional<Path> scripts, String python, Optional<URI> events, boolean endWithInput) {
    static final String USAGE = """
            usage: java -jar fake-glue.jar [options]
              --port N          listen on 127.0.0.1:N; 0, the default, takes a free port
              --scripts DIR     run Python shell jobs for real, with the scripts of this folder
              --python PATH     the interpreter for them (default: python3)
              --events URL      post Glue's events to this URL on the loopback address
              --end-with-input  end when standard input ends, so with the parent process
            """;

    private static final Set<String> WITH_VALUE = Set.of("--port", "--scripts", "--python", "--events");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Reads the options; throws {@code IllegalArgumentException} if they are invalid. */
    static CommandLine parse(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String name = rest.remove();
            boolean known = WITH_VALUE.contains(name) || name.equals("--end-with-input");
            require(known, "unknown option " + name);
            require(!WITH_VALUE.contains(name) || !rest.isEmpty(), name + " requires a value");
            options.put(name, WITH_VALUE.contains(name) ? rest.remove() : "");
        }
        return new CommandLine(
                port(options.getOrDefault("--port", "0")),
                Optional.ofNullable(options.get("--scripts")).map(CommandLine::folder),
                options.getOrDefault("--python", "python3"),
                Optional.ofNullable(options.get("--events")).map(CommandLine::loopbackUrl),
                options.containsKey("--end-with-input"));
    }

    private static int port(String text) {
        require(text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535, "--port must be 0 to 65535, not " + text);
        return Integer.parseInt(text);
    }

    private static Path folder(String text) {
        Path folder = Path.of(text);
        require(Files.isDirectory(folder), "--scripts must be a folder, but there is none at " + text);
        return folder;
    }

    private static URI loopbackUrl(String text) {
        URI url = URI.create(text);
        boolean loopback = "http".equals(url.getScheme()) && url.getHost() != null && LOOPBACK.contains(url.getHost());
        require(loopback, "--events must be an http URL on the loopback address, not " + text);
        return url;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}

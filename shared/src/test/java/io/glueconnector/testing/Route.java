package io.glueconnector.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A route of the HTTP API.
 *
 * @param method GET or POST
 * @param path the path, with parameters in braces
 */
public record Route(String method, String path) {
    private static final Path CONTRACT = Path.of("..", "api", "openapi.yaml");
    private static final Map<String, Route> ALL = read();

    /** Returns the routes of api/openapi.yaml by action. */
    public static Map<String, Route> all() {
        return ALL;
    }

    public static Route of(String action) {
        if (!ALL.containsKey(action)) {
            throw new AssertionError(CONTRACT + " has no action " + action);
        }
        return ALL.get(action);
    }

    public boolean isGet() {
        return method.equals("GET");
    }

    /** Returns the fields in the path. */
    public List<String> fields() {
        return Arrays.stream(path.split("/"))
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    private static Map<String, Route> read() {
        Map<String, Route> routes = new LinkedHashMap<>();
        contract("paths")
                .forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
                    if (operation instanceof Map<?, ?> it) {
                        Route route = new Route(method.toString().toUpperCase(Locale.ROOT), path.toString());
                        routes.put(it.get("operationId").toString(), route);
                    }
                }));
        return routes;
    }

    private static Map<?, ?> contract(String part) {
        try (InputStream contract = Files.newInputStream(CONTRACT)) {
            Load load = new Load(LoadSettings.builder().build());
            return (Map<?, ?>) ((Map<?, ?>) load.loadFromInputStream(contract)).get(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.glueconnector.ownruntime;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Dispatches to every handler during the training, so one process writes the cache that all functions share. */
public final class AllHandlers implements RequestStreamHandler {
    private final Map<String, RequestStreamHandler> handlers = new HashMap<>();

    /** Calls the handler class named in the first line of the input with the rest of the input. */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String handler = firstLine(input);
        handlers.computeIfAbsent(handler, AllHandlers::made).handleRequest(input, output, context);
    }

    private static String firstLine(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static RequestStreamHandler made(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(RequestStreamHandler.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name + ": expected a handler class", e);
        }
    }
}

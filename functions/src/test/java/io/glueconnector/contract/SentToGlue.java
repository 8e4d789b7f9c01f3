package io.glueconnector.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes each distinct request that reached Glue to a file, one per line, for the check against Glue's published model. */
final class SentToGlue {
    // Tests run in several processes, so each process has its own file.
    private static final Path FILE =
            Path.of("target", "sent-to-glue", ProcessHandle.current().pid() + ".jsonl");
    private static final Set<String> LINES = new HashSet<>();

    private SentToGlue() {}

    static synchronized void write(List<ReceivedRequest> requests) {
        List<String> more =
                requests.stream().map(SentToGlue::line).filter(LINES::add).toList();
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, more, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(ReceivedRequest request) {
        ObjectNode line = Json.object().put("operation", request.operation());
        return line.set("body", request.body()).toString();
    }
}

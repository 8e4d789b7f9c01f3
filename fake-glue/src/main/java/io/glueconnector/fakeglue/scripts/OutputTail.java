package io.glueconnector.fakeglue.scripts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last part of a stream, at least 64 KiB. Thread-safe. */
final class OutputTail {
    private static final int LIMIT = 64 * 1024;
    private static final int LINE_LIMIT = 1000;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    synchronized void add(byte[] bytes, int count) {
        kept.write(bytes, 0, count);
        if (kept.size() > 2 * LIMIT) {
            byte[] all = kept.toByteArray();
            kept.reset();
            kept.writeBytes(Arrays.copyOfRange(all, all.length - LIMIT, all.length));
        }
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** Returns the last line that is not blank, cut to a thousand characters; empty if there is none. */
    String lastLine() {
        String line = text().lines().filter(one -> !one.isBlank()).reduce("", (first, second) -> second);
        return line.substring(0, Math.min(line.length(), LINE_LIMIT));
    }
}

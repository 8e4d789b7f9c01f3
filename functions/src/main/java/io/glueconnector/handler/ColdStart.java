package io.glueconnector.handler;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.json.Json;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Describes how this process started, for one log line.
 *
 * <p>It reads Linux's {@code /proc}, because {@code java.lang.management} loads hundreds of classes and {@code ProcessHandle}
 * is only accurate to a second. Fields that {@code /proc} cannot provide are omitted. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
final class ColdStart {
    private static final long MILLIS_PER_TICK = 10;
    /** The index of field 22, the start time, among the fields that follow the process name in parentheses. */
    private static final int START_TIME = 22 - 3;

    private final String initialization;
    private final AwsClients aws;
    private final Properties jvm;
    private final File proc;
    private final AtomicBoolean told = new AtomicBoolean();
    private Optional<String> uptimeWhenReady = Optional.empty();

    /**
     * Creates a description without reading anything.
     *
     * @param initialization why Lambda started the process, as in {@code AWS_LAMBDA_INITIALIZATION_TYPE}
     * @param jvm the system properties
     * @param proc {@code /proc}
     */
    ColdStart(String initialization, AwsClients aws, Properties jvm, File proc) {
        this.initialization = initialization;
        this.aws = aws;
        this.jvm = jvm;
        this.proc = proc;
    }

    /** Marks the end of initialization. Do not call it before a snapshot: a restored process did not spend that time. */
    void ready() {
        uptimeWhenReady = read("uptime");
    }

    /** Returns the fields to log on the first call, and nothing afterwards. */
    Optional<Map<String, Object>> tellOnce() {
        if (told.getAndSet(true)) {
            return Optional.empty();
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("initialization", initialization);
        facts.put("jvm", jvm.getProperty("java.vendor.version", jvm.getProperty("java.vm.version")));
        // A class loaded by the boot loader has a null class loader.
        facts.put("bootPath", Json.class.getClassLoader() == null);
        facts.put("classCache", classCache());
        facts.put("httpClient", aws.httpClient());
        initMillis(facts);
        return Optional.of(facts);
    }

    private String classCache() {
        if (!jvm.getProperty("java.vm.info", "").contains("sharing")) {
            return "none";
        }
        boolean named = read("self/cmdline")
                .filter(line -> line.contains("\0-XX:AOTCache="))
                .isPresent();
        return named ? "aot" : "cds";
    }

    private void initMillis(Map<String, Object> facts) {
        Optional<String> status = read("self/stat");
        if (uptimeWhenReady.isEmpty() || status.isEmpty()) {
            return;
        }
        try {
            facts.put("initMillis", uptimeMillis(uptimeWhenReady.get()) - startMillis(status.get()));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            // Not in Linux's format. A log line must not fail the call.
        }
    }

    /** Parses the seconds since boot, which have two decimals. */
    private static long uptimeMillis(String uptime) {
        String seconds = uptime.substring(0, uptime.indexOf(' '));
        return Long.parseLong(seconds.replace(".", "")) * MILLIS_PER_TICK;
    }

    /** Parses the process's start time, in hundredths of a second since boot. */
    private static long startMillis(String status) {
        String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[START_TIME]) * MILLIS_PER_TICK;
    }

    private Optional<String> read(String name) {
        try (FileInputStream file = new FileInputStream(new File(proc, name))) {
            return Optional.of(new String(file.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package io.glueconnector.desugar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lists the classes that a call loads from {@code boot.jar} and from the JDK's modules, in the order of loading. The JDK's default
 * archive has the JDK's other classes. The classes of the AWS Common Runtime are left out: its native library loads them itself.
 *
 * <p>Usage: {@code LoadedClasses LOG BOOT_JAR LIST}. The log is that of {@code -Xlog:class+load} with the decoration {@code tid}.
 */
public final class LoadedClasses {
    private static final Pattern LINE = Pattern.compile("\\[(\\d+)\\s*] (\\S+) source: (.+)");
    private static final String OF_THE_NATIVE_LIBRARY = "software.amazon.awssdk.crt.";
    private static final String OF_EVERY_CALL = "software.amazon.awssdk.services.glue.GlueClient";

    private LoadedClasses() {}

    private record Loaded(String thread, String name, String source) {
        static Stream<Loaded> in(String line) {
            Matcher matcher = LINE.matcher(line);
            return matcher.matches()
                    ? Stream.of(new Loaded(matcher.group(1), matcher.group(2), matcher.group(3)))
                    : Stream.empty();
        }

        boolean isHidden() {
            return name.contains("/");
        }
    }

    /**
     * Writes the list.
     *
     * @throws IOException if a file cannot be read or written
     * @throws IllegalStateException if the log is not that of a call
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected three arguments: the log, boot.jar and the list");
        }
        List<String> names = names(Files.readAllLines(Path.of(arguments[0])), arguments[1]);
        Files.writeString(Path.of(arguments[2]), String.join("\n", names) + "\n");
    }

    /** Uses only the thread of the call: the order of the classes of several threads differs between runs. */
    private static List<String> names(List<String> log, String bootJar) {
        List<Loaded> all = log.stream().flatMap(Loaded::in).toList();
        String thread = all.stream()
                .filter(loaded ->
                        loaded.name().equals(OF_EVERY_CALL) && loaded.source().equals(bootJar))
                .map(Loaded::thread)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "The log of the sample call: expected that it loads %s from %s, but got %d other classes."
                                .formatted(OF_EVERY_CALL, bootJar, all.size())));
        return all.stream()
                .filter(loaded -> loaded.thread().equals(thread))
                .dropWhile(loaded -> !loaded.source().equals(bootJar))
                .filter(loaded ->
                        loaded.source().equals(bootJar) || loaded.source().startsWith("jrt:/"))
                .filter(loaded -> !loaded.isHidden())
                .map(Loaded::name)
                .filter(name -> !name.startsWith(OF_THE_NATIVE_LIBRARY))
                .distinct()
                .toList();
    }
}

package io.glueconnector.ownruntime.build;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** The tools of the JDK that this build runs on. */
final class Commands {
    private Commands() {}

    /**
     * Runs a tool in this process.
     *
     * @throws PackagingFailed with the tool's output, if it fails
     */
    static void tool(String name, Object... arguments) {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new PackagingFailed("This build requires a JDK with " + name + ", but runs on "
                        + System.getProperty("java.home") + "."));
        StringWriter said = new StringWriter();
        PrintWriter log = new PrintWriter(said);
        if (tool.run(log, log, texts(arguments).toArray(String[]::new)) != 0) {
            throw new PackagingFailed(name + " failed:\n" + said);
        }
    }

    /** Runs keytool, which is available only as a command. */
    static void keytool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(texts(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new PackagingFailed("keytool failed:\n" + said);
        }
    }

    private static List<String> texts(Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        return texts;
    }
}

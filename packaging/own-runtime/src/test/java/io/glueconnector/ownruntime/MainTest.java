package io.glueconnector.ownruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void warnIfCacheIsUnused_withCache_logsNothing() {
        assertThat(said("mixed mode, emulated-client, sharing")).isEmpty();
    }

    @Test
    void warnIfCacheIsUnused_withoutCache_logsOneLineOfJson() {
        assertThat(said("mixed mode, emulated-client"))
                .startsWith("{\"level\":\"WARN\"")
                .contains("mvn -Pown-runtime package")
                .hasLineCount(1);
    }

    private static String said(String vmInfo) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Main.warnIfCacheIsUnused(vmInfo, new PrintStream(log, true, StandardCharsets.UTF_8));
        return log.toString(StandardCharsets.UTF_8);
    }
}

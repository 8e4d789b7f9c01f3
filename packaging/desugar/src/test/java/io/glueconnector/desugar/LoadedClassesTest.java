package io.glueconnector.desugar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedClassesTest {
    private static final String LOG = """
            [71] java.lang.Object source: shared objects file
            [71] sun.launcher.LauncherHelper source: jrt:/java.base
            [71] io.glueconnector.jobs.ListJobs source: file:/build/connector.jar
            [71] io.glueconnector.json.Json source: /build/boot.jar
            [71] java.util.zip.CRC32C source: jrt:/java.base
            [71] software.amazon.awssdk.crt.CRT source: /build/boot.jar
            [8 ] software.amazon.awssdk.http.SdkHttpClient source: /build/boot.jar
            [71] io.glueconnector.handler.Connector source: file:/build/connector.jar
            [71] java.util.ArrayList source: shared objects file
            [71] java.lang.invoke.LambdaForm$MH/0x00007f0001000400 source: jrt:/java.base
            [71] io.glueconnector.json.Json source: /build/boot.jar
            [71] software.amazon.awssdk.services.glue.GlueClient source: /build/boot.jar
            a line of another kind
            """;

    @TempDir
    Path folder;

    @Test
    void main_logOfACall_listsTheClassesOfBootJarAndOfTheJdksModulesInOrder() throws IOException {
        list(LOG);

        assertThat(folder.resolve("list")).hasContent("""
                io.glueconnector.json.Json
                java.util.zip.CRC32C
                software.amazon.awssdk.services.glue.GlueClient
                """);
    }

    @Test
    void main_logWithoutGluesClient_failsAndWritesNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> list(LOG.replace("GlueClient", "Other")))
                .withMessage(
                        "The log of the sample call: expected that it loads"
                                + " software.amazon.awssdk.services.glue.GlueClient from /build/boot.jar, but got 12 other classes.");
        assertThat(folder.resolve("list")).doesNotExist();
    }

    @Test
    void main_emptyLog_fails() {
        assertThatIllegalStateException().isThrownBy(() -> list("")).withMessageContaining("but got 0 other classes");
    }

    @Test
    void main_withoutAList_failsAndNamesTheArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadedClasses.main(new String[] {"log", "boot.jar"}))
                .withMessage("expected three arguments: the log, boot.jar and the list");
    }

    private void list(String log) throws IOException {
        Path file = Files.writeString(folder.resolve("log"), log);
        LoadedClasses.main(new String[] {
            file.toString(), "/build/boot.jar", folder.resolve("list").toString()
        });
    }
}

package io.glueconnector.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.aws.AwsClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

class ColdStartTest {
    /** The status of a process that started 5,000.11 seconds after boot, with a name that is hard to parse. */
    private static final String STATUS =
            "42 (a (b) c) S 1 42 42 0 -1 4194560 2500 0 0 0 30 5 0 0 20 0 14 0 500011 3000000000 11000 0\n";

    @TempDir
    private Path proc;

    private final Properties jvm = new Properties();

    @BeforeEach
    void machine() throws IOException {
        jvm.put("java.vm.version", "25.0.3+9-LTS");
        jvm.put("java.vm.info", "mixed mode, sharing");
        proc("uptime", "5000.54 9000.10\n");
        proc("self/stat", STATUS);
        proc("self/cmdline", "java\0-cp\0task\0Main\0");
    }

    @Test
    void tellOnce_afterInitialization_returnsAllFields() {
        ColdStart start = start("on-demand", "AwsCommonRuntime");
        start.ready();

        assertThat(start.tellOnce())
                .contains(Map.of(
                        "initialization", "on-demand",
                        "jvm", "25.0.3+9-LTS",
                        "bootPath", false,
                        "classCache", "cds",
                        "httpClient", "crt",
                        "initMillis", 430L));
    }

    @Test
    void tellOnce_secondCall_returnsNothing() {
        ColdStart start = start("on-demand", "UrlConnection");

        assertThat(start.tellOnce()).isPresent();
        assertThat(start.tellOnce()).isEmpty();
    }

    @Test
    void tellOnce_jvmOfAVendor_namesTheVendorsVersion() {
        jvm.put("java.vendor.version", "Corretto-25.0.3.9.1");

        assertThat(start("on-demand", "UrlConnection").tellOnce().orElseThrow())
                .containsEntry("jvm", "Corretto-25.0.3.9.1");
    }

    @Test
    void tellOnce_restoredProcess_omitsTheTime() {
        assertThat(start("snap-start", "UrlConnection").tellOnce().orElseThrow())
                .containsEntry("initialization", "snap-start")
                .containsEntry("httpClient", "jdk")
                .doesNotContainKey("initMillis");
    }

    @ParameterizedTest
    @CsvSource({
        "'mixed mode', -XX:AOTCache=runtime.aot, none",
        "'mixed mode, sharing', -XX:AOTCache=runtime.aot, aot",
        "'mixed mode, sharing', -XX:SharedArchiveFile=runtime.jsa, cds",
        "'mixed mode, sharing', -Dnote=-XX:AOTCache=x, cds"
    })
    void tellOnce_classCache_isTheOneInUse(String info, String option, String expected) throws IOException {
        jvm.put("java.vm.info", info);
        proc("self/cmdline", "java\0" + option + "\0-cp\0task\0Main\0");

        assertThat(start("on-demand", "UrlConnection").tellOnce().orElseThrow()).containsEntry("classCache", expected);
    }

    @ParameterizedTest
    @CsvSource({"uptime, ''", "uptime, 'later than never'", "self/stat, '42 (java) S 1'", "self/stat, ''"})
    void tellOnce_unreadableProc_omitsTheTime(String file, String text) throws IOException {
        proc(file, text);
        ColdStart start = start("on-demand", "UrlConnection");
        start.ready();

        assertThat(start.tellOnce().orElseThrow()).containsKey("jvm").doesNotContainKey("initMillis");
    }

    private ColdStart start(String initialization, String clientName) {
        return new ColdStart(initialization, clients(clientName), jvm, proc.toFile());
    }

    private void proc(String name, String text) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve(name), text);
    }

    /** Returns clients over an HTTP client with the given name, which sends nothing. */
    static AwsClients clients(String name) {
        SdkHttpClient named = new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                throw new UnsupportedOperationException("no request is sent here");
            }

            @Override
            public String clientName() {
                return name;
            }

            @Override
            public void close() {
                throw new UnsupportedOperationException("nothing is closed here");
            }
        };
        return new AwsClients(named, new ScheduledThreadPoolExecutor(0));
    }
}

package io.glueconnector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomReseedTest {
    @Test
    void copies_thatReseed_drawDifferently() throws IOException {
        assertThat(draws("reseed")).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void copies_thatDoNotReseed_drawTheSame() throws IOException {
        List<String> draws = draws();

        assertThat(draws).hasSize(2);
        assertThat(draws.getFirst()).isEqualTo(draws.getLast());
    }

    private static List<String> draws(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RandomStateOfCopies.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}

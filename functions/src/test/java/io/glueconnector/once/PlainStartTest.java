package io.glueconnector.once;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Shows the effect of the matrix's mishaps on a start that leaves everything to the SDK, which proves that the matrix can fail.
 * The guide shows the same figures.
 */
class PlainStartTest {
    private static final Path GUIDE = Path.of("..", "docs", "guide", "starts.md");

    @Test
    void plainStart_ambiguousMishap_runsSeveralTimes() throws IOException {
        Map<Mishap, Integer> runs = new EnumMap<>(Mishap.class);
        for (Mishap mishap : Mishap.values()) {
            runs.put(mishap, runsAfterClientRetries(mishap));
        }

        assertThat(runs.get(Mishap.RESET_AFTER)).isGreaterThan(2);
        assertThat(runs.get(Mishap.RESET_BEFORE)).isEqualTo(1);
        assertThat(Files.readString(GUIDE))
                .contains(runs.entrySet().stream()
                        .map(it -> row(it.getKey(), it.getValue()))
                        .toList());
    }

    private static int runsAfterClientRetries(Mishap mishap) {
        Cell cell = new Cell(Step.START, mishap, true, Source.CLIENT_RETRY);
        try (World world = new World()) {
            cell.ask(cell.source().parties(cell.step()), world, new Processes(() -> FunctionProcess.plain(world)));
            return world.runs().size();
        }
    }

    private static String row(Mishap mishap, int runs) {
        return "| %s | %d | 1 |".formatted(mishap, runs);
    }
}

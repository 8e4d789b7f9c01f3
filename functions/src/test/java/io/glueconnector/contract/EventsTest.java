package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.json.Json;
import io.glueconnector.testing.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every sample event. The resources that an event names exist, so its call must succeed unless it asks for a run or a
 * start.
 */
class EventsTest {
    private static final Path FOLDER = Path.of("..", "events");
    private static final List<Action> OF_A_RUN = List.of(Action.GET_JOB_RUN, Action.GET_JOB_RUN_LOGS, Action.GET_START);

    @RegisterExtension
    private final Functions functions = new Functions();

    static List<Path> events() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            // Workflow inputs need the deployed stack.
            return files.filter(file -> !file.toString().endsWith(".workflow.json"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeEach
    void createTheResourcesOfTheEvents() {
        functions.secrets().put(Connections.PREFIX + "default", Json.write(Connections.KEYS.secret()));
        functions.account().createJob(JobDefinition.spark("sales load"));
        functions.account().createCrawler("sales files");
        functions
                .account()
                .createTrigger(TriggerDefinition.onDemand("reload everything").startingJob("sales load", Map.of()));
        functions
                .account()
                .createTrigger(TriggerDefinition.scheduled("nightly load").startingJob("sales load", Map.of()));
    }

    @ParameterizedTest
    @MethodSource("events")
    void event_ofTheSamples_hasTheExpectedOutcome(Path event) throws IOException {
        Action action = action(event);
        Door door = event.toString().endsWith(".api.json") ? Door.HTTP : Door.DIRECT;

        Answer answer = functions.invoke(action, door, Files.readAllBytes(event), functions.context());

        // No start has the sample's key, and no run has the sample's id.
        assertThat(answer.code()).as("%s", answer.text()).isEqualTo(OF_A_RUN.contains(action) ? "NotFound" : "ok");
    }

    @Test
    void actions_areThoseOfTheContract() {
        assertThat(Action.values())
                .extracting(Action::title)
                .containsExactlyInAnyOrderElementsOf(Route.all().keySet());
    }

    @Test
    void samples_existForEveryActionAndDoor() throws IOException {
        List<String> names =
                events().stream().map(file -> file.getFileName().toString()).toList();

        assertThat(Action.values())
                .allSatisfy(action ->
                        assertThat(names).contains(fileName(action) + ".api.json", fileName(action) + ".direct.json"));
    }

    private static Action action(Path event) {
        String name = event.getFileName().toString().replaceAll("\\..*", "");
        return Arrays.stream(Action.values())
                .filter(action -> fileName(action).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(event + " belongs to no action"));
    }

    private static String fileName(Action action) {
        return action.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that names reach Glue unchanged, whatever characters they contain. */
class NamesTest {
    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions();

    private static final List<String> NAMES = List.of(
            "two words",
            " spaces around ",
            "100%",
            "%20",
            "%2F",
            "a+b",
            "it's \"quoted\" `thrice`",
            "\ud83d\ude80 launch \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\u0645\u0628\u064a\u0639\u0627\u062a \u0627\u0644\u064a\u0648\u0645",
            "\u05d3\u05d5\u05d7",
            "\u00fcnic\u00f6de \u6570\u636e",
            "e\u0301 is not \u00e9",
            "a&b=c;d?e#f",
            "<b>{\"x\":1}<b>",
            "..",
            "back\\slash",
            "tab\there",
            "$(id) ${x}",
            "\ud83d\ude80".repeat(127));

    static Stream<Arguments> actionsDoorsAndNames() {
        return Ways.namedActionsAndDoors()
                .flatMap(arguments -> NAMES.stream()
                        .map(name -> Arguments.of(arguments.get()[0], arguments.get()[1], name)));
    }

    @ParameterizedTest
    @MethodSource("actionsDoorsAndNames")
    void call_withName_reachesGlueUnchanged(Action action, Door door, String name) {
        int before = FUNCTIONS.glue().requests().size();

        FUNCTIONS.call(action, door, Samples.with(action, "name", name));

        JsonNode request = FUNCTIONS.glue().requests().get(before).body();
        String member = Stream.of("JobName", "CrawlerName")
                .filter(request::has)
                .findFirst()
                .orElse("Name");
        assertThat(request.path(member).asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("doorsAndNames")
    void getJobRun_withOddRunId_reachesGlueUnchanged(Door door, String id) {
        FUNCTIONS.call(Action.GET_JOB_RUN, door, Samples.with(Action.GET_JOB_RUN, "jobRunId", id));

        assertThat(FUNCTIONS.glue().requests().getLast().body().path("RunId").asText())
                .isEqualTo(id);
    }

    static Stream<Arguments> doorsAndNames() {
        return Stream.of(Door.values()).flatMap(door -> NAMES.stream().map(name -> Arguments.of(door, name)));
    }

    @ParameterizedTest
    @MethodSource("doorsAndNames")
    void listTriggers_ofOddJobAndTags_reachesGlueUnchanged(Door door, String name) {
        String key = name.substring(0, Math.min(name.length(), 100)).replace("=", "-");

        FUNCTIONS.call(
                Action.LIST_TRIGGERS,
                door,
                Map.of("connection", "keys", "dependentJobName", name, "tags", Map.of(key, name)));

        JsonNode request = FUNCTIONS.glue().requests("ListTriggers").getLast().body();
        assertThat(request.path("DependentJobName").asText()).isEqualTo(name);
        assertThat(request.path("Tags").path(key).asText()).isEqualTo(name);
    }
}

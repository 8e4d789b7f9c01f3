package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks lists that follow all pages, and the cap on their length. */
class ListAllTest {
    private static final int CAP = 10_000;

    @RegisterExtension
    private final Functions functions = new Functions();

    private JsonNode all(Action list, Map<String, Object> more) {
        Map<String, Object> fields = new java.util.LinkedHashMap<>(Map.of("connection", "keys", "all", true));
        fields.putAll(more);
        return functions.call(list, Door.DIRECT, fields).body();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST_JOBS", "LIST_CRAWLERS", "LIST_TRIGGERS"})
    void all_ofMoreThanAPage_returnsEveryNameOnce(Action list) {
        int count = 2 * Listings.page(list) + 1;
        Listings.create(functions.account(), list, Listings.names(count), Map.of());

        JsonNode answer = all(list, Map.of());

        assertThat(answer.path("names")).extracting(JsonNode::asText).isEqualTo(Listings.names(count));
        assertThat(answer.has("marker")).isFalse();
        assertThat(functions.glue().requests(list.title()))
                .hasSize(3)
                .allSatisfy(request ->
                        assertThat(request.body().path("MaxResults").asInt()).isEqualTo(Listings.page(list)));
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST_JOBS", "LIST_CRAWLERS", "LIST_TRIGGERS"})
    void all_ofMoreThanTheCap_isCutWithAMarkerForTheRest(Action list) {
        Listings.create(functions.account(), list, Listings.names(CAP + 1), Map.of());

        JsonNode cut = all(list, Map.of());

        assertThat(cut.path("names")).extracting(JsonNode::asText).isEqualTo(Listings.names(CAP));
        JsonNode rest = all(list, Map.of("marker", cut.path("marker").asText()));
        assertThat(rest.path("names")).extracting(JsonNode::asText).containsExactly("thing-10000");
        assertThat(rest.has("marker")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST_JOBS", "LIST_CRAWLERS", "LIST_TRIGGERS"})
    void all_ofExactlyTheCap_hasNoMarker(Action list) {
        Listings.create(functions.account(), list, Listings.names(CAP), Map.of());

        JsonNode answer = all(list, Map.of());

        assertThat(answer.path("names")).hasSize(CAP);
        assertThat(answer.has("marker")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void listTriggers_ofAJob_readsEveryPage(Door door) {
        functions.account().createJob("wanted");
        Listings.create(functions.account(), Action.LIST_TRIGGERS, Listings.names(150), Map.of());
        for (String name : List.of("thing-00001-b", "thing-00140-b")) {
            functions.account().createTrigger(TriggerDefinition.onDemand(name).startingJob("wanted", Map.of()));
        }

        Answer answer = functions.call(
                Action.LIST_TRIGGERS, door, Map.of("connection", "keys", "all", true, "dependentJobName", "wanted"));

        assertThat(answer.body().path("names"))
                .extracting(JsonNode::asText)
                .containsExactly("thing-00001-b", "thing-00140-b");
    }

    @ParameterizedTest
    @EnumSource
    void listTriggers_ofAJobWithoutTriggers_readsAllPagesAndReturnsNone(Door door) {
        Listings.create(functions.account(), Action.LIST_TRIGGERS, Listings.names(250), Map.of());

        Answer answer = functions.call(
                Action.LIST_TRIGGERS, door, Map.of("connection", "keys", "all", true, "dependentJobName", "lonely"));

        assertThat(answer.body().path("names")).isEmpty();
        assertThat(functions.glue().requests("BatchGetTriggers")).hasSize(3);
    }
}

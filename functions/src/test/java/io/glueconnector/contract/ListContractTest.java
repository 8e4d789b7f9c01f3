package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the parts that the three lists share: pages, markers and tags. */
class ListContractTest {
    private static final String LISTS = "io.glueconnector.contract.Listings#listsAndDoors";

    @RegisterExtension
    private final Functions functions = new Functions();

    private Answer list(Action list, Door door, Map<String, Object> more) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("connection", "keys"));
        fields.putAll(more);
        return functions.call(list, door, fields);
    }

    private void create(Action list, int count) {
        Listings.create(functions.account(), list, Listings.names(count), Map.of());
    }

    private static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.body().path("names").forEach(name -> names.add(name.asText()));
        return names;
    }

    private void refused(Answer answer, String detail) {
        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith(detail);
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void list_ofNothing_isEmptyWithoutMarker(Action list, Door door) {
        assertThat(list(list, door, Map.of()).body()).isEqualTo(Json.parse("{\"names\": []}"));
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void list_byDefault_returnsFiftyAndAMarker(Action list, Door door) {
        create(list, 51);

        Answer answer = list(list, door, Map.of());

        assertThat(names(answer)).isEqualTo(Listings.names(50));
        assertThat(answer.text("marker").orElseThrow()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void list_ofExactlyFifty_hasNoMarker(Action list, Door door) {
        create(list, 50);

        Answer answer = list(list, door, Map.of());

        assertThat(names(answer)).hasSize(50);
        assertThat(answer.body().has("marker")).isFalse();
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void list_byMarkers_returnsEachNameOnce(Action list, Door door) {
        create(list, 23);
        List<String> seen = new ArrayList<>();
        Answer answer = list(list, door, Map.of("maxItems", 5));
        seen.addAll(names(answer));

        while (answer.text("marker").isPresent()) {
            answer = list(
                    list,
                    door,
                    Map.of("maxItems", 5, "marker", answer.text("marker").get()));
            seen.addAll(names(answer));
        }

        assertThat(seen).isEqualTo(Listings.names(23));
        assertThat(functions.glue().requests(list.title()))
                .hasSize(5)
                .allSatisfy(request ->
                        assertThat(request.body().path("MaxResults").asInt()).isEqualTo(5));
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void maxItems_ofOne_returnsOne(Action list, Door door) {
        create(list, 2);

        assertThat(names(list(list, door, Map.of("maxItems", 1)))).containsExactly("thing-00000");
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void marker_ofAnotherConnection_isRejected(Action list, Door door) {
        create(list, 3);
        String marker = list(list, door, Map.of("maxItems", 1)).text("marker").orElseThrow();

        refused(
                list(list, door, Map.of("connection", "temporary", "marker", marker)),
                "marker: expected a marker that");
        refused(list(list, door, Map.of("region", "us-east-1", "marker", marker)), "marker: expected a marker that");
        refused(list(list, door, Map.of("tags", Map.of("a", "b"), "marker", marker)), "marker: expected a marker that");
        assertThat(functions.glue().requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void marker_withATokenThatGlueRejects_hasExpired(Action list, Door door) {
        create(list, 3);
        String marker = list(list, door, Map.of("maxItems", 1)).text("marker").orElseThrow();
        functions
                .glue()
                .faults()
                .next(
                        list.title(),
                        Fault.errorBefore(400, "InvalidInputException", "The pagination token has expired"));

        refused(list(list, door, Map.of("marker", marker)), "marker: has expired. List again from the beginning");
        assertThat(functions.logged(list).path("diagnosis").asText()).contains("The pagination token has expired");
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void marker_ofAnotherList_isRejected(Action list, Door door) {
        create(list, 3);
        String marker = list(list, door, Map.of("maxItems", 1)).text("marker").orElseThrow();

        for (Action other : Listings.ALL) {
            if (other != list) {
                refused(
                        list(other, door, Map.of("marker", marker)),
                        "marker: expected a marker that this action returned");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void marker_corrupted_isRejected(Action list, Door door) {
        create(list, 3);
        String marker = list(list, door, Map.of("maxItems", 1)).text("marker").orElseThrow();
        String flipped = (marker.startsWith("A") ? "B" : "A") + marker.substring(1);

        for (String spoilt : List.of(flipped, marker.substring(1), marker + "AAAA", "AAAA", "x", "", "a b", "a=")) {
            refused(list(list, door, Map.of("marker", spoilt)), "marker: expected");
        }
        assertThat(functions.glue().requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void tags_severalGiven_mustAllMatch(Action list, Door door) {
        Listings.create(functions.account(), list, "both", Map.of("env", "prod", "team", "a b=c"));
        Listings.create(functions.account(), list, "first", Map.of("env", "prod"));
        Listings.create(functions.account(), list, "second", Map.of("team", "a b=c"));
        Listings.create(functions.account(), list, "wrong", Map.of("env", "test", "team", "a b=c"));

        Answer answer = list(list, door, Map.of("tags", Map.of("env", "prod", "team", "a b=c")));

        assertThat(names(answer)).containsExactly("both");
        assertThat(functions.glue().requests(list.title()).getFirst().body().path("Tags"))
                .isEqualTo(Json.parse("{\"env\": \"prod\", \"team\": \"a b=c\"}"));
    }

    /** Over HTTP, a tag is split at its first equals sign, so only a direct call can name such a key. */
    @ParameterizedTest
    @EnumSource(names = {"LIST_CRAWLERS", "LIST_JOBS", "LIST_TRIGGERS"})
    void tags_keyWithAnEqualsSign_isSentByADirectCall(Action list) {
        Listings.create(functions.account(), list, "tagged", Map.of("k=ey", "v"));

        assertThat(names(list(list, Door.DIRECT, Map.of("tags", Map.of("k=ey", "v")))))
                .containsExactly("tagged");
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void tags_withMarker_continueTheList(Action list, Door door) {
        Listings.create(functions.account(), list, Listings.names(3), Map.of("env", "prod"));
        Map<String, Object> tags = Map.of("env", "prod");
        Answer first = list(list, door, Map.of("tags", tags, "maxItems", 2));

        Answer second = list(
                list, door, Map.of("tags", tags, "marker", first.text("marker").orElseThrow()));

        assertThat(names(second)).containsExactly("thing-00002");
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void all_withMaxItems_isRejected(Action list, Door door) {
        refused(list(list, door, Map.of("all", true, "maxItems", 5)), "maxItems: cannot be combined with all=true");
        assertThat(functions.glue().requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void all_false_isThePlainList(Action list, Door door) {
        create(list, 51);

        assertThat(names(list(list, door, Map.of("all", false)))).hasSize(50);
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void page_emptyWithToken_isSkipped(Action list, Door door) {
        create(list, 3);
        functions
                .glue()
                .faults()
                .next(list.title(), Fault.body("{\"%s\": [], \"NextToken\": \"on\"}".formatted(Listings.member(list))));
        functions
                .glue()
                .faults()
                .next(list.title(), Fault.body("{\"%s\": [\"found\"]}".formatted(Listings.member(list))));

        assertThat(list(list, door, Map.of()).body()).isEqualTo(Json.parse("{\"names\": [\"found\"]}"));
        assertThat(functions
                        .glue()
                        .requests(list.title())
                        .get(1)
                        .body()
                        .path("NextToken")
                        .asText())
                .isEqualTo("on");
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void page_withEmptyToken_isTheLast(Action list, Door door) {
        functions
                .glue()
                .faults()
                .always(
                        list.title(),
                        Fault.body("{\"%s\": [\"only\"], \"NextToken\": \"\"}".formatted(Listings.member(list))));

        assertThat(list(list, door, Map.of("all", true)).body()).isEqualTo(Json.parse("{\"names\": [\"only\"]}"));
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void token_repeated_failsInsteadOfLooping(Action list, Door door) {
        functions
                .glue()
                .faults()
                .always(
                        list.title(),
                        Fault.body("{\"%s\": [], \"NextToken\": \"again\"}".formatted(Listings.member(list))));

        Answer answer = list(list, door, Map.of("all", true));

        assertThat(answer.code()).isEqualTo("GlueFailure");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(functions.glue().requests(list.title()).size()).isBetween(2, 3);
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void tags_ofInvalidShape_areRejected(Action list, Door door) {
        Map<String, String> many = new LinkedHashMap<>();
        Listings.names(51).forEach(name -> many.put(name, ""));
        for (Map<String, ?> tags : List.of(many, Map.of("k".repeat(129), "v"), Map.of("k", "v".repeat(257)))) {
            Answer answer = list(list, door, Map.of("tags", tags));

            assertThat(answer.code()).isEqualTo("InvalidRequest");
            assertThat(answer.detail()).startsWith("tag").matches(door == Door.HTTP ? "tag\\b.*" : "tags\\b.*");
        }
        assertThat(functions.glue().requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(LISTS)
    void list_inAnotherRegion_returnsItsNames(Action list, Door door) {
        create(list, 1);
        Listings.create(functions.glue().account(Functions.ACCOUNT, "us-east-1"), list, "elsewhere", Map.of());

        JsonNode names = list(list, door, Map.of("region", "us-east-1")).body().path("names");

        assertThat(names).extracting(JsonNode::asText).containsExactly("elsewhere");
        assertThat(functions.glue().requests().getFirst().region()).isEqualTo("us-east-1");
    }
}

package io.glueconnector.fakeglue.tags;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.protocol.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operations on the tags of any resource. */
public final class TagOperations {
    private static final Pattern ARN =
            Pattern.compile("arn:[^:]+:glue:(?<region>[^:]+):(?<account>\\d{12}):(?<type>[^/]+)/(?<name>.+)");

    private final Map<String, BiFunction<Scope, String, Optional<Map<String, String>>>> tagsByType;

    /**
     * Creates the operations.
     *
     * @param tagsByType finds the tags of a resource by name, for each resource type in ARNs
     */
    public TagOperations(Map<String, BiFunction<Scope, String, Optional<Map<String, String>>>> tagsByType) {
        this.tagsByType = Map.copyOf(tagsByType);
    }

    public List<Operation> operations() {
        Shape getTags = Shape.structure().required("ResourceArn", Shape.text(1, 10_240));
        return List.of(new Operation("GetTags", getTags, this::getTags));
    }

    private ObjectNode getTags(Call call) {
        Matcher arn = ARN.matcher(call.text("ResourceArn"));
        if (!arn.matches() || !tagsByType.containsKey(arn.group("type"))) {
            throw GlueError.invalidInput("Not the ARN of a job, crawler or trigger: " + call.text("ResourceArn"));
        }
        Map<String, String> tags = Optional.of(new Scope(arn.group("account"), arn.group("region")))
                .filter(call.scope()::equals)
                .flatMap(scope -> tagsByType.get(arn.group("type")).apply(scope, arn.group("name")))
                .orElseThrow(() -> GlueError.notFound("Resource not found: " + call.text("ResourceArn")));
        ObjectNode answer = Json.object();
        answer.set("Tags", Json.map(tags));
        return answer;
    }
}

package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One operation of the API.
 *
 * @param name as in {@code X-Amz-Target}
 * @param input the request's shape
 * @param effect what it does; throws {@link GlueError} when it refuses
 */
public record Operation(String name, Shape input, Function<Call, ObjectNode> effect) {

    /** Checks the request and does what it asks for; throws {@link GlueError} when either refuses. */
    public ObjectNode perform(Scope scope, ObjectNode request) {
        List<String> problems = new ArrayList<>();
        input.check("", request, problems);
        if (!problems.isEmpty()) {
            throw GlueError.validation(problems);
        }
        return effect.apply(new Call(scope, name, request));
    }
}

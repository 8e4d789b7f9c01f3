package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One operation of the API.
 *
 * @param name the name, as in {@code X-Amz-Target}
 * @param input the request's shape
 * @param effect performs the operation; throws {@link GlueError} if it fails
 */
public record Operation(String name, Shape input, Function<Call, ObjectNode> effect) {

    /** Checks the request and performs it; throws {@link GlueError} if either fails. */
    public ObjectNode perform(Scope scope, ObjectNode request) {
        List<String> problems = new ArrayList<>();
        input.check("", request, problems);
        if (!problems.isEmpty()) {
            throw GlueError.validation(problems);
        }
        return effect.apply(new Call(scope, name, request));
    }
}

package io.glueconnector.snapshot;

import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is rehearsed of one action: events that it answers, and what AWS answers it.
 *
 * @param events the events
 * @param answers the bodies of AWS's answers by target, such as {@code AWSGlue.ListJobs}
 */
record Script(List<String> events, Map<String, String> answers) {

    /**
     * Reads the script that lies beside an action's class.
     *
     * @throws IOException if there is none or it is malformed
     */
    static Script of(Class<?> action) throws IOException {
        String name = action.getSimpleName() + ".priming.json";
        try (InputStream file = action.getResourceAsStream(name)) {
            if (file == null) {
                throw new FileNotFoundException(name + ": expected beside " + action.getName());
            }
            Map<String, Object> script = Json.parseObject(file.readAllBytes());
            List<String> events =
                    ((List<?>) script.get("events")).stream().map(Json::write).toList();
            Map<String, String> answers = ((Map<?, ?>) script.get("answers"))
                    .entrySet().stream()
                            .collect(Collectors.toMap(
                                    entry -> entry.getKey().toString(), entry -> Json.write(entry.getValue())));
            return new Script(events, answers);
        } catch (MalformedJson e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }
}

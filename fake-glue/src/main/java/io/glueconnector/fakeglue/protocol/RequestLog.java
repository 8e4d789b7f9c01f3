package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.glueconnector.fakeglue.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The latest requests, in the order of arrival. */
public final class RequestLog {
    private final Recent<ReceivedRequest> requests = new Recent<>();

    public List<ReceivedRequest> all() {
        return requests.all();
    }

    public List<ReceivedRequest> of(String operation) {
        return requests.all().stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    public Map<String, Long> counts() {
        return requests.all().stream()
                .collect(Collectors.groupingBy(ReceivedRequest::operation, TreeMap::new, Collectors.counting()));
    }

    public void clear() {
        requests.clear();
    }

    public void record(Instant at, String operation, HttpRequest request) {
        String accessKeyId = "";
        String region = "";
        try {
            Signature signature = Signature.of(request.header("authorization"));
            accessKeyId = signature.accessKeyId();
            region = signature.region();
        } catch (GlueError unsigned) {
            // Recorded as unsigned; the check that follows returns the error to the caller.
        }
        requests.add(new ReceivedRequest(
                at,
                operation,
                accessKeyId,
                request.header("x-amz-security-token").isPresent(),
                region,
                request.header("host").orElse(""),
                body(request)));
    }

    private static JsonNode body(HttpRequest request) {
        try {
            return Json.parse(request.body());
        } catch (IllegalArgumentException notJson) {
            return MissingNode.getInstance();
        }
    }
}

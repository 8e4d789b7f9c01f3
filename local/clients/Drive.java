import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.model.Problem;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Sends the requests that standard input describes through the generated Java client, and prints what it returns. */
final class Drive {

    private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();

    public static void main(String[] args) throws Exception {
        ArrayNode results = JSON.createArrayNode();
        for (JsonNode call : JSON.readTree(System.in)) {
            results.add(sent(call));
        }
        System.out.println(JSON.writeValueAsString(results));
    }

    private static ObjectNode sent(JsonNode call) throws Exception {
        Object api = api(call);
        String name = lowerFirst(call.get("action").asText()) + "WithHttpInfo";
        Method method = Arrays.stream(api.getClass().getMethods())
                .filter(it -> it.getName().equals(name) && !takesHeaders(it))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method " + name));
        try {
            ApiResponse<?> response = (ApiResponse<?>) method.invoke(api, arguments(call, method));
            return result(response.getStatusCode(), response.getData());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ApiException failure && failure.getResponseBody() != null) {
                return result(failure.getCode(), JSON.readValue(failure.getResponseBody(), Problem.class));
            }
            throw e;
        }
    }

    private static Object api(JsonNode call) throws ReflectiveOperationException {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
        ApiClient client = new ApiClient();
        client.updateBaseUri(call.get("url").asText());
        client.setRequestInterceptor(new Signature(credentials, call.get("region").asText()));
        String tag = call.get("tag").asText();
        String name = "org.openapitools.client.api." + tag.substring(0, 1).toUpperCase() + tag.substring(1) + "Api";
        return Class.forName(name).getConstructor(ApiClient.class).newInstance(client);
    }

    private static boolean takesHeaders(Method method) {
        return Arrays.stream(method.getParameters()).anyMatch(it -> it.getName().equals("headers"));
    }

    private static Object[] arguments(JsonNode call, Method method) {
        Map<String, JsonNode> given = new HashMap<>();
        call.get("parameters").properties().forEach(it -> given.put(lowerFirst(it.getKey().replace("-", "")), it.getValue()));
        if (call.has("body")) {
            given.put(lowerFirst(call.get("bodyType").asText()), call.get("body"));
        }
        return Arrays.stream(method.getParameters()).map(it -> typed(given, it)).toArray();
    }

    private static Object typed(Map<String, JsonNode> given, Parameter parameter) {
        return JSON.convertValue(given.get(parameter.getName()), JSON.constructType(parameter.getParameterizedType()));
    }

    private static ObjectNode result(int status, Object body) {
        return JSON.createObjectNode().put("status", status).set("body", JSON.valueToTree(body));
    }

    private static String lowerFirst(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}

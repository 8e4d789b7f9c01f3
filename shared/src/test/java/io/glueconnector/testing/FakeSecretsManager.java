package io.glueconnector.testing;

import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Secrets Manager server that supports GetSecretValue.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
public final class FakeSecretsManager implements AutoCloseable {
    private final Map<String, Map<String, Object>> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger versions = new AtomicInteger();
    private final StubServer server = new StubServer(this::answer);
    private volatile Optional<Reply> failure = Optional.empty();

    public String url() {
        return server.url();
    }

    /** Stores a new version of a secret. */
    public void put(String id, String json) {
        secrets.put(id, version(id, "SecretString", json));
    }

    /** Stores a new version of a secret that is not text. */
    public void putBinary(String id, String base64) {
        secrets.put(id, version(id, "SecretBinary", base64));
    }

    /** Responds to every request with this reply from now on. */
    public void failWith(Reply reply) {
        failure = Optional.of(reply);
    }

    /** Returns secrets again. */
    public void recover() {
        failure = Optional.empty();
    }

    public List<Request> requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }

    private Map<String, Object> version(String id, String member, String value) {
        String version = "00000000-0000-4000-8000-%012d".formatted(versions.incrementAndGet());
        return Map.of("Name", id, "VersionId", version, member, value);
    }

    private Reply answer(Request request) {
        return failure.orElseGet(() -> Optional.ofNullable(secrets.get(secretId(request)))
                .map(secret -> Reply.json(200, Json.write(secret)))
                .orElseGet(() -> Reply.failure(
                        400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")));
    }

    private static String secretId(Request request) {
        try {
            return String.valueOf(Json.parseObject(request.body()).get("SecretId"));
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }
}

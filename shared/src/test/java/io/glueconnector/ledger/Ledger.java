package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeDynamoDb;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.regions.Region;

/** A ledger over a table of starts on a loopback socket, whose time stands still until it is turned. */
final class Ledger implements BeforeEachCallback, AfterEachCallback {
    /** How long each caller may take. */
    static final Duration TIME_LEFT = Duration.ofSeconds(26);

    static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    final DrivenClock clock = new DrivenClock(BEGIN);
    final FakeDynamoDb dynamoDb = new FakeDynamoDb();
    final AtomicInteger names = new AtomicInteger();
    private final Endpoints endpoints = new Endpoints();
    private StartTable table;

    @Override
    public void beforeEach(ExtensionContext context) {
        endpoints.dynamoDb(dynamoDb.url());
        table = new StartTable(AwsOverHttp.clients().dynamoDb(Region.EU_WEST_1), "starts");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        endpoints.close();
        dynamoDb.close();
    }

    /** The starts of one function. */
    Starts starts() {
        return new Starts(table, clock, () -> "name-" + names.incrementAndGet());
    }

    StartTable table() {
        return table;
    }

    Caller caller() {
        return new Caller(new ConnectionName("team-a"), "invocation-1", () -> TIME_LEFT);
    }

    static StartRequest request(String key) {
        return new StartRequest(Optional.of(key), Optional.of("execution-1"), "fingerprint");
    }

    /** What the table holds under a caller's key. */
    Map<String, Object> row(String key) {
        return dynamoDb.row(Caller.startId(new ConnectionName("team-a"), key));
    }

    /** One attribute of the row under a caller's key, as DynamoDB writes it. */
    String value(String key, String attribute) {
        return ((Map<?, ?>) row(key).get(attribute)).values().iterator().next().toString();
    }
}

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

/** A ledger over a starts table on a loopback socket, with a clock that a test advances. */
final class Ledger implements BeforeEachCallback, AfterEachCallback {
    /** The time that each caller has left. */
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

    /** Returns the starts of one function. */
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

    /** Returns the item under a caller's key. */
    Map<String, Object> row(String key) {
        return dynamoDb.row(Caller.startId(new ConnectionName("team-a"), key));
    }

    /** Returns an attribute of the item under a caller's key in DynamoDB's format. */
    String value(String key, String attribute) {
        return ((Map<?, ?>) row(key).get(attribute)).values().iterator().next().toString();
    }
}

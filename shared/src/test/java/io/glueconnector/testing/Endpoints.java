package io.glueconnector.testing;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Points AWS SDK clients that are built during a test to loopback servers, and sets other system properties. All settings apply
 * to that test only.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">Service-specific endpoints</a>
 */
public final class Endpoints implements AfterEachCallback, AutoCloseable {
    private final Map<String, String> before = new HashMap<>();

    public void glue(String url) {
        property("aws.endpointUrlGlue", url);
    }

    public void logs(String url) {
        property("aws.endpointUrlCloudWatchLogs", url);
    }

    public void sts(String url) {
        property("aws.endpointUrlSts", url);
    }

    public void secretsManager(String url) {
        property("aws.endpointUrlSecretsManager", url);
    }

    public void dynamoDb(String url) {
        property("aws.endpointUrlDynamoDb", url);
    }

    /** Sets a system property until the test ends. */
    public void property(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name));
        System.setProperty(name, value);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        before.clear();
    }
}

package io.glueconnector.testing;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.SdkHttpClient;

/** AWS clients over the HTTP client that the build selects for the tests, never over its replacement. */
public final class AwsOverHttp {
    private AwsOverHttp() {}

    public static AwsClients clients() {
        return new AwsClients(client(), AwsClients.timer());
    }

    public static SdkHttpClient client() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        SdkHttpClient client =
                HttpClients.of(System.getenv(), false).open(new PrintStream(log, true, StandardCharsets.UTF_8));
        if (log.size() > 0) {
            throw new IllegalStateException(log.toString(StandardCharsets.UTF_8));
        }
        return client;
    }
}

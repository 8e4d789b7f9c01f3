package io.glueconnector.testing;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.SdkHttpClient;

/** Clients of AWS over the HTTP client that the build has the tests run with, and never over the one that takes its place. */
public final class AwsOverHttp {
    private AwsOverHttp() {}

    public static AwsClients clients() {
        return new AwsClients(client(), AwsClients.timer());
    }

    public static SdkHttpClient client() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        SdkHttpClient client =
                HttpClients.of(System.getenv(), false).open(new PrintStream(said, true, StandardCharsets.UTF_8));
        if (said.size() > 0) {
            throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
        }
        return client;
    }
}

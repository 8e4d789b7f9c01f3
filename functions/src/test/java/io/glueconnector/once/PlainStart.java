package io.glueconnector.once;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.contract.Connections;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import io.glueconnector.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/**
 * A start as most functions make it: one call with the SDK's default client, and a failure that the caller retries. The
 * connector exists to prevent what the matrix finds here.
 */
final class PlainStart implements RequestStreamHandler {
    private final GlueClient glue;

    PlainStart(SdkHttpClient http) {
        glue = GlueClient.builder()
                .region(Region.EU_WEST_1)
                .httpClient(http)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        Connections.KEYS.accessKeyId(), Connections.secret("keys/secretAccessKey"))))
                .build();
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        Duration time = Duration.ofMillis(context.getRemainingTimeInMillis());
        try {
            String id = glue.startJobRun(request ->
                            request.jobName(World.JOB).overrideConfiguration(config -> config.apiCallTimeout(time)))
                    .jobRunId();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("jobRunId", id);
            output.write(Json.write(answer).getBytes(StandardCharsets.UTF_8));
        } catch (SdkException e) {
            throw new GlueFailure("failed", Retry.anytime()).during(context.getAwsRequestId());
        }
    }
}

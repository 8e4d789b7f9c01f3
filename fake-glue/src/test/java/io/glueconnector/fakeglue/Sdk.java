package io.glueconnector.fakeglue;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/** The real SDK, without retries, with a fake Glue as its endpoint. */
final class Sdk {
    static final String ACCOUNT = "000000000000";
    static final String REGION = "eu-west-1";

    private Sdk() {}

    static GlueClient client(FakeGlue glue) {
        return client(glue, REGION, AwsBasicCredentials.create("AKIAEXAMPLE", "secret"));
    }

    static GlueClient client(FakeGlue glue, String region, AwsCredentials credentials) {
        return GlueClient.builder()
                .endpointOverride(glue.endpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(10)))
                .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}

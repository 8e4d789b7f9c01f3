package io.glueconnector.bench;

import io.glueconnector.fakeglue.FakeGlue;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.testing.FakeDynamoDb;
import io.glueconnector.testing.FakeSecretsManager;

/** Fake Glue, DynamoDB and Secrets Manager on the loopback interface, which all clients of this process call. */
final class Loopback implements AutoCloseable {
    static final String REGION = "eu-west-1";
    static final String JOB = "measured";
    static final String ACCESS_KEY_ID = "AKIABENCHMARK0000000";
    static final String SECRET_ACCESS_KEY = "the-benchmarks-secret-access-key-0000000";

    private final FakeGlue glue = FakeGlue.start();
    private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
    private final FakeSecretsManager secretsManager = new FakeSecretsManager();

    Loopback() {
        System.setProperty("aws.endpointUrlGlue", glue.endpoint().toString());
        System.setProperty("aws.endpointUrlDynamoDb", dynamoDb.url());
        System.setProperty("aws.endpointUrlSecretsManager", secretsManager.url());
        glue.account("000000000000", REGION).createJob(JobDefinition.spark(JOB).withMaxConcurrentRuns(1_000_000));
        secretsManager.put(
                "bench/default",
                "{\"type\":\"accessKey\",\"accessKeyId\":\"%s\",\"secretAccessKey\":\"%s\"}"
                        .formatted(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    }

    int callsOfDynamoDb() {
        return dynamoDb.requests().size();
    }

    @Override
    public void close() {
        secretsManager.close();
        dynamoDb.close();
        glue.close();
    }
}

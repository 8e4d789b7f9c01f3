package io.glueconnector.bench.naive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

final class Connections {
    private final SecretsManagerClient secrets = SecretsManagerClient.create();
    private final Map<String, GlueClient> clients = new ConcurrentHashMap<>();

    GlueClient glue(Map<String, String> event) {
        return clients.computeIfAbsent(event.getOrDefault("connection", "default"), this::client);
    }

    private GlueClient client(String connection) {
        String name = System.getenv("CONNECTION_PREFIX") + connection;
        JsonNode secret = JsonNode.parser()
                .parse(secrets.getSecretValue(request -> request.secretId(name)).secretString());
        return GlueClient.builder()
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(text(secret, "accessKeyId"), text(secret, "secretAccessKey"))))
                .build();
    }

    private static String text(JsonNode secret, String field) {
        return secret.field(field).orElseThrow().asString();
    }
}

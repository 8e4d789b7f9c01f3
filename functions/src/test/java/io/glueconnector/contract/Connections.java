package io.glueconnector.contract;

import io.glueconnector.json.Json;
import io.glueconnector.testing.Canaries;
import io.glueconnector.testing.FakeSecretsManager;
import io.glueconnector.testing.FakeSts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The connections of every test stack. */
public enum Connections {
    /** A long-lived key pair. */
    KEYS("keys", "AKIAKEYSOFTHETEAM001", "", ""),
    /** A temporary key pair. */
    TEMPORARY("temporary", "ASIAKEYSFORTODAY0002", "", ""),
    /** A role in another account, assumed with a key pair and an External ID. */
    CUSTOMER("customer", "AKIABASEOFTHEROLE003", "arn:aws:iam::444455556666:role/reports", "444455556666"),
    /** A role assumed with another key pair, without an External ID. */
    COLLEAGUE("colleague", "AKIABASEWITHOUTID004", "arn:aws:iam::777788889999:role/team/loads", "777788889999");

    /** The prefix of the secrets' names. */
    static final String PREFIX = "glue-connector/";

    private final String connection;
    private final String accessKeyId;
    private final String roleArn;
    private final String account;

    Connections(String connection, String accessKeyId, String roleArn, String account) {
        this.connection = connection;
        this.accessKeyId = accessKeyId;
        this.roleArn = roleArn;
        this.account = account;
    }

    /** Returns the name that requests use. */
    public String connection() {
        return connection;
    }

    public String accessKeyId() {
        return accessKeyId;
    }

    public String roleArn() {
        return roleArn;
    }

    public String account() {
        return account;
    }

    public boolean isRole() {
        return !roleArn.isEmpty();
    }

    /** Returns the External ID of the one connection that has one. */
    public String externalId() {
        return "id:" + secret(connection + "/externalId");
    }

    /** Returns the fields of the connection's secret. */
    public Map<String, Object> secret() {
        Map<String, Object> secret = new LinkedHashMap<>();
        secret.put("type", isRole() ? "assumeRole" : "accessKey");
        secret.put("accessKeyId", accessKeyId);
        secret.put("secretAccessKey", secret(connection + "/secretAccessKey"));
        switch (this) {
            case KEYS -> {}
            case TEMPORARY -> secret.put("sessionToken", secret(connection + "/sessionToken"));
            case CUSTOMER -> {
                secret.put("roleArn", roleArn);
                secret.put("externalId", externalId());
            }
            case COLLEAGUE -> secret.put("roleArn", roleArn);
        }
        return secret;
    }

    /** Returns a unique string of 40 characters, always the same for the same label. */
    public static String secret(String label) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(label.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest).substring(0, 40);
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java platform has SHA-256", e);
        }
    }

    /** Stores every connection and allows its role to be assumed. */
    static void store(FakeSecretsManager secrets, FakeSts sts, Canaries canaries) {
        for (Connections connection : values()) {
            Map<String, Object> secret = connection.secret();
            secrets.put(PREFIX + connection.connection, Json.write(secret));
            secret.forEach((field, value) -> {
                if (!field.equals("type") && !field.equals("roleArn")) {
                    canaries.watch((String) value);
                }
            });
        }
        sts.trust(CUSTOMER.roleArn, CUSTOMER.externalId());
        sts.trust(COLLEAGUE.roleArn);
    }
}

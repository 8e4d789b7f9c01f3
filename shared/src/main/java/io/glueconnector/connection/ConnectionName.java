package io.glueconnector.connection;

import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;

/** The name of a connection: 1 to 64 letters, digits, hyphens and underscores. */
public record ConnectionName(String value) {
    /** The connection of a direct invocation that names none. */
    public static final ConnectionName DEFAULT = new ConnectionName("default");

    private static final TextRule RULE =
            TextRule.matching("[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, hyphens or underscores, unencoded");

    /**
     * Reads the field {@code connection}. It rejects null, which must not select the default connection.
     *
     * @throws io.glueconnector.error.InvalidRequest if the field is not a valid connection name
     */
    public static ConnectionName read(Fields fields) {
        fields.refuseNull("connection");
        return fields.text("connection", RULE).map(ConnectionName::new).orElse(DEFAULT);
    }

    @Override
    public String toString() {
        return value;
    }
}

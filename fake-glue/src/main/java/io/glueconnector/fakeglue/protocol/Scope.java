package io.glueconnector.fakeglue.protocol;

/** An account in a Region. Glue keeps separate state for each. */
public record Scope(String account, String region) {

    /** Returns the ARN of a resource in this scope, for example of type {@code job}. */
    public String arn(String type, String name) {
        return "arn:aws:glue:" + region + ":" + account + ":" + type + "/" + name;
    }
}

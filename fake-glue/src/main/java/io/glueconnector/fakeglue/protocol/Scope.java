package io.glueconnector.fakeglue.protocol;

/** An account in a Region: what Glue keeps its state by. */
public record Scope(String account, String region) {

    /** The ARN of a resource here, say of type {@code job}. */
    public String arn(String type, String name) {
        return "arn:aws:glue:" + region + ":" + account + ":" + type + "/" + name;
    }
}

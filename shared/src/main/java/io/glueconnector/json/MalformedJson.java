package io.glueconnector.json;

/** A text is not the JSON that was expected; the message tells where and never repeats the text. */
public final class MalformedJson extends Exception {
    MalformedJson(String message) {
        super(message, null, false, false);
    }
}

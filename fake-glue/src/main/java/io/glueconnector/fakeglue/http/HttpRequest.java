package io.glueconnector.fakeglue.http;

import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request as received from the socket.
 *
 * @param method the method, as sent
 * @param path the path without the query
 * @param query the query without its question mark, empty if there is none
 * @param headers header values by lower-case name; the last one for a repeated header
 * @param body the body
 */
public record HttpRequest(String method, String path, String query, Map<String, String> headers, String body) {

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}

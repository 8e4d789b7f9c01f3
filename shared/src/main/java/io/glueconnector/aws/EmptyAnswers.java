package io.glueconnector.aws;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Takes a success without a single byte for the lost answer that it is, where the operation answers anything at all. The SDK
 * would read it as an answer without members: a list of nothing, a start without an id.
 */
final class EmptyAnswers implements ExecutionInterceptor {
    @Override
    public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
        boolean empty = context.httpResponse()
                .firstMatchingHeader("Content-Length")
                .filter("0"::equals)
                .isPresent();
        if (empty && !context.response().sdkFields().isEmpty()) {
            throw SdkClientException.create("The answer has no body.");
        }
    }
}

package io.glueconnector.aws;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Treats an empty successful response as lost if the operation returns any members. The SDK would read it as a
 * response without members: an empty list, or a start without an id.
 */
final class EmptyAnswers implements ExecutionInterceptor {
    @Override
    public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
        boolean empty = context.httpResponse()
                .firstMatchingHeader("Content-Length")
                .filter("0"::equals)
                .isPresent();
        if (empty && !context.response().sdkFields().isEmpty()) {
            throw SdkClientException.create("The response has no body.");
        }
    }
}

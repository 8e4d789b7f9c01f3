package io.glueconnector.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Requests a new connection for each request. A pooled one may have died while the function was frozen, and a start that is
 * lost on it has an unknown outcome. The JDK's client checks first whether a pooled one is still open, and closes it afterwards.
 */
final class FreshConnection implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder()
                .putHeader("Connection", "close")
                .build();
    }
}

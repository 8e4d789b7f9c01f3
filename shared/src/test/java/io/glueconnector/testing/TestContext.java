package io.glueconnector.testing;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.util.function.IntSupplier;

/** The Lambda context of one invocation. */
public record TestContext(String requestId, IntSupplier remaining) implements Context {
    /** Creates an invocation with as much time as the stack's functions have. */
    public TestContext() {
        this("8f5b1c9e-3a44-4b0e-9a63-0d0f2f6f7a11", 26_000);
    }

    /** Creates an invocation that always has this much time left. */
    public TestContext(String requestId, int remainingMillis) {
        this(requestId, () -> remainingMillis);
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + getFunctionName();
    }

    @Override
    public String getLogStreamName() {
        return "2026/01/01/[1]0123456789abcdef";
    }

    @Override
    public String getFunctionName() {
        return "glue-connector-test";
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-west-1:111122223333:function:" + getFunctionName() + ":live";
    }

    @Override
    public CognitoIdentity getIdentity() {
        throw new UnsupportedOperationException("no function uses a Cognito identity");
    }

    @Override
    public ClientContext getClientContext() {
        throw new UnsupportedOperationException("no function uses a client context");
    }

    @Override
    public int getRemainingTimeInMillis() {
        return remaining.getAsInt();
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1024;
    }

    @Override
    public LambdaLogger getLogger() {
        throw new UnsupportedOperationException("no function uses Lambda's logger, which would wrap its metrics");
    }
}

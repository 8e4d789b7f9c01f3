package io.glueconnector.once;

import io.glueconnector.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A caller that requests a start until it succeeds or gives up. */
final class Party {
    private final byte[] input;
    private final boolean overHttp;
    private final String requestId;
    private final RetryPolicy policy;
    private final List<Try> tries = new ArrayList<>();

    Party(byte[] input, boolean overHttp, String requestId, RetryPolicy policy) {
        this.input = input;
        this.overHttp = overHttp;
        this.requestId = requestId;
        this.policy = policy;
    }

    void tryOnce(FunctionProcess process, int remainingMillis) {
        tries.add(process.invoke(input, overHttp, new TestContext(requestId + "-" + tag(), remainingMillis)));
    }

    List<Try> tries() {
        return tries;
    }

    /** Returns how long to wait before the next try, or empty if there is none. */
    Optional<Duration> next() {
        return tries.getLast().isOk() ? Optional.empty() : policy.after(tries.getLast(), tries.size());
    }

    // Lambda keeps an invocation's id across its own retries. Over HTTP, each request is a new invocation.
    private String tag() {
        return overHttp ? String.valueOf(tries.size()) : "";
    }
}

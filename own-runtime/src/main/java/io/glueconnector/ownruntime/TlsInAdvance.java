package io.glueconnector.ownruntime;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Sets TLS up while the function is initialised: trust store, algorithms and the first message of a handshake, sent to nobody.
 *
 * <p>The first call would do it otherwise, and it is the largest part of that call.
 */
final class TlsInAdvance {
    private TlsInAdvance() {}

    /** Begins in a thread of its own, unless the endpoint of AWS is one without TLS. */
    static void begin(Map<String, String> environment) {
        if (!environment.getOrDefault("AWS_ENDPOINT_URL", "").startsWith("http:")) {
            Thread.ofPlatform().daemon().name("tls-in-advance").start(TlsInAdvance::greetNobody);
        }
    }

    private static void greetNobody() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine("127.0.0.1", 443);
            engine.setUseClientMode(true);
            ByteBuffer greeting = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), greeting);
        } catch (NoSuchAlgorithmException | SSLException _) {
            // The first connection meets the same failure and says so to its caller.
        }
    }
}

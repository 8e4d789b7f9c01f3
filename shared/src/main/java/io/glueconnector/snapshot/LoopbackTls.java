package io.glueconnector.snapshot;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Both ends of TLS on the loopback interface, with a key and certificates that are made for one rehearsal. */
final class LoopbackTls {
    private static final int KEY_BITS = 2048;

    private final KeyPair keys;
    private final X509Certificate authority;
    private final X509Certificate server;

    private LoopbackTls(KeyPair keys, X509Certificate authority, X509Certificate server) {
        this.keys = keys;
        this.authority = authority;
        this.server = server;
    }

    /** Makes them. AWS's endpoints have keys of the same kind. */
    static LoopbackTls make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair keys = generator.generateKeyPair();
            Certificates certificates = new Certificates(keys);
            return new LoopbackTls(keys, certificates.ofAuthority(), certificates.ofLoopback());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Priming: no certificate could be made", e);
        }
    }

    SSLServerSocketFactory server() {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            char[] password = new char[0];
            KeyStore store = empty();
            store.setKeyEntry("server", keys.getPrivate(), password, new X509Certificate[] {server, authority});
            managers.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Priming: TLS could not be set up", e);
        }
    }

    /** A client that trusts the server and remembers no session with it. */
    SSLSocketFactory client() {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("authority", authority);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Priming: TLS could not be set up", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}

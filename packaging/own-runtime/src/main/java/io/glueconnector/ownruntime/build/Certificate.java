package io.glueconnector.ownruntime.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for 127.0.0.1 and the authority that signed it, generated for each build. */
final class Certificate {
    private static final String PASSWORD = "changeit";

    private final Path keys;
    private final Path authority;

    /** Generates both in a folder. */
    Certificate(Path folder) throws IOException, InterruptedException {
        keys = folder.resolve("keys.p12");
        authority = folder.resolve("authority.pem");
        generate("authority", "-ext", "bc:c");
        generate("server", "-signer", "authority", "-ext", "san=ip:127.0.0.1");
        Commands.keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "authority",
                "-keystore",
                keys,
                "-storepass",
                PASSWORD,
                "-file",
                authority);
    }

    /** Returns the authority's certificate as a PEM file. */
    Path authority() {
        return authority;
    }

    SSLContext server() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(keys)) {
            store.load(stored, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        store.deleteEntry("authority");
        managers.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    private void generate(String alias, String... extensions) throws IOException, InterruptedException {
        Object[] fixed = {
            "-genkeypair",
            "-alias",
            alias,
            "-dname",
            "CN=" + alias,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-keystore",
            keys,
            "-storepass",
            PASSWORD
        };
        Object[] all = Arrays.copyOf(fixed, fixed.length + extensions.length);
        System.arraycopy(extensions, 0, all, fixed.length, extensions.length);
        Commands.keytool(all);
    }
}

package io.glueconnector.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * Two certificates over one key, written byte by byte since the JDK has no public way to make any.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, certificate fields</a>
 */
final class Certificates {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int UTF8 = 0x0C;
    private static final int BITS = 0x03;
    private static final int EXTENSIONS = 0xA3;
    private static final int ONE_LENGTH_BYTE = 0x80;
    private static final int BYTE = 8;

    private static final byte[] VERSION_3 = hex("a003020102");
    private static final byte[] SERIAL = hex("020101");
    private static final byte[] SHA256_WITH_RSA = hex("300d06092a864886f70d01010b0500");
    /** From 2000 to 9999, so that no clock matters. */
    private static final byte[] VALIDITY = hex("3020170d3030303130313030303030305a180f39393939313233313233353935395a");

    private static final byte[] COMMON_NAME = hex("0603550403");
    private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");
    private static final byte[] NAMES_LOOPBACK = hex("300f0603551d110408300687047f000001");

    private final KeyPair keys;

    Certificates(KeyPair keys) {
        this.keys = keys;
    }

    X509Certificate ofAuthority() throws GeneralSecurityException {
        return signed("authority", IS_AUTHORITY);
    }

    X509Certificate ofLoopback() throws GeneralSecurityException {
        return signed("loopback", NAMES_LOOPBACK);
    }

    private X509Certificate signed(String subject, byte[] extension) throws GeneralSecurityException {
        byte[] content = der(
                SEQUENCE,
                VERSION_3,
                SERIAL,
                SHA256_WITH_RSA,
                name("authority"),
                VALIDITY,
                name(subject),
                keys.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extension)));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] whole = der(SEQUENCE, content, SHA256_WITH_RSA, der(BITS, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] name(String common) {
        byte[] text = der(UTF8, ("rehearsed " + common).getBytes(StandardCharsets.US_ASCII));
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text)));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length >= ONE_LENGTH_BYTE) {
            // Two bytes of length are enough for anything here.
            whole.write(ONE_LENGTH_BYTE + 2);
            whole.write(length >> BYTE);
        }
        whole.write(length);
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

package et.signature;

import java.security.PublicKey;
import java.security.cert.Certificate;
import java.util.HexFormat;

/** Names of keys: a certificate may be made anew for a key, and its names can be chosen. */
public final class Fingerprints {

    private Fingerprints() {}

    /** SHA-256 of the certificate's public key, hex. */
    public static String of(Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        return HexFormat.of().formatHex(Digests.of("SHA-256", key.getEncoded()));
    }
}

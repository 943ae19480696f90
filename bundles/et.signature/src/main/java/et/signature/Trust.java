package et.signature;

import java.util.List;

/**
 * Whom this container trusts, as {@code etc/signers.properties} says at this moment.
 *
 * @param profile what becomes of code that nobody known has signed
 * @param signers those whose certificates are there, by name
 * @param revokedKeys how many keys are revoked
 * @param revokedDigests how many digests of code are revoked
 * @param trouble what is wrong with the files, one sentence; empty when nothing is. Then only the distribution is
 *     trusted
 */
public record Trust(Profile profile, List<Signer> signers, int revokedKeys, int revokedDigests, String trouble) {

    /** What becomes of code that nobody known has signed. */
    public enum Profile {
        /** It is refused. */
        PRODUCTION,
        /** It runs, and is shown. */
        DEVELOPMENT
    }

    /**
     * Somebody who signs.
     *
     * @param name the name of the certificate's file
     * @param role what the signer may sign, as it is written in the file
     * @param fingerprint SHA-256 of the public key, hex
     */
    public record Signer(String name, String role, String fingerprint) {}
}

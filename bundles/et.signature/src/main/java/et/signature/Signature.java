package et.signature;

/** What a bundle's signature says, whoever made it. */
public sealed interface Signature {

    /** There is none. */
    record None() implements Signature {}

    /**
     * There is one, and it does not hold.
     *
     * @param why one clause: what does not fit
     */
    record Broken(String why) implements Signature {}

    /**
     * It covers every file of the bundle.
     *
     * @param subject the name in the signer's certificate, which anybody can choose
     * @param fingerprint SHA-256 of the signer's public key, hex
     */
    record Whole(String subject, String fingerprint) implements Signature {}
}

package et.signature;

/**
 * Whether a bundle's code may run here.
 *
 * @param accepted whether it may
 * @param signer who stands for it, for people: a signer's name, {@code distribution}, {@code unsigned}, or {@code
 *     unknown} and the beginning of a fingerprint
 * @param digest the digest of the code, hex; empty when the bytes are no readable bundle
 * @param sentence why it may not, and what to do; of what is accepted, what to know about it; often empty
 */
public record Judgement(boolean accepted, String signer, String digest, String sentence) {}

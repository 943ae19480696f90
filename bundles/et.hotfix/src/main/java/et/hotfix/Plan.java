package et.hotfix;

import et.actor.Replayed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a hotfix would do.
 *
 * @param bundle the bundle's symbolic name, empty when its manifest has none
 * @param from the version that serves now, empty when none does
 * @param to the version that would serve
 * @param digest SHA-256 of the bytes, hex
 * @param size the size of the bundle in bytes
 * @param signer who stands for it: a signer's name, {@code distribution}, {@code unsigned} or {@code unknown ...}
 * @param code the digest of its code, whoever signed it and however it is packed, hex; with it, it can be revoked
 * @param verdict what it would mean
 * @param rule who would have the new version at first: a policy, or a canary; empty: all
 * @param changes the types concerned
 * @param tables what would be done to the game's tables before it serves, a sentence each; the version before goes on with them
 * @param tried live states that the new code was tried on
 * @param migrated how many of them needed a migration
 * @param reasons why it is refused or has to be drained, one sentence each, with what to change
 * @param warnings what to know before, one sentence each
 * @param replayed what came of the messages that were recorded, all containers together; failures and differences change no verdict, but a message that does not end does
 * @param reading what was found in its code; it changes no verdict
 */
public record Plan(
        String bundle,
        String from,
        String to,
        String digest,
        int size,
        String signer,
        String code,
        Verdict verdict,
        String rule,
        List<Change> changes,
        List<String> tables,
        int tried,
        int migrated,
        List<String> reasons,
        List<String> warnings,
        Replayed replayed,
        Reading reading) {

    /**
     * Tells two plans apart: the first 16 hex digits of a SHA-256 of what would change, from what and to which bytes. The same for whoever plans the same again, and not
     * for what was merely seen on the way, such as how many states were tried. The audit names it, so that what was applied can be held against what was planned.
     */
    public String fingerprint() {
        String what = String.join(
                "\n", bundle, from, to, digest, code, verdict.name(), rule, changes.toString(), tables.toString());
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * What becomes of a type.
     *
     * @param type the actor type
     * @param schemaFrom the number of the state's schema now, 0 when no logic serves the type
     * @param schemaTo the number after, 0 when the type would go away
     */
    public record Change(String type, int schemaFrom, int schemaTo) {}

    /**
     * What was found by reading the code of the bundle.
     *
     * @param classes how many classes were read; 0 when it was refused before
     * @param found how many places were found
     * @param findings the worst of them, worst first, at most {@link #MOST}
     */
    public record Reading(int classes, int found, List<Finding> findings) {

        /** Nothing was read. */
        public static final Reading UNREAD = new Reading(0, 0, List.of());

        /** So many findings are told. */
        public static final int MOST = 100;
    }
}

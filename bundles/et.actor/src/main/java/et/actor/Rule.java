package et.actor;

/**
 * Which actors have the new version of their code while the others keep the old one. Its {@link #text} is in the records: every container reads the same there, also
 * after a restart.
 */
public sealed interface Rule permits Canary, Policy {

    /** For people and for records. */
    String text();

    /**
     * Reads {@link #text}.
     *
     * @param seed whom a percentage means
     * @throws IllegalArgumentException with a sentence
     */
    static Rule parse(String text, long seed) {
        return Policy.named(text).<Rule>map(policy -> policy).orElseGet(() -> Canary.parse(text, seed));
    }
}

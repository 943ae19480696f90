package et.api;

/**
 * Thrown by a handler to say no: the state stays, no effect leaves, and whoever asked gets the code and the text. It is an answer,
 * not a fault: it is not logged, does not count against the handler, and carries no stack trace.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The smallest code that a game may use; smaller ones are et's own. */
    public static final int FIRST_CODE = 1000;

    private final int code;

    /**
     * An answer that says no.
     *
     * @param code the game's own code, {@value #FIRST_CODE} or more
     * @param text one sentence for people, at most 512 characters; longer ones are cut
     */
    public Refusal(int code, String text) {
        super(text.length() > 512 ? text.substring(0, 512) : text, null, false, false);
        if (code < FIRST_CODE) {
            throw new IllegalArgumentException("code: " + code + " (expected: >= " + FIRST_CODE + ")");
        }
        this.code = code;
    }

    /** The game's own code. */
    public int code() {
        return code;
    }
}

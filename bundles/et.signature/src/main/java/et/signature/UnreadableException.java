package et.signature;

/** Bytes that are no bundle as et takes one: a sentence that says what is odd. Hostile input, so without a stack trace. */
public final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is odd about the bytes. */
    public UnreadableException(String sentence) {
        super(sentence, null, false, false);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}

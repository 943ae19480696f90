package et.client;

/** The request was applied, and answered with another message than the caller expected, or with one that cannot be parsed. */
public final class UnexpectedAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnexpectedAnswerException(String text, Throwable cause) {
        super(text, cause);
    }

    UnexpectedAnswerException(String text) {
        super(text);
    }
}

package et.session;

/** A kick that was not done, or not wholly; the message says which, for the operator. */
public final class KickException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public KickException(String message) {
        super(message);
    }
}

package et.cluster;

/** A call was not answered. Carries no stack trace. */
public final class CallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CallException(String text) {
        super(text, null, false, false);
    }
}

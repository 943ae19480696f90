package et.client;

/** There is no session, or no more. Carries no stack trace. */
public final class SessionEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    SessionEndedException(int code, String text) {
        super(code == 0 ? text : RequestException.describe(code) + ": " + text, null, false, false);
        this.code = code;
    }

    /** What the server said, a {@code et.client.Code}; 0 when the client found it out alone. */
    public int code() {
        return code;
    }
}

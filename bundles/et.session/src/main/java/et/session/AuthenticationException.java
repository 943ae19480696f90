package et.session;

import et.proto.client.Code;

/** A login or resume that was refused. Carries no stack trace: strangers cause it. */
public final class AuthenticationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    /**
     * A refusal.
     *
     * @param text what the client is told; the same for an unknown and a known account
     */
    public AuthenticationException(Code code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** What the client is told. */
    public Code code() {
        return code;
    }
}

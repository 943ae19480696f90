package et.session;

import et.proto.client.Code;
import java.util.List;

/** A login or resume that was refused. Carries no stack trace: strangers cause it. */
public final class AuthenticationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    private final transient List<Long> ended;

    /** @param text what the client is told; the same for an unknown and a known account */
    public AuthenticationException(Code code, String text) {
        this(code, text, List.of());
    }

    /**
     * @param text what the client is told; the same for an unknown and a known account
     * @param ended the ids of sessions that this attempt ended: its token had been used up
     */
    public AuthenticationException(Code code, String text, List<Long> ended) {
        super(text, null, false, false);
        this.code = code;
        this.ended = List.copyOf(ended);
    }

    /** What the client is told. */
    public Code code() {
        return code;
    }

    /** The ids of sessions that this attempt ended; their connections are to be closed. */
    public List<Long> ended() {
        return ended;
    }
}

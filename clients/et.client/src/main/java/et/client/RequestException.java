package et.client;

import et.proto.client.Code;
import org.jspecify.annotations.Nullable;

/** The server refused a request; nothing was changed, unless the code is {@code OUTCOME_UNKNOWN}. Carries no stack trace. */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    RequestException(int code, String text) {
        super(describe(code) + ": " + text, null, false, false);
        this.code = code;
    }

    /** A {@code et.client.Code}, or a game's own from 1000. */
    public int code() {
        return code;
    }

    static String describe(int code) {
        @Nullable Code known = Code.forNumber(code);
        return known == null ? Integer.toString(code) : known + " (" + code + ")";
    }
}

package et.cluster.internal;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a link is down. */
record Down(Cause cause, String text) {

    enum Cause {
        /** Nobody listens at the address. */
        REFUSED,
        /** The other process is gone, or its end of the connection. */
        RESET,
        /** The connection was closed. */
        CLOSED,
        /** No sign of life for too long. */
        SILENT,
        /** The other side sent what it must not. */
        VIOLATION,
        /** Too much waits to be sent. */
        OVERFLOW,
        /** The other process has left the cluster. */
        GONE,
        /** This side is going. */
        STOPPING,
        /** Anything else. */
        FAULT
    }

    /** Whether a dead process would look like this, and hardly a living one. */
    boolean deadly() {
        return cause == Cause.REFUSED || cause == Cause.RESET;
    }

    /** Whether somebody should look into it: not what the end of a process brings about. */
    boolean odd() {
        return cause == Cause.VIOLATION || cause == Cause.OVERFLOW || cause == Cause.FAULT || cause == Cause.SILENT;
    }

    static Down of(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null && !(cause instanceof SSLException)) {
            cause = cause.getCause();
        }
        // Netty's own transports say what happened in the text only.
        String text = String.valueOf(fault.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (fault instanceof ConnectTimeoutException) {
            return new Down(Cause.SILENT, text);
        }
        if (fault instanceof ConnectException && lower.contains("refused")) {
            return new Down(Cause.REFUSED, text);
        }
        if (lower.contains("connection reset") || lower.contains("broken pipe")) {
            return new Down(Cause.RESET, text);
        }
        if (cause instanceof SSLException) {
            return new Down(Cause.VIOLATION, "TLS: " + cause.getMessage());
        }
        return new Down(Cause.FAULT, cause.toString());
    }
}

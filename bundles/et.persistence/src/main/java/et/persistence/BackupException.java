package et.persistence;

import org.jspecify.annotations.Nullable;

/** A backup cannot be made, read or restored; the message says why, and what to do. */
public final class BackupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BackupException(String text) {
        this(text, null);
    }

    /** A backup that cannot be, because something else failed. */
    public BackupException(String text, @Nullable Throwable cause) {
        super(text, cause);
    }
}

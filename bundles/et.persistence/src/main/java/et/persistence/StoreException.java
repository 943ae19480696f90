package et.persistence;

import org.jspecify.annotations.Nullable;

/** The database failed. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    /**
     * A failure of the database.
     *
     * @param unknown whether the write may have taken place all the same
     */
    public StoreException(String text, @Nullable Throwable cause, boolean unknown) {
        super(text, cause);
        this.unknown = unknown;
    }

    /** Whether the write may have taken place all the same: repeat it. */
    public boolean unknown() {
        return unknown;
    }
}

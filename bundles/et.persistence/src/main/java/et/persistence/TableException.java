package et.persistence;

/** Tables of a game cannot be as it declares them, or a query cannot be answered. The message says why, and what to change. */
public final class TableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TableException(String text) {
        super(text);
    }
}

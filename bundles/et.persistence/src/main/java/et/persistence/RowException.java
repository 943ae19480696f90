package et.persistence;

/**
 * The store refuses this very row and would refuse it again; other rows are not concerned. When it came to be written,
 * the actor must be loaded again; when it was to be loaded, it is not what was written, and nothing in it is to be
 * believed.
 */
public final class RowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;
    private final String id;

    /** @param text why, and what was expected */
    public RowException(String type, String id, String text) {
        super("actor " + type + "/" + id + ": " + text);
        this.type = type;
        this.id = id;
    }

    /** Whether this is the actor whose row was refused. */
    public boolean isAbout(String type, String id) {
        return this.type.equals(type) && this.id.equals(id);
    }
}

package et.cluster.internal;

/** What came over a link is not what {@link Wire} says. Carries no stack trace: the other side brings it about at will. */
final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WireException(String text) {
        super(text, null, false, false);
    }
}

package et.persistence;

/** A replica does not take the primary's place; the message says why, and what to do. */
public final class PromotionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message a sentence for an operator */
    public PromotionException(String message) {
        super(message);
    }
}

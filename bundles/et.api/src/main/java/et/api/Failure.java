package et.api;

/**
 * Why a question was not answered.
 *
 * @param reason what happened
 * @param code the {@link Refusal#code()} when {@code reason} is {@link Reason#REFUSED}, else 0
 * @param text one sentence for people
 */
public record Failure(Reason reason, int code, String text) {

    /** What became of the question. */
    public enum Reason {
        /** No answer came in time; the other side may or may not have done its work. */
        DEADLINE,
        /** The other side's handler threw a {@link Refusal}. */
        REFUSED,
        /** The other side's handler failed, or its logic is not there. */
        FAILED
    }
}

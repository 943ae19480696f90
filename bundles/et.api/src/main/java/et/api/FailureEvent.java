package et.api;

/**
 * Handles the failure of an {@link ActorContext#ask}, {@link ActorContext#find} or {@link ActorContext#blocking}. The duties of {@link Handler} hold.
 *
 * @param <S> the actor's state
 */
@FunctionalInterface
public interface FailureEvent<S> {

    /** Returns the next state; {@code state} itself when nothing changed. */
    S handle(ActorContext ctx, S state, Failure failure) throws Exception;
}

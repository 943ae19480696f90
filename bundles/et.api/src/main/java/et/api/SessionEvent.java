package et.api;

/**
 * Handles the end of a session that had joined the actor. The duties of {@link Handler} hold.
 *
 * @param <S> the actor's state
 */
@FunctionalInterface
public interface SessionEvent<S> {

    /** Returns the next state; {@code state} itself when nothing changed. */
    S handle(ActorContext ctx, S state, SessionRef session) throws Exception;
}

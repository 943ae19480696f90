package et.api;

/**
 * Handles something that has no message of its own: a timer, the creation of the actor. The duties of {@link Handler}
 * hold.
 *
 * @param <S> the actor's state
 */
@FunctionalInterface
public interface Event<S> {

    /** Returns the next state; {@code state} itself when nothing changed. */
    S handle(ActorContext ctx, S state) throws Exception;
}

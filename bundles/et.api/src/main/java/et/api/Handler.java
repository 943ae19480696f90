package et.api;

import com.google.protobuf.Message;

/**
 * Handles one message of one actor.
 *
 * @param <S> the actor's state
 * @param <M> the message's class
 */
@FunctionalInterface
public interface Handler<S, M extends Message> {

    /**
     * Called on the actor's lane, one message at a time. It must not block and should return within 1 ms; past the
     * configured bound (default 100 ms) the watchdog names it, and a repeat offender is quarantined.
     *
     * <p>The next state and the effects asked of {@code ctx} happen together. When this throws, the state stays as it was and no
     * effect leaves; a {@link Refusal} answers the asker with its code and text, anything else with a plain failure.
     *
     * @return the next state; {@code state} itself when nothing changed (then nothing is written)
     */
    S handle(ActorContext ctx, S state, M message) throws Exception;
}

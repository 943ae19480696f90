package et.api;

/**
 * The code of an actor type. A logic bundle registers one as an OSGi service for each type it serves; with Declarative
 * Services that is {@code @ActorType("counter") @Component}.
 *
 * <p>One instance serves all actors of the type, on several threads at once: it keeps no state of its own, neither in fields
 * nor in statics. State lives in the actors.
 *
 * @param <S> the state of one actor: an immutable protobuf message, or anything a {@link StateCodec} can carry
 */
public interface ActorLogic<S> {

    /**
     * Declares state, handlers, timers and migrations. Called once for each start of the bundle, on a control thread, before
     * any message is handled. It must return in 5 s and do nothing else: no threads, no I/O. An exception refuses the bundle
     * and leaves the running version in place.
     */
    void define(Handlers<S> on);
}

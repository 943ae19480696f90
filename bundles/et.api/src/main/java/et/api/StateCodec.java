package et.api;

/**
 * Carries a state that is not a protobuf message. Such a state may be changed in place, where copying is too dear; what it gives up is
 * that a handler that throws may leave half of its change behind. The actor is then loaded again from its last write.
 *
 * @param <S> the state's class
 */
public interface StateCodec<S> {

    /** The state of an actor that has never been stored. */
    S initial();

    /** The state as bytes. Called on the lane; it must not change the state. */
    byte[] encode(S state);

    /** The state that {@link #encode} wrote, also in an earlier version of this code with the same schema number. */
    S decode(byte[] bytes) throws Exception;

    /** Whether a handler changed the state it was given; asked after each handler that returned the same reference. */
    boolean changed(S state);
}

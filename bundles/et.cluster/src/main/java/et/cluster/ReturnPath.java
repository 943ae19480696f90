package et.cluster;

/**
 * The way from lanes back to a session. One object per session and gateway: actors compare it by identity, and an actor that holds one pushes
 * through it for as long as the session has joined. Called on any thread; never blocks; calls from one thread keep their order.
 */
public interface ReturnPath {

    /** The answer to a request. */
    void answer(long number, int message, byte[] payload);

    /**
     * The request was applied and its answer comes later, because its handler asked somebody else: later requests to the same actor may be
     * answered first. Told before any such answer.
     */
    default void asked(long number) {}

    /** A request was not applied, or its answer is a refusal. */
    void fail(long number, int code, String text);

    /** The shard is not on that lane (any more): look up its place again and send again what is held for it, in order. */
    void moved(int shard);

    /**
     * The shard has been closed in good order under this epoch: all that the actor had to say to the session has been said before, and all that
     * it had changed is stored, so nothing is missing when its next owner goes on. Told to sessions that have joined the actor.
     */
    void closed(int shard, String type, String id, long epoch);

    /** A push from an actor. */
    void push(String type, String id, int message, byte[] payload);

    /** Pushes of the actor may be missing, or its state has gone back to its last write. Told before whatever it pushes next. */
    void stale(String type, String id);

    /** The session has joined the actor, whose shard is open under this epoch: tell it when the session ends. */
    void joined(int shard, String type, String id, long epoch);

    /** The session has left the actor. */
    void left(int shard, String type, String id);
}

package et.client;

/** Hears what happens to a session. Called on the client's loop, in order; must not block. */
public interface Listener {

    /** A push has come, each once and in the order of their numbers. */
    default void pushed(Push push) {}

    /** Pushes were lost while there was no connection: ask the game for a fresh picture. */
    default void snapshotNeeded() {}

    /**
     * Pushes of this actor may be missing, and its state may be older than what was seen of it, because the server lost it in a crash: ask the game for
     * a fresh picture of it. Requests that are unanswered now may meet the older state. Comes in order with the pushes. By default as {@link
     * #snapshotNeeded()}.
     *
     * @param type of the actor
     * @param id of the actor
     */
    default void snapshotNeeded(String type, String id) {
        snapshotNeeded();
    }

    /**
     * The connection is lost; the client is trying to get it back.
     *
     * @param code what the server said, as in {@code et.client.Code}; 0 when it said nothing
     */
    default void lost(int code, String text) {}

    /** The session goes on. */
    default void resumed() {}

    /** The session is over: logged out, kicked, replaced, or not resumed in time. Called once, last. */
    default void ended(SessionEndedException why) {}
}

package et.cluster;

/** The way from one gateway loop to one lane. Used on that loop only; never blocks. */
public interface Link {

    /** Sends a request. What becomes of it is told to its {@link ReturnPath}, unless the link breaks before. */
    void send(Request request);

    /**
     * Tells an actor that a session which has joined it is still there, and the way to it: the actor may have moved.
     *
     * @param epoch of the owner of its shard that is meant
     */
    void rejoin(int shard, long epoch, String type, String id, long session, String player, ReturnPath path);

    /** Tells an actor that a session which had joined it has ended. */
    void ended(int shard, String type, String id, long session, String player);

    /** Whether it has ever been up: over one that has not, nothing has come back. */
    boolean wasUp();

    /**
     * Breaks it: the owner of a shard there has gone without a last word, and what it may still have to say, after its successor has spoken, is not
     * heard. A lane of this container goes with all that it has to say: nothing happens then. Any thread.
     */
    void cut();

    /** Sends what was collected. Called once at the end of each turn of the loop in which something was sent. */
    void flush();
}

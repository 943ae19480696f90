package et.cluster;

/** The way from one gateway loop to one lane. Used on that loop only; never blocks. */
public interface Link {

    /** Sends a request. What becomes of it is told to its {@link ReturnPath}; when the link breaks, nothing is told. */
    void send(Request request);

    /** Tells an actor that a session which had joined it has ended. */
    void ended(int shard, String type, String id, long session, String player);

    /** Sends what was collected. Called once at the end of each turn of the loop in which something was sent. */
    void flush();
}

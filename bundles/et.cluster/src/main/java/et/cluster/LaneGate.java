package et.cluster;

/** The lanes of this container, as links see them. An OSGi service of the actor runtime. Any thread; never blocks. */
public interface LaneGate {

    /** How many lanes this container has. */
    int lanes();

    /** Handles a request on a lane: at once when called on it, else as a task. */
    void request(int lane, Request request);

    /** A session that had joined the actor has ended. */
    void ended(int lane, int shard, String type, String id, long session, String player);
}

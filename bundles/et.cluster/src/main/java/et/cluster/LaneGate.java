package et.cluster;

/** The lanes of this container, as links see them. An OSGi service of the actor runtime. Any thread; never blocks. */
public interface LaneGate {

    /** How many lanes this container has. */
    int lanes();

    /** Handles a request on a lane: at once when called on it, else as a task. */
    void request(int lane, Request request);

    /**
     * A session that has joined the actor is still there, and can be reached this way.
     *
     * @param epoch of the owner of its shard that is meant; another one says {@link ReturnPath#moved}
     */
    void rejoin(int lane, int shard, long epoch, String type, String id, long session, String player, ReturnPath path);

    /**
     * The way to a session that has joined the actor is no more. Unless it shows itself in time, by another one, it has ended.
     *
     * @param path the way that is lost; does nothing when the actor knows a newer one
     */
    void lost(int lane, int shard, String type, String id, long session, ReturnPath path);

    /** A session that had joined the actor has ended. */
    void ended(int lane, int shard, String type, String id, long session, String player);

    /** Something that a lane of another container sent to this lane; the runtime knows its form. Malformed, it is dropped. */
    void parcel(int lane, byte[] parcel);
}

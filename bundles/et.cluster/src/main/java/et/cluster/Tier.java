package et.cluster;

/** The role of a container; a container may have several. */
public enum Tier {
    /** Clients connect here. */
    GATEWAY,
    /** Watches the load, and says where shards should be. */
    MANAGER,
    /** Actors live here. */
    LOGIC
}

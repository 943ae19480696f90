package et.cluster;

import java.util.List;

/** All routes of this container, for gateways elsewhere. An OSGi service of the actor runtime; any thread. */
public interface RouteTable {

    /** A message that clients may send, and the type that handles it. */
    record Entry(int message, Routes.Route route) {}

    /** Every route there is now. */
    List<Entry> entries();

    /** Calls back after each change, on any thread, until closed. */
    Cluster.Registration listen(Runnable changed);
}

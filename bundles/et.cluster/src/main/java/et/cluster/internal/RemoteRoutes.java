package et.cluster.internal;

import et.cluster.RouteTable;
import et.cluster.Routes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of all logic containers together, for a container without logic of its own. A table is kept after its container has gone until
 * another one is there: a request for what is only away for a moment is held, and not refused as unknown. Any thread.
 */
final class RemoteRoutes implements Routes {

    private final Map<Peer, List<RouteTable.Entry>> tables = new HashMap<>();
    private final Set<Peer> gone = new HashSet<>();

    /** By message, then by type. */
    private volatile Map<Integer, Map<String, Route>> routes = Map.of();

    /** A container has told its table. */
    synchronized void told(Peer peer, List<RouteTable.Entry> table) {
        tables.put(peer, List.copyOf(table));
        gone.remove(peer);
        merge();
    }

    /** A container cannot be asked any more. */
    synchronized void gone(Peer peer) {
        if (tables.containsKey(peer)) {
            gone.add(peer);
            merge();
        }
    }

    private void merge() {
        if (tables.size() > gone.size()) {
            tables.keySet().removeAll(gone);
            gone.clear();
        }
        Map<Integer, Map<String, Route>> merged = new HashMap<>();
        for (List<RouteTable.Entry> table : tables.values()) {
            for (RouteTable.Entry entry : table) {
                merged.computeIfAbsent(entry.message(), any -> new HashMap<>())
                        .merge(entry.route().type(), entry.route(), RemoteRoutes::narrower);
            }
        }
        routes = merged;
    }

    /** While a hotfix is under way containers may differ; who may do less cannot do harm. */
    private static Route narrower(Route one, Route other) {
        return one.reach().compareTo(other.reach()) <= 0 ? one : other;
    }

    @Override
    public @Nullable Route route(int message) {
        Map<String, Route> types = routes.get(message);
        return types == null || types.size() != 1
                ? null
                : types.values().iterator().next();
    }

    @Override
    public @Nullable Route route(int message, String type) {
        Map<String, Route> types = routes.get(message);
        return types == null ? null : types.get(type);
    }

    @Override
    public boolean ambiguous(int message) {
        Map<String, Route> types = routes.get(message);
        return types != null && types.size() > 1;
    }
}

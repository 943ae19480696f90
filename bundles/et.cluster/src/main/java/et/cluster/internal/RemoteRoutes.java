package et.cluster.internal;

import et.api.Reach;
import et.cluster.RouteTable;
import et.cluster.Routes;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
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

    /** By message. Not changed any more once it is here. */
    private volatile IntObjectMap<Takers> routes = new IntObjectHashMap<>();

    private volatile List<String> ownTypes = List.of();

    /** The types that take one message. */
    private static final class Takers {

        final Map<String, Route> byType = new HashMap<>();

        /** The only one; null when there are several. */
        @Nullable Route only;

        void add(Route route) {
            Route narrowest = byType.merge(route.type(), route, RemoteRoutes::narrower);
            only = byType.size() == 1 ? narrowest : null;
        }
    }

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
        IntObjectMap<Takers> merged = new IntObjectHashMap<>();
        for (List<RouteTable.Entry> table : tables.values()) {
            for (RouteTable.Entry entry : table) {
                Takers takers = merged.get(entry.message());
                if (takers == null) {
                    takers = new Takers();
                    merged.put(entry.message(), takers);
                }
                takers.add(entry.route());
            }
        }
        routes = merged;
        ownTypes = merged.values().stream()
                .flatMap(takers -> takers.byType.values().stream())
                .filter(route -> route.reach() == Reach.OWN)
                .map(Route::type)
                .distinct()
                .sorted()
                .toList();
    }

    /** While a hotfix is under way containers may differ; who may do less cannot do harm. */
    private static Route narrower(Route one, Route other) {
        return one.reach().compareTo(other.reach()) <= 0 ? one : other;
    }

    @Override
    public @Nullable Route route(int message) {
        Takers takers = routes.get(message);
        return takers == null ? null : takers.only;
    }

    @Override
    public @Nullable Route route(int message, String type) {
        Takers takers = routes.get(message);
        return takers == null ? null : takers.byType.get(type);
    }

    @Override
    public boolean ambiguous(int message) {
        Takers takers = routes.get(message);
        return takers != null && takers.only == null;
    }

    @Override
    public List<String> ownTypes() {
        return ownTypes;
    }
}

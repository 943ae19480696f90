package et.gateway.internal;

import et.cluster.Routes;
import et.proto.client.Code;
import io.netty.util.collection.IntObjectHashMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes as one loop has seen them. It asks {@link Routes} for each request and remembers the last answer: while a logic bundle is
 * updated in place its type has no route for a moment, and requests go on to the type that handled them last, which holds them.
 */
final class RouteBook {

    private static final class Known {

        Routes.Route route;

        /** When the route was first found missing, in nanoseconds of the loop's clock; 0 while it is there. */
        long missing;

        Known(Routes.Route route) {
            this.route = route;
        }
    }

    private final Routes routes;
    private final long absent;
    private final IntObjectHashMap<Known> byMessage = new IntObjectHashMap<>();
    private final Map<String, IntObjectHashMap<Known>> byType = new HashMap<>();

    RouteBook(Routes routes, long absent) {
        this.routes = routes;
        this.absent = absent;
    }

    /**
     * The route of a message.
     *
     * @param type the type that the client named, or empty
     * @param now the loop's clock, in nanoseconds
     * @return null when there is none; {@link #why} tells the reason
     */
    Routes.@Nullable Route route(int message, String type, long now) {
        boolean named = !type.isEmpty();
        Routes.Route route = named ? routes.route(message, type) : routes.route(message);
        Known known = known(message, type);
        if (route != null) {
            if (known == null) {
                remember(message, type, route);
            } else {
                known.route = route;
                known.missing = 0;
            }
            return route;
        }
        if (known == null || (!named && routes.ambiguous(message))) {
            return null;
        }
        if (known.missing == 0) {
            known.missing = now == 0 ? 1 : now;
        }
        return now - known.missing <= absent ? known.route : null;
    }

    /** Why a message has no route. */
    Code why(int message, String type) {
        if (type.isEmpty() && routes.ambiguous(message)) {
            return Code.AMBIGUOUS_TYPE;
        }
        return known(message, type) == null ? Code.UNKNOWN_MESSAGE : Code.LOGIC_ABSENT;
    }

    private @Nullable Known known(int message, String type) {
        if (type.isEmpty()) {
            return byMessage.get(message);
        }
        IntObjectHashMap<Known> ofType = byType.get(type);
        return ofType == null ? null : ofType.get(message);
    }

    /** Grows with the messages that running logics declare, never with what clients send. */
    private void remember(int message, String type, Routes.Route route) {
        IntObjectHashMap<Known> known =
                type.isEmpty() ? byMessage : byType.computeIfAbsent(type, any -> new IntObjectHashMap<>());
        known.put(message, new Known(route));
    }
}

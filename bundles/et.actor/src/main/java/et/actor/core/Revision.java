package et.actor.core;

import et.api.Reach;
import et.cluster.RouteTable;
import et.cluster.Routes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One set of active logic. Unchanging; replaced as a whole, by one reference on each lane.
 *
 * <p>A type whose logic has gone keeps its routes, so that requests for it are held until a logic comes, rather than refused as unknown.
 */
final class Revision {

    /** How a type is reached: kept when its logic is absent. */
    record Reached(Routes.Route route, List<Integer> requests) {

        private void addTo(List<RouteTable.Entry> all) {
            requests.forEach(message -> all.add(new RouteTable.Entry(message, route)));
        }
    }

    private final long number;
    private final Map<String, TypeEntry> active;
    private final Map<String, List<TypeEntry>> others;
    private final Map<String, Reached> absent;
    private final Set<String> unsettled;
    private final IntTable<List<Routes.Route>> routes;
    private final List<String> ownTypes;

    /**
     * @param active the logic of each type
     * @param others sound logic that is not active, by type: reads rows that the active one is too old for
     * @param absent types that had a logic and have none now
     * @param unsettled types whose last switch may still be taken back: their states from before are kept
     */
    Revision(
            long number,
            Map<String, TypeEntry> active,
            Map<String, List<TypeEntry>> others,
            Map<String, Reached> absent,
            Set<String> unsettled) {
        this.number = number;
        this.active = Map.copyOf(active);
        this.others = Map.copyOf(others);
        this.absent = Map.copyOf(absent);
        this.unsettled = Set.copyOf(unsettled);
        Map<Integer, List<Routes.Route>> byMessage = new HashMap<>();
        for (TypeEntry entry : active.values()) {
            reach(byMessage, reached(entry));
        }
        absent.values().forEach(reached -> reach(byMessage, reached));
        this.routes = new IntTable<>(byMessage);
        List<String> own = own(active.values().stream().map(Revision::reached));
        this.ownTypes = own.isEmpty() ? own(absent.values().stream()) : own;
    }

    private static List<String> own(Stream<Reached> types) {
        return types.filter(reached -> reached.route().reach() == Reach.OWN
                        && !reached.requests().isEmpty())
                .map(reached -> reached.route().type())
                .sorted()
                .toList();
    }

    static Revision empty() {
        return new Revision(0, Map.of(), Map.of(), Map.of(), Set.of());
    }

    static Reached reached(TypeEntry entry) {
        return new Reached(new Routes.Route(entry.type, entry.reach), entry.requests);
    }

    private static void reach(Map<Integer, List<Routes.Route>> byMessage, Reached reached) {
        for (Integer message : reached.requests()) {
            byMessage.computeIfAbsent(message, none -> new ArrayList<>(1)).add(reached.route());
        }
    }

    long number() {
        return number;
    }

    Map<String, TypeEntry> active() {
        return active;
    }

    Map<String, Reached> absent() {
        return absent;
    }

    Set<String> unsettled() {
        return unsettled;
    }

    boolean unsettled(String type) {
        return unsettled.contains(type);
    }

    @Nullable TypeEntry entry(String type) {
        return active.get(type);
    }

    /** A sound logic of the type with that schema that is not active. */
    @Nullable TypeEntry other(String type, int schema) {
        for (TypeEntry entry : others.getOrDefault(type, List.of())) {
            if (entry.schema == schema) {
                return entry;
            }
        }
        return null;
    }

    /** Every message that clients may send, with a type that handles it. */
    List<RouteTable.Entry> routes() {
        List<RouteTable.Entry> all = new ArrayList<>();
        active.values().forEach(entry -> reached(entry).addTo(all));
        absent.values().forEach(reached -> reached.addTo(all));
        return all;
    }

    /** See {@link Routes#ownTypes}. */
    List<String> ownTypes() {
        return ownTypes;
    }

    /** The types that handle the message as a request; null when none does. */
    @Nullable List<Routes.Route> routes(int message) {
        return routes.get(message);
    }
}

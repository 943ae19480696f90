package et.actor.core;

import et.actor.Canary;
import et.actor.Rule;
import et.api.ActorRef;
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
    record Reached(Routes.Route route, List<Integer> requests) {}

    /**
     * A part of a type's actors that is not for the active logic.
     *
     * @param code whose they are, as rows name it: {@code bundle/version}
     * @param entry their logic; null when it has not come yet, and then they wait for it
     */
    record Split(Rule who, String code, @Nullable TypeEntry entry) {}

    private final long number;
    private final Map<String, TypeEntry> active;
    private final Map<String, Split> splits;
    private final Map<String, List<TypeEntry>> sound;
    private final Map<String, Reached> absent;
    private final Set<String> unsettled;
    private final IntTable<List<Routes.Route>> routes;
    private final List<String> ownTypes;

    /**
     * @param active the logic of each type
     * @param splits who has the other version of each type that has two
     * @param sound all sound logic by type, active or not: reads rows that another one is too old for
     * @param absent types that had a logic and have none now
     * @param unsettled types whose last switch may still be taken back: their states from before are kept
     */
    Revision(
            long number,
            Map<String, TypeEntry> active,
            Map<String, Split> splits,
            Map<String, List<TypeEntry>> sound,
            Map<String, Reached> absent,
            Set<String> unsettled) {
        this.number = number;
        this.active = Map.copyOf(active);
        this.splits = Map.copyOf(splits);
        this.sound = Map.copyOf(sound);
        this.absent = Map.copyOf(absent);
        this.unsettled = Set.copyOf(unsettled);
        Map<Integer, List<Routes.Route>> byMessage = new HashMap<>();
        for (TypeEntry entry : active.values()) {
            reach(byMessage, reached(entry));
        }
        absent.values().forEach(reached -> reach(byMessage, reached));
        for (Split split : splits.values()) {
            if (split.entry() != null) {
                reach(byMessage, reached(split.entry()));
            }
        }
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
        return new Revision(0, Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
    }

    static Reached reached(TypeEntry entry) {
        return new Reached(new Routes.Route(entry.type, entry.reach), entry.requests);
    }

    private static void reach(Map<Integer, List<Routes.Route>> byMessage, Reached reached) {
        for (Integer message : reached.requests()) {
            List<Routes.Route> routes = byMessage.computeIfAbsent(message, none -> new ArrayList<>(1));
            // The versions of a type share its route; while there are two, the active one says who may be reached.
            if (routes.stream()
                    .noneMatch(route -> route.type().equals(reached.route().type()))) {
                routes.add(reached.route());
            }
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

    Map<String, Split> splits() {
        return splits;
    }

    /** Whether a canary has these two versions of a type side by side. */
    boolean compares(TypeEntry serving, TypeEntry other) {
        Split split = splits.get(serving.type);
        return split != null
                && split.who() instanceof Canary
                && split.entry() == other
                && active.get(serving.type) == serving;
    }

    /** Whether an actor has a logic, as far as its name tells; what {@link Choice} says of it when its row is known may be that it has to wait. */
    boolean serves(ActorRef actor) {
        Split split = splits.get(actor.type());
        if (split != null && split.who() instanceof Canary canary && canary.includes(actor)) {
            return split.entry() != null;
        }
        return active.containsKey(actor.type());
    }

    /** A sound logic of the type with that schema. */
    @Nullable TypeEntry sound(String type, int schema) {
        for (TypeEntry entry : sound.getOrDefault(type, List.of())) {
            if (entry.schema == schema) {
                return entry;
            }
        }
        return null;
    }

    /** Every message that clients may send, with a type that handles it. */
    List<RouteTable.Entry> routes() {
        List<RouteTable.Entry> all = new ArrayList<>();
        routes.each((message, types) -> types.forEach(route -> all.add(new RouteTable.Entry(message, route))));
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

package arena;

import java.util.Map;

/**
 * Who sees whom. What a walker was told is not kept for each pair: it follows from where everybody stood at the last tick, so the
 * difference between then and now is worked out from the state alone.
 */
final class Neighbours {

    private Neighbours() {}

    /** What changed for this viewer since the last tick; empty when nothing did. */
    static View changes(ZoneState zone, String viewer) {
        Presence me = zone.getWalkersOrThrow(viewer);
        View.Builder view = View.newBuilder();
        for (Map.Entry<String, Presence> entry : zone.getWalkersMap().entrySet()) {
            Presence other = entry.getValue();
            if (entry.getKey().equals(viewer) || (!moved(me) && !moved(other))) {
                continue;
            }
            boolean before = me.hasTold() && other.hasTold() && Rules.near(me.getTold(), other.getTold(), Rules.VIEW);
            boolean now = Rules.near(me.getSpot(), other.getSpot(), Rules.VIEW);
            if (now && (!before || moved(other))) {
                view.addWalkers(walker(entry.getKey(), other));
            } else if (before && !now) {
                view.addGone(entry.getKey());
            }
        }
        zone.getDepartedMap().forEach((player, told) -> {
            if (me.hasTold() && Rules.near(me.getTold(), told, Rules.VIEW)) {
                view.addGone(player);
            }
        });
        return view.build();
    }

    /** All that this viewer sees now. */
    static Iterable<Walker> all(ZoneState zone, String viewer) {
        Spot here = zone.getWalkersOrThrow(viewer).getSpot();
        return zone.getWalkersMap().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(viewer))
                .filter(entry -> Rules.near(here, entry.getValue().getSpot(), Rules.VIEW))
                .map(entry -> walker(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Whether somebody has to be told something. */
    static boolean changed(ZoneState zone) {
        return zone.getDepartedCount() > 0
                || zone.getWalkersMap().values().stream().anyMatch(Neighbours::moved);
    }

    static Walker walker(String player, Presence presence) {
        return Walker.newBuilder()
                .setPlayer(player)
                .setX(presence.getSpot().getX())
                .setY(presence.getSpot().getY())
                .build();
    }

    private static boolean moved(Presence walker) {
        return !walker.hasTold() || !walker.getTold().equals(walker.getSpot());
    }
}

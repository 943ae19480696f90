package et.gateway.internal;

import et.cluster.Place;
import et.cluster.Placement;
import et.cluster.Routes;
import et.cluster.Shards;
import java.util.List;

/** Where players' own actors are: on which loop a connection of theirs costs the fewest hand-offs. Any thread. */
final class Homes {

    private final List<GatewayLoop> loops;
    private final Placement placement;
    private final Routes routes;

    /** @param loops of this container; lane {@code n} is on loop {@code n} */
    Homes(List<GatewayLoop> loops, Placement placement, Routes routes) {
        this.loops = loops;
        this.placement = placement;
        this.routes = routes;
    }

    /**
     * The loop that most of a player's own actors are on.
     *
     * @param here what it is to be better than: this one, where those actors are in other containers, or have no place or no logic yet
     */
    GatewayLoop of(String player, GatewayLoop here) {
        int[] actors = new int[loops.size()];
        int known = loops.indexOf(here);
        int best = known;
        for (String type : routes.ownTypes()) {
            Place place = placement.place(Shards.of(type, player));
            if (place != null && place.container().equals(placement.container()) && place.lane() < actors.length) {
                int lane = place.lane();
                actors[lane]++;
                best = actors[lane] > actors[best] ? lane : best;
            }
        }
        return loops.get(actors[best] > actors[known] ? best : known);
    }
}

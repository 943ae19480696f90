package et.gateway.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The actors that one session has joined, which are told when it ends. */
final class Joins {

    /** An actor. */
    record Actor(int shard, String type, String id) {}

    private final int most;
    private final Map<Actor, Join> actors = new LinkedHashMap<>();

    Joins(int most) {
        this.most = most;
    }

    /**
     * Adds an actor; false when there are too many. Again is no harm.
     *
     * @param epoch of the owner of its shard, who says so
     * @param spot where the shard is, as far as is known
     */
    boolean add(Actor actor, long epoch, @Nullable Spot spot) {
        if (actors.containsKey(actor)) {
            return true;
        }
        if (actors.size() >= most) {
            return false;
        }
        actors.put(actor, new Join(actor, epoch, spot));
        return true;
    }

    /** The actor was closed in good order under this epoch. */
    void closed(Actor actor, long epoch) {
        Join join = actors.get(actor);
        if (join != null) {
            join.closed(epoch);
        }
    }

    /** The session leaves its loop. */
    void roam(GatewayLoop from) {
        actors.forEach((actor, join) -> join.roams(from.place(actor.shard())));
    }

    void remove(Actor actor) {
        actors.remove(actor);
    }

    /** Those of a shard, or of {@link Requests#ALL}. */
    void in(int shard, Consumer<Join> visitor) {
        for (Join join : actors.values()) {
            if (shard == Requests.ALL || join.actor().shard() == shard) {
                visitor.accept(join);
            }
        }
    }

    /** Takes all out. */
    void drain(Consumer<Actor> farewell) {
        actors.keySet().forEach(farewell);
        actors.clear();
    }
}

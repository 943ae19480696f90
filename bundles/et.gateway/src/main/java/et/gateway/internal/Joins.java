package et.gateway.internal;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The actors that one session has joined, which are told when it ends. */
final class Joins {

    /** An actor. */
    record Actor(int shard, String type, String id) {}

    private final int most;
    private final Set<Actor> actors = new LinkedHashSet<>();

    Joins(int most) {
        this.most = most;
    }

    /** Adds an actor; false when there are too many. Again is no harm. */
    boolean add(Actor actor) {
        if (actors.size() >= most && !actors.contains(actor)) {
            return false;
        }
        actors.add(actor);
        return true;
    }

    void remove(Actor actor) {
        actors.remove(actor);
    }

    /** Those of a shard, or of {@link Requests#ALL}. */
    void in(int shard, Consumer<Actor> visitor) {
        for (Actor actor : actors) {
            if (shard == Requests.ALL || actor.shard() == shard) {
                visitor.accept(actor);
            }
        }
    }

    /** Takes all out. */
    void drain(Consumer<Actor> farewell) {
        actors.forEach(farewell);
        actors.clear();
    }
}

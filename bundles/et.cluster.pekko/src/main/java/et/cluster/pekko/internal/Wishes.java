package et.cluster.pekko.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators have asked for. The same on all nodes, after a moment: of two wishes for the same thing the later one holds, wherever it came
 * from. A wish is for one incarnation of a container, and means nothing once that is gone.
 *
 * @param drains by container
 * @param moves by group of shards
 */
record Wishes(Map<String, Drain> drains, Map<Integer, Move> moves) {

    static final Wishes NONE = new Wishes(Map.of(), Map.of());

    /**
     * @param version grows; milliseconds since 1970 when clocks agree
     * @param wisher who asked; of two with the same version the greater name holds
     */
    record Version(long version, String wisher) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            int order = Long.compare(version, other.version);
            return order == 0 ? wisher.compareTo(other.wisher) : order;
        }
    }

    record Drain(Version version, long incarnation, boolean on) {}

    record Move(Version version, String container, long incarnation) {}

    Wishes {
        drains = Map.copyOf(drains);
        moves = Map.copyOf(moves);
    }

    boolean draining(String container, long incarnation) {
        Drain drain = drains.get(container);
        return drain != null && drain.on && drain.incarnation == incarnation;
    }

    @Nullable Move move(int group) {
        return moves.get(group);
    }

    Wishes drain(String wisher, long now, String container, long incarnation, boolean on) {
        Drain old = drains.get(container);
        Drain drain = new Drain(next(old == null ? null : old.version, wisher, now), incarnation, on);
        return merge(new Wishes(Map.of(container, drain), Map.of()));
    }

    Wishes move(String wisher, long now, int group, String container, long incarnation) {
        Move old = moves.get(group);
        Move move = new Move(next(old == null ? null : old.version, wisher, now), container, incarnation);
        return merge(new Wishes(Map.of(), Map.of(group, move)));
    }

    Wishes merge(Wishes other) {
        if (equals(other) || other.equals(NONE)) {
            return this;
        }
        Map<String, Drain> drained = new HashMap<>(drains);
        other.drains.forEach((container, drain) -> drained.merge(
                container, drain, (mine, theirs) -> mine.version.compareTo(theirs.version) >= 0 ? mine : theirs));
        Map<Integer, Move> moved = new HashMap<>(moves);
        other.moves.forEach((group, move) -> moved.merge(
                group, move, (mine, theirs) -> mine.version.compareTo(theirs.version) >= 0 ? mine : theirs));
        return new Wishes(drained, moved);
    }

    private static Version next(@Nullable Version old, String wisher, long now) {
        return new Version(old == null ? now : Math.max(now, old.version + 1), wisher);
    }
}

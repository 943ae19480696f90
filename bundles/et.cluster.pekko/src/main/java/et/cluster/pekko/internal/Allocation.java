package et.cluster.pekko.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where shards should be, by {@link Groups}: a shard is a group of shards here. Pure: what is there goes in, what should be done comes out. */
final class Allocation {

    /**
     * How many shards may be on their way at once. Sharding notes each step of each one after the other, in some 20 ms on a busy machine: the more
     * there are on their way, the longer the players of each wait.
     */
    static final int AT_ONCE = 2;

    /** The same while only small differences are evened out. */
    static final int AT_ONCE_EVENING = 1;

    /** By which part of the mean two hosts may differ. */
    private static final double TOLERANCE = 0.1;

    /** Above which part of the mean a difference is no small one: a host has just come. */
    private static final double LARGE = 0.5;

    /** Loads that differ by no more do not count, nor does one that is not above: less than what {@link LoadEvening} begins at. */
    private static final double IDLE = 0.1;

    /**
     * A container that can have shards.
     *
     * @param usable shards may be taken from it and brought to it
     * @param draining no shard is brought to it, all are taken from it
     * @param shards what it has
     * @param load what it has to do, 0 to 1
     * @param settled whether that was measured for a while; else it is reckoned
     */
    record Host(
            String container,
            boolean usable,
            boolean draining,
            Collection<Integer> shards,
            double load,
            boolean settled) {
        Host {
            shards = List.copyOf(shards);
        }

        boolean taking() {
            return usable && !draining;
        }

        /** What one of its shards weighs. */
        double mean() {
            return load / Math.max(1, shards.size());
        }
    }

    /**
     * A shard that should leave.
     *
     * @param to where it should go; null: wherever {@link #allocate} says
     */
    record Move(int shard, String from, @Nullable String to) {}

    private Allocation() {}

    /**
     * The host for a shard that has none; null when there is none now. Of the least busy ones that with the fewest shards. Only draining ones are better
     * than none.
     */
    static @Nullable String allocate(Collection<Host> hosts, @Nullable String wished) {
        if (hosts.stream().anyMatch(host -> host.taking() && host.container.equals(wished))) {
            return wished;
        }
        List<Host> usable = hosts.stream().filter(Host::taking).toList();
        if (usable.isEmpty()) {
            usable = hosts.stream().filter(Host::usable).toList();
        }
        double least = usable.stream().mapToDouble(Host::load).min().orElse(0);
        return usable.stream()
                .filter(host -> host.load <= least + IDLE)
                .min(Comparator.<Host>comparingInt(host -> host.shards.size()).thenComparing(host -> host.container))
                .map(host -> host.container)
                .orElse(null);
    }

    /**
     * The shards that should leave where they are now: first from draining hosts, then by wish, then to even out their numbers.
     *
     * @param wishes by shard, the container where it should be
     * @param resting shards that small differences do not move
     * @param moving shards that are on their way; their host still counts them
     */
    static List<Move> rebalance(
            Collection<Host> hosts, Map<Integer, String> wishes, Set<Integer> resting, Set<Integer> moving) {
        List<Move> leaving = new ArrayList<>();
        Map<String, Host> taking = new TreeMap<>();
        for (Host host : hosts) {
            if (host.taking()) {
                taking.put(host.container, host);
            }
        }
        if (taking.isEmpty()) {
            return leaving;
        }
        for (Host host : hosts) {
            if (host.usable && host.draining) {
                host.shards.forEach(shard -> add(leaving, new Move(shard, host.container, null), moving));
            }
        }
        for (Host host : hosts) {
            if (host.usable) {
                for (Integer shard : host.shards) {
                    String wished = wishes.get(shard);
                    if (wished != null && !wished.equals(host.container) && taking.containsKey(wished)) {
                        add(leaving, new Move(shard, host.container, wished), moving);
                    }
                }
            }
        }
        if (leaving.isEmpty()) {
            even(leaving, taking.values(), wishes.keySet(), resting, moving);
        }
        return leaving;
    }

    private static void add(List<Move> leaving, Move move, Set<Integer> moving) {
        if (leaving.size() + moving.size() < AT_ONCE
                && !moving.contains(move.shard)
                && leaving.stream().noneMatch(other -> other.shard == move.shard)) {
            leaving.add(move);
        }
    }

    private static void even(
            List<Move> leaving,
            Collection<Host> taking,
            Set<Integer> wished,
            Set<Integer> resting,
            Set<Integer> moving) {
        List<Count> counts = new ArrayList<>();
        taking.forEach(host -> counts.add(new Count(host, moving)));
        // As it will be when those on their way have arrived: at the emptiest host.
        for (int i = 0; i < moving.size(); i++) {
            counts.stream().min(Count.ORDER).orElseThrow().size++;
        }
        double mean = counts.stream().mapToInt(count -> count.size).sum() / (double) counts.size();
        counts.sort(Count.ORDER);
        boolean large = counts.get(counts.size() - 1).size - counts.get(0).size > mean * LARGE;
        Set<Integer> staying = new HashSet<>(wished);
        if (!large) {
            staying.addAll(resting);
        }
        int atOnce = large ? AT_ONCE : AT_ONCE_EVENING;
        while (leaving.size() + moving.size() < atOnce) {
            Move move = move(counts, Math.max(1, mean * TOLERANCE), staying);
            if (move == null) {
                return;
            }
            leaving.add(move);
            counts.sort(Count.ORDER);
        }
    }

    /** From who has most to who has least, unless what they have to do speaks against it; then from and to the next ones. */
    private static @Nullable Move move(List<Count> counts, double tolerance, Set<Integer> staying) {
        for (int last = counts.size() - 1; last > 0; last--) {
            Count most = counts.get(last);
            Integer shard = most.free(staying);
            for (Count least : counts.subList(0, last)) {
                if (most.size - least.size <= tolerance) {
                    break;
                }
                if (shard != null && suits(most.host, least.host)) {
                    most.shards.remove(shard);
                    most.size--;
                    least.size++;
                    return new Move(shard, most.host.container, least.host.container);
                }
            }
        }
        return null;
    }

    /**
     * Whether a shard may go from one to the other for the sake of numbers: when one of them has just come, or the other stays idle. Else that would
     * undo what was done for the sake of load.
     */
    private static boolean suits(Host from, Host to) {
        return !to.settled || !from.settled || to.load + from.mean() <= IDLE;
    }

    /** How many shards a host will have. */
    private static final class Count {
        private static final Comparator<Count> ORDER =
                Comparator.<Count>comparingInt(count -> count.size).thenComparing(count -> count.host.container);

        private final Host host;
        private final TreeSet<Integer> shards;
        private int size;

        private Count(Host host, Set<Integer> moving) {
            this.host = host;
            this.shards = new TreeSet<>(host.shards);
            shards.removeAll(moving);
            this.size = shards.size();
        }

        private @Nullable Integer free(Set<Integer> staying) {
            return shards.stream()
                    .filter(shard -> !staying.contains(shard))
                    .findFirst()
                    .orElse(null);
        }
    }
}

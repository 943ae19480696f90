package et.cluster.pekko.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /**
     * A container that can have shards.
     *
     * @param usable shards may be taken from it and brought to it
     * @param draining no shard is brought to it, all are taken from it
     * @param shards what it has
     */
    record Host(String container, boolean usable, boolean draining, Collection<Integer> shards) {
        Host {
            shards = List.copyOf(shards);
        }

        private boolean taking() {
            return usable && !draining;
        }
    }

    private Allocation() {}

    /** The host for a shard that has none; null when there is none now. Only draining ones are better than none. */
    static @Nullable String allocate(Collection<Host> hosts, @Nullable String wished) {
        if (hosts.stream().anyMatch(host -> host.taking() && host.container.equals(wished))) {
            return wished;
        }
        Comparator<Host> order = Comparator.<Host, Boolean>comparing(host -> host.draining)
                .thenComparing(host -> host.shards.size())
                .thenComparing(host -> host.container);
        return hosts.stream()
                .filter(host -> host.usable)
                .min(order)
                .map(host -> host.container)
                .orElse(null);
    }

    /**
     * The shards that should leave where they are now: first from draining hosts, then by wish, then to even out.
     *
     * @param wishes by shard, the container where it should be
     * @param moving shards that are on their way; their host still counts them
     */
    static Set<Integer> rebalance(Collection<Host> hosts, Map<Integer, String> wishes, Set<Integer> moving) {
        Set<Integer> leaving = new LinkedHashSet<>();
        Map<String, Set<Integer>> taking = new HashMap<>();
        for (Host host : hosts) {
            if (host.taking()) {
                taking.put(host.container, new TreeSet<>(host.shards));
            }
        }
        if (taking.isEmpty()) {
            return leaving;
        }
        for (Host host : hosts) {
            if (host.usable && host.draining) {
                add(leaving, host.shards, moving);
            }
        }
        for (Host host : hosts) {
            if (host.usable) {
                List<Integer> elsewhere = new ArrayList<>();
                for (Integer shard : host.shards) {
                    String wished = wishes.get(shard);
                    if (wished != null && !wished.equals(host.container) && taking.containsKey(wished)) {
                        elsewhere.add(shard);
                    }
                }
                add(leaving, elsewhere, moving);
            }
        }
        if (leaving.isEmpty()) {
            even(leaving, taking, wishes, moving);
        }
        return leaving;
    }

    private static void add(Set<Integer> leaving, Collection<Integer> shards, Set<Integer> moving) {
        for (Integer shard : shards) {
            if (leaving.size() + moving.size() >= AT_ONCE) {
                return;
            }
            if (!moving.contains(shard)) {
                leaving.add(shard);
            }
        }
    }

    private static void even(
            Set<Integer> leaving, Map<String, Set<Integer>> taking, Map<Integer, String> wishes, Set<Integer> moving) {
        // As it will be when those on their way have arrived: at the emptiest host, where allocate sends them.
        for (Integer shard : moving) {
            taking.values().forEach(shards -> shards.remove(shard));
        }
        for (int i = 0; i < moving.size(); i++) {
            least(taking).add(-1 - i);
        }
        double mean = taking.values().stream().mapToInt(Set::size).sum() / (double) taking.size();
        int difference = most(taking).size() - least(taking).size();
        int atOnce = difference > mean * LARGE ? AT_ONCE : AT_ONCE_EVENING;
        while (leaving.size() + moving.size() < atOnce) {
            Set<Integer> most = most(taking);
            Set<Integer> least = least(taking);
            if (most.size() - least.size() <= Math.max(1, mean * TOLERANCE)) {
                return;
            }
            Integer shard = free(most, wishes);
            if (shard == null) {
                return;
            }
            most.remove(shard);
            least.add(shard);
            leaving.add(shard);
        }
    }

    /** A shard that nobody wished where it is. */
    private static @Nullable Integer free(Set<Integer> shards, Map<Integer, String> wishes) {
        for (Integer shard : shards) {
            if (shard >= 0 && !wishes.containsKey(shard)) {
                return shard;
            }
        }
        return null;
    }

    private static Set<Integer> most(Map<String, Set<Integer>> hosts) {
        return hosts.entrySet().stream()
                .max(Comparator.<Map.Entry<String, Set<Integer>>>comparingInt(
                                host -> host.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getValue();
    }

    private static Set<Integer> least(Map<String, Set<Integer>> hosts) {
        return hosts.entrySet().stream()
                .min(Comparator.<Map.Entry<String, Set<Integer>>>comparingInt(
                                host -> host.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getValue();
    }
}

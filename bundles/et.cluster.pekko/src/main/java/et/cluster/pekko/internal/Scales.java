package et.cluster.pekko.internal;

import et.cluster.Load;
import et.cluster.pekko.internal.Allocation.Host;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What hosts carry, smoothed, and what a shard is expected to weigh: its host's mean. What moves is reckoned at once, long before it can be
 * measured. Depends on nothing but what it is told. Not safe for several threads; times in milliseconds.
 */
final class Scales {

    /** After so long a change shows by two thirds. */
    static final long SMOOTH = TimeUnit.SECONDS.toMillis(10);

    /** After so long what a host that has come carries is known. Before, it is what its shards weighed elsewhere. */
    static final long SETTLE = TimeUnit.SECONDS.toMillis(20);

    /** Without a reading for so long nothing is known any more, as in the beginning: the coordinator was elsewhere. */
    private static final long GAP = TimeUnit.SECONDS.toMillis(10);

    /** So many times the share of its handlers the processor time of a process counts, at most. */
    private static final double AROUND = 4;

    private static final class Pan {
        private final long since;
        private double load;

        private Pan(long since, double load) {
            this.since = since;
            this.load = load;
        }
    }

    private final Map<String, Pan> pans = new HashMap<>();
    private final Map<Integer, Double> weights = new HashMap<>();
    private long at;

    /**
     * What a container has to do because of its shards, 0 to 1: its handlers, and the time that goes with them for connections and commits. What it
     * computes without handling anything, as when it starts or checks passwords, no move of a shard would take from it.
     */
    static double work(Load load) {
        return Math.max(load.busy(), Math.min(load.cpu(), AROUND * load.busy()));
    }

    /** Takes what the hosts say now, and puts in its place what they carry. */
    List<Host> weigh(Collection<Host> hosts, long now) {
        if (now - at > GAP) {
            pans.clear();
        }
        // Who was there before anything was known here has not just come.
        long since = pans.isEmpty() ? now - SETTLE : now;
        double share = 1 - Math.exp(-(now - at) / (double) SMOOTH);
        at = now;
        Set<String> present = new HashSet<>();
        List<Host> weighed = new ArrayList<>();
        for (Host host : hosts) {
            present.add(host.container());
            Pan pan = pans.computeIfAbsent(host.container(), name -> new Pan(since, host.load()));
            pan.load += share * (host.load() - pan.load);
            boolean settled = now - pan.since >= SETTLE;
            if (settled) {
                double mean = pan.load / Math.max(1, host.shards().size());
                host.shards().forEach(shard -> weights.put(shard, mean));
            }
            double load = settled
                    ? pan.load
                    : host.shards().stream().mapToDouble(this::weight).sum();
            weighed.add(new Host(host.container(), host.usable(), host.draining(), host.shards(), load, settled));
        }
        pans.keySet().retainAll(present);
        return weighed;
    }

    private double weight(int shard) {
        return weights.getOrDefault(shard, 0.0);
    }

    void left(int shard, String container) {
        add(container, -weight(shard));
    }

    void came(int shard, String container) {
        add(container, weight(shard));
    }

    private void add(String container, double weight) {
        Pan pan = pans.get(container);
        if (pan != null) {
            pan.load = Math.max(0, pan.load + weight);
        }
    }
}

package et.cluster.pekko.internal;

import et.cluster.pekko.internal.Allocation.Host;
import et.cluster.pekko.internal.Allocation.Move;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one shard after the other from the busiest host, until it is not much busier than the least busy one. Slow on purpose: each move makes players
 * wait for a moment, and shows its effect only after some seconds. Depends on nothing but what it is told. Not safe for several threads; times in
 * milliseconds.
 */
final class LoadEvening {

    private static final Logger log = LoggerFactory.getLogger(LoadEvening.class);

    /** It begins when two hosts differ by more. */
    static final double BEGIN = 0.15;

    /** It ends when they differ by less. */
    static final double END = BEGIN / 2;

    /** For so long they have to differ before it begins. */
    static final long LASTING = TimeUnit.SECONDS.toMillis(20);

    /** For so long nothing has to have moved, for whatever reason, before the next move. */
    static final long PAUSE = TimeUnit.SECONDS.toMillis(20);

    /** The pause doubles up to this, when moves do less than they should: the load may be one shard's, which no move of another one helps. */
    static final long LONGEST_PAUSE = TimeUnit.MINUTES.toMillis(5);

    /** For so long a shard that was moved stays where it is; unless a container has come, or it is wished or drained away. */
    static final long REST = TimeUnit.HOURS.toMillis(1);

    /** A move that was made, and the difference of the two hosts before it and as it should be after it. */
    private record Made(String from, String to, double before, double after) {}

    /** By shard, when it was moved; as many as there are shards. */
    private final Map<Integer, Long> lastMoves = new HashMap<>();

    private @Nullable String busiest;
    private long since;
    private boolean begun;
    private long moved;
    private long pause = PAUSE;
    private @Nullable Made made;

    /** Shards are on their way: what is measured now says little. */
    void stirred(long now) {
        moved = now;
    }

    /** The move that should be made now; null when there is none. Who asks makes it. */
    @Nullable Move next(Collection<Host> hosts, Map<Integer, String> wishes, Set<Integer> moving, long now) {
        if (!moving.isEmpty()) {
            stirred(now);
        }
        List<Host> known = hosts.stream()
                .filter(host -> host.taking() && host.settled())
                .sorted(Comparator.comparingDouble(Host::load).thenComparing(Host::container))
                .toList();
        if (known.size() < 2) {
            rest();
            return null;
        }
        Host to = known.get(0);
        Host from = known.get(known.size() - 1);
        double difference = from.load() - to.load();
        if (difference <= (begun ? END : BEGIN)) {
            rest();
            return null;
        }
        if (!from.container().equals(busiest)) {
            busiest = from.container();
            since = now;
        }
        if (now - since < LASTING || now - moved < PAUSE) {
            return null;
        }
        judge(known);
        double after = Math.abs(difference - 2 * from.mean());
        Integer shard = free(from, wishes, now);
        if (now - moved < pause || after >= difference || shard == null) {
            return null;
        }
        begun = true;
        moved = now;
        made = new Made(from.container(), to.container(), difference, after);
        lastMoves.put(shard, now);
        log.info(
                "{} is busier than {}, by {} %: a group of shards goes there",
                from.container(), to.container(), Math.round(difference * 100));
        return new Move(shard, from.container(), to.container());
    }

    private void rest() {
        busiest = null;
        begun = false;
        made = null;
        pause = PAUSE;
    }

    /** Once for each move, when its effect can be seen. */
    private void judge(List<Host> hosts) {
        Made last = made;
        if (last == null) {
            return;
        }
        made = null;
        double difference = load(hosts, last.from) - load(hosts, last.to);
        boolean helped = last.before - difference >= (last.before - last.after) / 2;
        pause = helped ? PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
    }

    private static double load(List<Host> hosts, String container) {
        return hosts.stream()
                .filter(host -> host.container().equals(container))
                .mapToDouble(Host::load)
                .sum();
    }

    /** The shards that were moved not long ago. */
    Set<Integer> resting(long now) {
        Set<Integer> resting = new HashSet<>();
        lastMoves.forEach((shard, at) -> {
            if (now - at < REST) {
                resting.add(shard);
            }
        });
        return resting;
    }

    /** The one that was moved least recently: what has been tried comes last. */
    private @Nullable Integer free(Host host, Map<Integer, String> wishes, long now) {
        Set<Integer> resting = resting(now);
        return host.shards().stream()
                .filter(shard -> !wishes.containsKey(shard) && !resting.contains(shard))
                .min(Comparator.<Integer>comparingLong(shard -> lastMoves.getOrDefault(shard, Long.MIN_VALUE))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }
}

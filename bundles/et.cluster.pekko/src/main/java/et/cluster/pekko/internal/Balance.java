package et.cluster.pekko.internal;

import et.cluster.pekko.internal.Allocation.Host;
import et.cluster.pekko.internal.Allocation.Move;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@link Allocation} with a memory: what hosts have carried of late, and what has moved because of it. The same calls at the same times have the same
 * answers. Not safe for several threads; times in milliseconds.
 */
final class Balance {

    /** How long a shard may be on its way before it is forgotten whereto: longer than Sharding waits for one. */
    private static final long ON_THE_WAY = TimeUnit.SECONDS.toMillis(60);

    private record Plan(String to, long at) {}

    private final Scales scales = new Scales();
    private final LoadEvening evening = new LoadEvening();
    private final Map<Integer, Plan> plans = new HashMap<>();

    /** The host for a shard that has none; null when there is none now. {@code hosts} with the load that they say now. */
    @Nullable String allocate(Collection<Host> hosts, int shard, @Nullable String wished, long now) {
        List<Host> weighed = scales.weigh(hosts, now);
        Plan plan = plans.remove(shard);
        String planned = plan == null || now - plan.at > ON_THE_WAY ? null : plan.to;
        String host = Allocation.allocate(weighed, wished == null ? planned : wished);
        if (host != null) {
            scales.came(shard, host);
            evening.stirred(now);
        }
        return host;
    }

    /** The shards that should leave where they are now; parameters as of {@link Allocation#rebalance}, {@code hosts} with the load that they say now. */
    List<Move> rebalance(Collection<Host> hosts, Map<Integer, String> wishes, Set<Integer> moving, long now) {
        List<Host> weighed = scales.weigh(hosts, now);
        List<Move> moves = new ArrayList<>(Allocation.rebalance(weighed, wishes, evening.resting(now), moving));
        if (moves.isEmpty()) {
            Move move = evening.next(weighed, wishes, moving, now);
            if (move != null) {
                moves.add(move);
            }
        } else {
            evening.stirred(now);
        }
        for (Move move : moves) {
            scales.left(move.shard(), move.from());
            if (move.to() != null) {
                plans.put(move.shard(), new Plan(move.to(), now));
            }
        }
        return moves;
    }
}

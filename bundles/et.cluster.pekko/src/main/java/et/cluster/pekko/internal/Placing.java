package et.cluster.pekko.internal;

import et.cluster.Member;
import et.cluster.Tier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Asks {@link Balance} for Sharding's coordinator. The coordinator lives on the oldest of managers and logic containers, and each node knows
 * what it needs: whoever dies, placing goes on. What was learnt of loads a new coordinator has to learn anew, which takes it seconds.
 */
final class Placing extends AbstractShardAllocationStrategy {

    /** What a node knows: members by address, and wishes. */
    record Roster(Map<Address, Member> members, Wishes wishes) {

        static final Roster EMPTY = new Roster(Map.of(), Wishes.NONE);

        private @Nullable Member byName(String container) {
            for (Member member : members.values()) {
                if (member.container().equals(container)) {
                    return member;
                }
            }
            return null;
        }

        private @Nullable String wished(int group) {
            Wishes.Move move = wishes.move(group);
            if (move == null) {
                return null;
            }
            Member member = byName(move.container());
            return member != null && member.incarnation() == move.incarnation() && !member.draining()
                    ? member.container()
                    : null;
        }
    }

    /** The latest roster: the board writes it, the coordinator reads it. */
    static final class Latest {
        private volatile Roster roster;

        Latest(Roster roster) {
            this.roster = roster;
        }

        Roster get() {
            return roster;
        }

        void set(Roster roster) {
            this.roster = roster;
        }
    }

    private final Latest rosters;
    private final Address self;
    private final int least;
    private final long patience;
    private final LongSupplier clock;
    private final long started;

    /** Of the coordinator's thread: there is one coordinator at a time. */
    private final Balance balance = new Balance();

    /**
     * @param least how many logic containers the first shards wait for
     * @param seconds how long they wait
     * @param clock nanoseconds
     */
    Placing(Latest rosters, Address self, int least, int seconds, LongSupplier clock) {
        this.rosters = rosters;
        this.self = self;
        this.least = least;
        this.patience = TimeUnit.SECONDS.toMillis(seconds);
        this.clock = clock;
        this.started = clock.getAsLong();
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
        Roster roster = rosters.get();
        Map<String, ActorRef> regions = new HashMap<>();
        List<Allocation.Host> hosts = hosts(roster, allocations, regions);
        int number = Integer.parseInt(shard);
        String host = tooEarly(hosts) ? null : balance.allocate(hosts, number, roster.wished(number), now());
        ActorRef region = host == null ? null : regions.get(host);
        // Never answered: whoever asks asks again. A failure would be an error in the log, for each of them.
        return region == null ? Promise.<ActorRef>apply().future() : Future.successful(region);
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
        Roster roster = rosters.get();
        List<Allocation.Host> hosts = hosts(roster, allocations, new HashMap<>());
        Set<Integer> moving = new HashSet<>();
        inProgress.forEach(shard -> moving.add(Integer.valueOf(shard)));
        Map<Integer, String> wishes = new HashMap<>();
        for (Integer shard : roster.wishes().moves().keySet()) {
            String wished = roster.wished(shard);
            if (wished != null) {
                wishes.put(shard, wished);
            }
        }
        Set<String> leaving = new HashSet<>();
        for (Allocation.Move move : balance.rebalance(hosts, wishes, moving, now())) {
            leaving.add(Integer.toString(move.shard()));
        }
        return Future.successful(leaving);
    }

    /** Milliseconds since this was made. */
    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - started);
    }

    private boolean tooEarly(List<Allocation.Host> hosts) {
        return now() < patience
                && hosts.stream().allMatch(host -> host.shards().isEmpty())
                && hosts.stream().filter(Allocation.Host::usable).count() < least;
    }

    private List<Allocation.Host> hosts(
            Roster roster, Map<ActorRef, IndexedSeq<String>> allocations, Map<String, ActorRef> regions) {
        List<Allocation.Host> hosts = new ArrayList<>();
        allocations.forEach((region, shards) -> {
            Address address = region.path().address();
            Member member = roster.members().get(address.hasLocalScope() ? self : address);
            if (member != null && member.tiers().contains(Tier.LOGIC)) {
                List<Integer> numbers = new ArrayList<>();
                CollectionConverters.asJava(shards).forEach(shard -> numbers.add(Integer.valueOf(shard)));
                // Shards of a member that does not answer must not be asked for: each would be waited for.
                boolean usable = member.state() == Member.State.UP;
                double load = Scales.work(member.load());
                hosts.add(new Allocation.Host(member.container(), usable, member.draining(), numbers, load, false));
                regions.put(member.container(), region);
            }
        });
        return hosts;
    }
}

package et.cluster.pekko.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this container knows of members and places. Outlives the nodes of the container. Read on any thread without locks; written and told to
 * listeners under one lock, so that they hear one thing after the other.
 */
final class Table {

    private static final Logger log = LoggerFactory.getLogger(Table.class);

    private final AtomicReferenceArray<@Nullable Place> places = new AtomicReferenceArray<>(Shards.COUNT);
    /** By shard: the incarnation of the container that its place names. */
    private final long[] incarnations = new long[Shards.COUNT];
    /** By shard: the highest epoch ever heard of. */
    private final long[] epochs = new long[Shards.COUNT];

    private final List<Cluster.Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Member> members = Map.of();

    @Nullable Place place(int shard) {
        return places.get(shard);
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    @Nullable Member member(String container) {
        return members.get(container);
    }

    Cluster.Registration listen(Cluster.Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The shard is open there; believed unless a higher epoch is known. */
    synchronized void opened(int shard, String container, long incarnation, int lane, long epoch) {
        Place place = new Place(container, lane, epoch);
        if (epoch < epochs[shard] || place.equals(places.get(shard))) {
            return;
        }
        epochs[shard] = epoch;
        incarnations[shard] = incarnation;
        places.set(shard, place);
        tell(listener -> listener.placed(shard));
    }

    /** The shard is not open any more with that epoch. */
    synchronized void closed(int shard, long epoch) {
        Place place = places.get(shard);
        if (place != null && place.epoch() <= epoch) {
            places.set(shard, null);
        }
    }

    /** All that is open in a container: what is not named is not. */
    synchronized void open(String container, long incarnation, int lanes, Map<Integer, Long> open) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Long epoch = open.get(shard);
            Place place = places.get(shard);
            if (epoch != null) {
                opened(shard, container, incarnation, shard % lanes, epoch);
            } else if (place != null && place.container().equals(container) && incarnations[shard] == incarnation) {
                places.set(shard, null);
            }
        }
    }

    /** The member is like that now. Of two incarnations of a container the later one counts, and the other one is gone. */
    synchronized void member(Member member) {
        Member old = members.get(member.container());
        if (old != null && old.incarnation() > member.incarnation()) {
            return;
        }
        if (old != null && old.incarnation() < member.incarnation()) {
            gone(old.container(), old.incarnation());
            old = null;
        }
        put(member);
        if (old == null || !sameButLoad(old, member)) {
            tell(listener -> listener.changed(member));
        }
    }

    /** That process has left the cluster for good. */
    synchronized void gone(String container, long incarnation) {
        Member member = members.get(container);
        if (member == null || member.incarnation() != incarnation) {
            return;
        }
        Map<String, Member> left = new TreeMap<>(members);
        left.remove(container);
        members = left;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = places.get(shard);
            if (place != null && place.container().equals(container) && incarnations[shard] == incarnation) {
                places.set(shard, null);
            }
        }
        tell(listener -> listener.gone(container, incarnation));
    }

    /** This container has been taken out of the cluster: where shards are now is not known here, and nobody can be reached. */
    synchronized void lost(String self, long incarnation) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            places.set(shard, null);
        }
        gone(self, incarnation);
        for (Member member : members.values()) {
            member(in(member, Member.State.UNREACHABLE));
        }
    }

    /** All members are known: who is not among them is gone. */
    synchronized void settle(Set<String> containers) {
        for (Member member : new ArrayList<>(members.values())) {
            if (!containers.contains(member.container())) {
                gone(member.container(), member.incarnation());
            }
        }
    }

    /** The shards that have no place. */
    List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (places.get(shard) == null) {
                missing.add(shard);
            }
        }
        return missing;
    }

    private void put(Member member) {
        Map<String, Member> now = new TreeMap<>(members);
        now.put(member.container(), member);
        members = now;
    }

    private static boolean sameButLoad(Member one, Member other) {
        return new Member(
                        one.container(),
                        one.incarnation(),
                        one.tiers(),
                        one.state(),
                        one.host(),
                        one.lanes(),
                        one.draining(),
                        other.load())
                .equals(other);
    }

    private static Member in(Member member, Member.State state) {
        return new Member(
                member.container(),
                member.incarnation(),
                member.tiers(),
                state,
                member.host(),
                member.lanes(),
                member.draining(),
                member.load());
    }

    private void tell(Consumer<Cluster.Listener> what) {
        for (Cluster.Listener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                log.warn("A listener of the cluster threw: {}", listener, e);
            }
        }
    }
}

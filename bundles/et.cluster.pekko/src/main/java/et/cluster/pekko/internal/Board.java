package et.cluster.pekko.internal;

import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Tier;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.AbstractActorWithTimers;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.remote.artery.ThisActorSystemQuarantinedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes of this one, and keeps what they tell. All that a node says of places goes through its board, so that it arrives in
 * order; and each beat says it all again, so that nothing that gets lost is missed for long.
 */
final class Board extends AbstractActorWithTimers {

    /** The name under which boards find each other. */
    static final String NAME = "board";

    private static final Logger log = LoggerFactory.getLogger(Board.class);

    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(200);

    /** Ticks after which wishes that not everybody has noted fail. */
    private static final int WISH_TICKS = 50;

    /** What this node is and has. */
    interface Home {
        String container();

        long incarnation();

        Set<Tier> tiers();

        String host();

        List<Integer> lanes();

        Load load();

        void notice(String topic, byte[] notice);

        /** This node is not part of the cluster any more. */
        void lost(String why);

        /** Makes sure that everybody forgets the node. */
        void down(UniqueAddress node);
    }

    /** Somebody wants to know where the shard is. */
    record Find(int shard) {}

    /** Somebody thinks that the process is dead. */
    record Suspect(String container, long incarnation) {}

    /** Somebody wishes. */
    record Wish(UnaryOperator<Wishes> wish, CompletableFuture<Void> known) {}

    /** Somebody tells all other containers of a tier. */
    record Tell(Tier tier, Wire.Notice notice) {}

    /** The node is about to leave: what it would ask for now would only keep it. */
    enum Leaving {
        LEAVING
    }

    /** The store has another owner for the shard. */
    record Fenced(int shard) {}

    private record Checked(UniqueAddress node, boolean dead) {}

    private enum Timer {
        BEAT,
        TICK
    }

    /**
     * When a shard was last asked for. Sharding keeps a question until it knows the shard's home, but may have sent it to one that had just
     * died: it is asked again, at growing intervals.
     */
    private record Search(long at, long pause) {
        private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

        private static Search after(@Nullable Search last, long now) {
            return new Search(now, last == null ? TICK.toNanos() * 9 / 10 : Math.min(LONGEST, last.pause * 2));
        }
    }

    private static final class Peer {
        private org.apache.pekko.cluster.Member member;
        private final ActorSelection board;
        private boolean reachable = true;
        private boolean dead;
        private Wire.@Nullable Beat beat;

        private Peer(org.apache.pekko.cluster.Member member, ActorSelection board) {
            this.member = member;
            this.board = board;
        }
    }

    private static final class Wishing {
        private final Wire.Wished wished;
        private final CompletableFuture<Void> known;
        private final Set<Address> missing;
        private int ticks;

        private Wishing(Wire.Wished wished, CompletableFuture<Void> known, Set<Address> missing) {
            this.wished = wished;
            this.known = known;
            this.missing = missing;
        }
    }

    private final Home home;
    private final Table table;
    private final Placing.Latest roster;
    private final BiConsumer<Wire.ToShard, ActorRef> region;
    private final Executor blocking;
    private final Cluster cluster;
    private final Address self;

    private final Map<Address, Peer> peers = new HashMap<>();
    private final Map<Integer, Long> open = new HashMap<>();
    private final Map<Integer, ActorRef> keepers = new HashMap<>();
    private final Map<Integer, Search> searches = new HashMap<>();
    private final Map<Long, Wishing> wishing = new HashMap<>();
    private final Set<UniqueAddress> checking = new HashSet<>();
    private Wishes wishes;
    private boolean settled;
    private boolean asking = true;

    /**
     * @param roster what the board knows, for the coordinator, should it live here
     * @param region the way to keepers
     * @param blocking runs what blocks for a moment
     */
    Board(Home home, Table table, Placing.Latest roster, BiConsumer<Wire.ToShard, ActorRef> region, Executor blocking) {
        this.home = home;
        this.table = table;
        this.roster = roster;
        this.region = region;
        this.blocking = blocking;
        this.cluster = Cluster.get(getContext().getSystem());
        this.self = cluster.selfAddress();
        this.wishes = roster.get().wishes();
    }

    @Override
    public void preStart() {
        cluster.subscribe(
                getSelf(),
                ClusterEvent.initialStateAsEvents(),
                ClusterEvent.MemberEvent.class,
                ClusterEvent.ReachabilityEvent.class);
        getContext().getSystem().eventStream().subscribe(getSelf(), ThisActorSystemQuarantinedEvent.class);
        getTimers().startTimerWithFixedDelay(Timer.BEAT, Timer.BEAT, BEAT);
        getTimers().startTimerWithFixedDelay(Timer.TICK, Timer.TICK, TICK);
    }

    @Override
    public void postStop() {
        cluster.unsubscribe(getSelf());
        wishing.values()
                .forEach(wish -> wish.known.completeExceptionally(new IllegalStateException("Left the cluster")));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Wire.Opened.class, this::opened)
                .match(Wire.Closed.class, closed -> known(() -> closed(closed.shard(), closed.epoch())))
                .match(Wire.Beat.class, this::beat)
                .match(Wire.Hello.class, hello -> getSender().tell(ownBeat(), getSelf()))
                .match(Wire.Locate.class, this::located)
                .match(Wire.Notice.class, notice -> home.notice(notice.topic(), notice.notice()))
                .match(Wire.Wished.class, this::wished)
                .match(Wire.Noted.class, this::noted)
                .match(Keeper.Open.class, this::keeperOpen)
                .match(Keeper.Close.class, this::keeperClose)
                .match(Find.class, find -> locate(find.shard))
                .match(Suspect.class, this::suspect)
                .match(Checked.class, this::checked)
                .match(Wish.class, this::wish)
                .match(Tell.class, this::tell)
                .match(Fenced.class, this::fenced)
                .matchEquals(Leaving.LEAVING, leaving -> asking = false)
                .matchEquals(Timer.BEAT, timer -> sayBeat())
                .matchEquals(Timer.TICK, timer -> tick())
                .match(ClusterEvent.MemberRemoved.class, event -> removed(event.member()))
                .match(ClusterEvent.MemberDowned.class, event -> downed(event.member()))
                .match(ClusterEvent.MemberEvent.class, event -> member(event.member()))
                .match(ClusterEvent.UnreachableMember.class, event -> reachable(event.member(), false))
                .match(ClusterEvent.ReachableMember.class, event -> reachable(event.member(), true))
                .match(ThisActorSystemQuarantinedEvent.class, event -> home.lost("quarantined by another container"))
                .build();
    }

    // --- members

    private void member(org.apache.pekko.cluster.Member member) {
        Address address = member.address();
        Peer peer = peers.get(address);
        if (peer == null || !peer.member.uniqueAddress().equals(member.uniqueAddress())) {
            peer = new Peer(
                    member,
                    getContext()
                            .actorSelection(RootActorPath.apply(address, "/")
                                    .child("user")
                                    .child(NAME)));
            peers.put(address, peer);
            if (address.equals(self)) {
                peer.beat = ownBeat();
            } else {
                peer.board.tell(new Wire.Hello(), getSelf());
                peer.board.tell(ownBeat(), getSelf());
            }
        }
        peer.member = member;
        refresh(peer);
    }

    private void reachable(org.apache.pekko.cluster.Member member, boolean reachable) {
        Peer peer = peers.get(member.address());
        if (peer != null && peer.member.uniqueAddress().equals(member.uniqueAddress())) {
            peer.reachable = reachable;
            refresh(peer);
            if (!reachable) {
                log.info("{} does not answer", name(peer));
                check(peer);
            }
        }
    }

    private void downed(org.apache.pekko.cluster.Member member) {
        member(member);
        if (!member.address().equals(self)) {
            // It will be removed: at once, not when its heartbeats have run out.
            home.down(member.uniqueAddress());
        }
    }

    private void removed(org.apache.pekko.cluster.Member member) {
        Peer peer = peers.get(member.address());
        // When this node itself is out, Pekko says that of everybody.
        if (cluster.isTerminated()
                || peer == null
                || !peer.member.uniqueAddress().equals(member.uniqueAddress())) {
            return;
        }
        peers.remove(member.address());
        log.info("{} is out of the cluster", name(peer));
        wishing.values().forEach(wish -> wish.missing.remove(member.address()));
        publish();
        searches.clear();
        if (peer.beat != null) {
            table.gone(peer.beat.container(), peer.beat.incarnation());
        }
        locateMissing();
    }

    private void refresh(Peer peer) {
        Wire.Beat beat = peer.beat;
        if (beat == null) {
            return;
        }
        table.member(member(peer, beat));
        publish();
        settle();
    }

    private Member member(Peer peer, Wire.Beat beat) {
        return new Member(
                beat.container(),
                beat.incarnation(),
                beat.tiers(),
                state(peer),
                beat.host(),
                beat.lanes(),
                wishes.draining(beat.container(), beat.incarnation()),
                beat.load());
    }

    private static Member.State state(Peer peer) {
        MemberStatus status = peer.member.status();
        if (!peer.reachable || status.equals(MemberStatus.down())) {
            return Member.State.UNREACHABLE;
        } else if (status.equals(MemberStatus.up())) {
            return Member.State.UP;
        } else if (status.equals(MemberStatus.joining()) || status.equals(MemberStatus.weaklyUp())) {
            return Member.State.JOINING;
        }
        return Member.State.LEAVING;
    }

    /** What a node before this one knew of may be gone by now. */
    private void settle() {
        Peer me = peers.get(self);
        if (settled || me == null || !me.member.status().equals(MemberStatus.up())) {
            return;
        }
        Set<String> containers = new HashSet<>();
        for (Peer peer : peers.values()) {
            if (peer.beat == null) {
                return;
            }
            containers.add(peer.beat.container());
        }
        settled = true;
        log.info("In the cluster as {}, with {}", home.container(), containers);
        table.settle(containers);
    }

    private void publish() {
        Map<Address, Member> members = new HashMap<>();
        peers.forEach((address, peer) -> {
            if (peer.beat != null) {
                members.put(address, member(peer, peer.beat));
            }
        });
        roster.set(new Placing.Roster(members, wishes));
    }

    private @Nullable Peer teller() {
        return peers.get(address(getSender()));
    }

    private Address address(ActorRef ref) {
        Address address = ref.path().address();
        return address.hasLocalScope() ? self : address;
    }

    private static String name(Peer peer) {
        return peer.beat == null ? peer.member.address().toString() : peer.beat.container();
    }

    // --- the dead

    private void suspect(Suspect suspect) {
        for (Peer peer : peers.values()) {
            Wire.Beat beat = peer.beat;
            if (beat != null
                    && beat.container().equals(suspect.container)
                    && beat.incarnation() == suspect.incarnation) {
                check(peer);
            }
        }
    }

    private void check(Peer peer) {
        UniqueAddress node = peer.member.uniqueAddress();
        String host = node.address().host().get();
        int port = (Integer) node.address().port().get();
        if (node.address().equals(self) || !checking.add(node)) {
            return;
        }
        ActorRef board = getSelf();
        blocking.execute(() -> {
            board.tell(new Checked(node, Suspicion.dead(host, port)), ActorRef.noSender());
        });
    }

    private void checked(Checked checked) {
        UniqueAddress node = checked.node;
        checking.remove(node);
        Peer peer = peers.get(node.address());
        if (checked.dead && peer != null && peer.member.uniqueAddress().equals(node)) {
            if (!peer.dead) {
                peer.dead = true;
                log.info("{} is dead: nobody listens at {} any more", name(peer), node.address());
            }
            home.down(node);
        }
    }

    // --- beats

    private Wire.Beat ownBeat() {
        return new Wire.Beat(
                home.container(),
                home.incarnation(),
                home.tiers(),
                home.host(),
                home.lanes(),
                home.load(),
                Map.copyOf(open),
                wishes);
    }

    private void sayBeat() {
        Wire.Beat beat = ownBeat();
        Peer me = peers.get(self);
        if (me != null) {
            me.beat = beat;
            refresh(me);
        }
        toOthers(beat);
    }

    private void toOthers(Wire message) {
        peers.forEach((address, peer) -> {
            if (!address.equals(self)) {
                peer.board.tell(message, getSelf());
            }
        });
    }

    private void beat(Wire.Beat beat) {
        Peer peer = teller();
        if (peer == null) {
            return;
        }
        peer.beat = beat;
        take(beat.wishes());
        refresh(peer);
        table.open(
                beat.container(), beat.incarnation(), Math.max(1, beat.lanes().size()), beat.open());
    }

    // --- places

    private void keeperOpen(Keeper.Open opened) {
        open.put(opened.shard(), opened.epoch());
        keepers.put(opened.shard(), getSender());
        Wire.Opened told = own(opened.shard(), opened.epoch());
        toOthers(told);
        searches.remove(told.shard());
        table.opened(told.shard(), told.container(), told.incarnation(), told.lane(), told.epoch());
    }

    private void keeperClose(Keeper.Close closed) {
        keepers.remove(closed.shard());
        Long epoch = open.remove(closed.shard());
        if (epoch != null) {
            toOthers(new Wire.Closed(closed.shard(), epoch));
            closed(closed.shard(), epoch);
        }
    }

    /** A shard is on its way: who might be its next home asks where that is, so that it is found as soon as the last one has let go. */
    private void closed(int shard, long epoch) {
        table.closed(shard, epoch);
        if (isHome()) {
            searches.remove(shard);
            locate(shard);
        }
    }

    private void opened(Wire.Opened opened) {
        known(() ->
                table.opened(opened.shard(), opened.container(), opened.incarnation(), opened.lane(), opened.epoch()));
    }

    /** What nodes say that are out of the cluster counts no more. */
    private void known(Runnable then) {
        if (teller() != null) {
            then.run();
        }
    }

    private Wire.Opened own(int shard, long epoch) {
        int lanes = Math.max(1, home.lanes().size());
        return new Wire.Opened(shard, home.container(), home.incarnation(), shard % lanes, epoch);
    }

    /** A keeper of this node was asked. */
    private void located(Wire.Locate locate) {
        Long epoch = open.get(locate.shard());
        if (epoch != null && !getSender().equals(getSelf())) {
            getSender().tell(own(locate.shard(), epoch), getSelf());
        }
    }

    private void locate(int shard) {
        if (table.place(shard) != null) {
            searches.remove(shard);
            return;
        }
        long now = System.nanoTime();
        Search last = searches.get(shard);
        if (asking && (last == null || now - last.at >= last.pause)) {
            searches.put(shard, Search.after(last, now));
            region.accept(new Wire.Locate(shard), getSelf());
        }
    }

    /** Keepers start when somebody asks for them: the nodes that could have them see to it. */
    private void locateMissing() {
        if (isHome()) {
            table.missing().forEach(this::locate);
        }
    }

    /** Whether this node could have shards. */
    private boolean isHome() {
        Peer me = peers.get(self);
        return home.tiers().contains(Tier.LOGIC)
                && me != null
                && me.member.status().equals(MemberStatus.up());
    }

    private void fenced(Fenced fenced) {
        ActorRef keeper = keepers.get(fenced.shard);
        if (keeper != null) {
            log.warn("Shard {} has another owner in the database; this container gives it up", fenced.shard);
            keeper.tell(Keeper.Fenced.FENCED, getSelf());
        }
    }

    // --- wishes and notices

    private boolean take(Wishes others) {
        Wishes merged = wishes.merge(others);
        if (merged.equals(wishes)) {
            return false;
        }
        wishes = merged;
        peers.values().forEach(this::refresh);
        return true;
    }

    private void wish(Wish wish) {
        take(wish.wish.apply(wishes));
        Wire.Wished wished = new Wire.Wished(System.nanoTime(), wishes);
        Set<Address> missing = new HashSet<>(peers.keySet());
        missing.remove(self);
        wishing.put(wished.number(), new Wishing(wished, wish.known, missing));
        toOthers(wished);
        tickWishes();
    }

    private void wished(Wire.Wished wished) {
        take(wished.wishes());
        getSender().tell(new Wire.Noted(wished.number()), getSelf());
    }

    private void noted(Wire.Noted noted) {
        Wishing wish = wishing.get(noted.number());
        if (wish != null) {
            wish.missing.remove(address(getSender()));
            tickWishes();
        }
    }

    private void tickWishes() {
        wishing.values().removeIf(wish -> {
            if (wish.missing.isEmpty()) {
                wish.known.complete(null);
                return true;
            } else if (wish.ticks > WISH_TICKS) {
                wish.known.completeExceptionally(new IllegalStateException(
                        "Not known to " + wish.missing + " yet; they hear of it when they answer again"));
                return true;
            }
            return false;
        });
    }

    private void tell(Tell tell) {
        peers.forEach((address, peer) -> {
            if (!address.equals(self) && peer.beat != null && peer.beat.tiers().contains(tell.tier)) {
                peer.board.tell(tell.notice, getSelf());
            }
        });
    }

    private void tick() {
        locateMissing();
        for (Wishing wish : wishing.values()) {
            wish.ticks++;
            for (Address address : wish.missing) {
                Peer peer = peers.get(address);
                if (peer != null) {
                    peer.board.tell(wish.wished, getSelf());
                }
            }
        }
        tickWishes();
    }
}

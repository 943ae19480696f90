package et.gateway.internal;

import et.api.Reach;
import et.cluster.Cluster;
import et.cluster.Link;
import et.cluster.Links;
import et.cluster.Place;
import et.cluster.Placement;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Routes;
import et.cluster.Shards;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Lanes with actors that remember what they applied, as real ones do: a repeat is answered from memory, a number below the last one that is
 * not remembered is an offence. What goes wrong is written down in {@link #offences}.
 */
final class FakeWorld implements Placement, Links, Routes {

    /** Handled by {@code own} only; reaches the player's own actor. */
    static final int OWN = 1;

    /** Handled by {@code place} only; reaches any actor. */
    static final int ANY = 2;

    /** Handled by two types. */
    static final int BOTH = 3;

    /** What an actor remembers of one session. */
    private static final class Memory {

        long last;
        final TreeMap<Long, byte[]> answers = new TreeMap<>();
    }

    final List<String> offences = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    final List<String> rejoined = new CopyOnWriteArrayList<>();
    final Map<Integer, Route> routes =
            new ConcurrentHashMap<>(Map.of(OWN, new Route("own", Reach.OWN), ANY, new Route("place", Reach.ANY)));

    /** What the gateway is told of them; none: connections stay where they are. */
    volatile List<String> ownTypes = List.of();

    /** What this container is called; all lanes are {@code here}. */
    volatile String container = "here";

    /** Applies a request, and calls {@link #answer} sooner or later. On the lane. */
    volatile BiConsumer<EventLoop, Request> handler = (lane, request) -> answer(request);

    /** Hears of each session that shows itself to an actor that it has joined. On the lane. */
    volatile BiConsumer<String, ReturnPath> greeter = (actor, path) -> {};

    /** The lanes to which a link was cut. */
    final List<Integer> cuts = new CopyOnWriteArrayList<>();

    /** While it is set, links drop what is sent. */
    volatile boolean broken;

    /** While it is set, links that are opened do not come up. */
    volatile boolean refusing;

    /** How many links have been opened that did not come up, and can be broken. */
    final AtomicInteger refused = new AtomicInteger();

    private final List<IntConsumer> listeners = new CopyOnWriteArrayList<>();
    private final List<FakeLink> open = new CopyOnWriteArrayList<>();
    private final List<EventLoop> lanes;
    private final AtomicReferenceArray<Place> places = new AtomicReferenceArray<>(Shards.COUNT);
    private final AtomicLongArray epochs = new AtomicLongArray(Shards.COUNT);
    private final Map<String, Memory> memories = new ConcurrentHashMap<>();

    FakeWorld(List<EventLoop> lanes) {
        this.lanes = lanes;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            place(shard, shard % lanes.size());
        }
    }

    /** Gives a shard to a lane, under the next epoch; takes it from all with -1. */
    void place(int shard, int lane) {
        places.set(shard, lane < 0 ? null : new Place("here", lane, epochs.incrementAndGet(shard)));
    }

    /** The epoch under which the shard was given to a lane last. */
    long epoch(int shard) {
        return epochs.get(shard);
    }

    /** Tells the gateway, as a cluster does, that the shard has a new place. */
    void tellPlaced(int shard) {
        listeners.forEach(listener -> listener.accept(shard));
    }

    /** Breaks the links that are open to a lane, and tells their users. */
    void breakLinks(int lane) {
        open.forEach(link -> link.breakIf(lane));
    }

    /** The lanes' containers die, and with them what was not written. */
    void forget() {
        memories.clear();
    }

    /** The session of a request joins its actor. */
    void join(Request request) {
        request.path().joined(request.shard(), request.type(), request.id(), epoch(request.shard()));
    }

    /** Answers a request, and remembers it. */
    void answer(Request request) {
        Memory memory = memory(request);
        byte[] answer = (request.number() + "@" + request.id()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        synchronized (memory) {
            memory.answers.put(request.number(), answer);
        }
        request.path().answer(request.number(), 7, answer);
    }

    private Memory memory(Request request) {
        return memories.computeIfAbsent(
                request.type() + "/" + request.id() + "<" + request.session(), any -> new Memory());
    }

    private void arrive(int lane, Request request) {
        Place place = places.get(request.shard());
        if (place == null || place.lane() != lane || place.epoch() != request.epoch()) {
            request.path().moved(request.shard());
            return;
        }
        Memory memory = memory(request);
        byte[] remembered;
        synchronized (memory) {
            memory.answers.headMap(request.ack(), true).clear();
            if (request.after() > memory.last) {
                request.path().moved(request.shard());
                return;
            }
            if (request.number() > memory.last) {
                memory.last = request.number();
                remembered = null;
                applied.computeIfAbsent(request.session(), any -> new CopyOnWriteArrayList<>())
                        .add(request.number());
            } else if (memory.answers.containsKey(request.number())) {
                remembered = memory.answers.get(request.number());
            } else {
                repeated(request);
                return;
            }
        }
        if (remembered == null) {
            handler.accept(lanes.get(lane), request);
        } else {
            request.path().answer(request.number(), 7, remembered);
        }
    }

    /** Numbers applied, by session. */
    final Map<Long, List<Long>> applied = new ConcurrentHashMap<>();

    private void repeated(Request request) {
        List<Long> done = applied.getOrDefault(request.session(), List.of());
        if (!done.contains(request.number())) {
            offences.add(
                    "request " + request.number() + " of session " + request.session() + " came after a later one");
        }
    }

    @Override
    public String container() {
        return container;
    }

    @Override
    public Place place(int shard) {
        return places.get(shard);
    }

    @Override
    public Cluster.Registration listen(IntConsumer placed) {
        listeners.add(placed);
        return () -> listeners.remove(placed);
    }

    @Override
    public Link open(Place place, Runnable broken) {
        FakeLink link = new FakeLink(place, broken);
        open.add(link);
        if (!link.up) {
            refused.incrementAndGet();
        }
        return link;
    }

    @Override
    public boolean carry(Place place, byte[] parcel) {
        return false;
    }

    /** A link that hands over what was sent when it is flushed. */
    private final class FakeLink implements Link {

        private final Place place;
        private final Runnable whenBroken;
        private final EventLoop lane;
        private final EventLoop user;
        private final List<Runnable> batch = new ArrayList<>();
        private final boolean up = !refusing;
        private boolean gone;

        FakeLink(Place place, Runnable whenBroken) {
            this.place = place;
            this.whenBroken = whenBroken;
            this.lane = lanes.get(place.lane());
            this.user =
                    lanes.stream().filter(EventLoop::inEventLoop).findFirst().orElseThrow();
        }

        void breakIf(int number) {
            user.execute(() -> {
                if (place.lane() == number && !gone) {
                    gone = true;
                    batch.clear();
                    whenBroken.run();
                }
            });
        }

        @Override
        public void send(Request request) {
            put(() -> arrive(place.lane(), request));
        }

        @Override
        public void rejoin(
                int shard, long epoch, String type, String id, long session, String player, ReturnPath path) {
            put(() -> {
                rejoined.add(type + "/" + id + " " + player);
                greeter.accept(type + "/" + id, path);
            });
        }

        @Override
        public void cut() {
            cuts.add(place.lane());
            breakIf(place.lane());
        }

        @Override
        public boolean wasUp() {
            return up;
        }

        @Override
        public void ended(int shard, String type, String id, long session, String player) {
            put(() -> ended.add(type + "/" + id + " " + session + " " + player));
        }

        private void put(Runnable task) {
            if (broken || gone || !up) {
                return;
            }
            if (lane.inEventLoop()) {
                task.run();
            } else {
                batch.add(task);
            }
        }

        @Override
        public void flush() {
            List<Runnable> sent = List.copyOf(batch);
            batch.clear();
            if (!sent.isEmpty()) {
                lane.execute(() -> sent.forEach(Runnable::run));
            }
        }
    }

    @Override
    public Route route(int message) {
        return routes.get(message);
    }

    @Override
    public Route route(int message, String type) {
        if (message == BOTH) {
            return type.equals("own") || type.equals("place") ? new Route(type, Reach.ANY) : null;
        }
        Route route = routes.get(message);
        return route != null && route.type().equals(type) ? route : null;
    }

    @Override
    public List<String> ownTypes() {
        return ownTypes;
    }

    @Override
    public boolean ambiguous(int message) {
        return message == BOTH;
    }
}

package et.gateway.internal;

import et.cluster.Link;
import et.cluster.Links;
import et.cluster.Place;
import et.cluster.Placement;
import et.cluster.Request;
import et.cluster.Routes;
import et.cluster.Shards;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's share of one event loop: its sessions, its links to lanes, its counts. Touched on that loop only, but for {@link #ready} and
 * {@link #execute}.
 */
final class GatewayLoop {

    private static final Logger log = LoggerFactory.getLogger(GatewayLoop.class);

    private static final long TICK_MILLIS = 250;
    private static final long SEEK_MILLIS_FIRST = 10;
    private static final long SEEK_MILLIS_MOST = 200;

    /** A shard that has been in its place for this long starts over with its backoff. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long WAITS_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Farewells that may wait for shards without a place. */
    private static final int FAREWELLS = 10_000;

    /** A lane, whoever owns the shards on it: requests of one loop to one lane share one link, which keeps their order. */
    private record Lane(String container, int number) {}

    /** An actor that is to be told that a session has ended. */
    private record Farewell(int shard, String type, String id, long session, String player) {}

    private final EventLoop loop;
    private final Placement placement;
    private final Links links;
    private final Map<Lane, Link> lanes = new HashMap<>();
    private final @Nullable Spot[] places = new Spot[Shards.COUNT];

    /** Shards whose place is being looked for; nothing is sent to them until it is found. */
    private final @Nullable ScheduledFuture<?>[] seeking = new ScheduledFuture<?>[Shards.COUNT];

    private final int[] seeks = new int[Shards.COUNT];
    private final long[] found = new long[Shards.COUNT];
    private final List<Farewell> farewells = new ArrayList<>();
    private final Set<GatewaySession> sessions = new HashSet<>();
    private final AtomicReference<@Nullable WayBack> ready = new AtomicReference<>();
    private final ScheduledFuture<?> ticker;

    /** What ends a turn, and what another thread asks for: the same objects each time. */
    private final Runnable flush = this::flush;

    private final Runnable listen = this::listen;
    private boolean flushing;
    private boolean stopped;
    private long now = System.nanoTime();
    private long waits = now - WAITS_NANOS;

    final RouteBook routes;
    final Tally tally = new Tally();

    GatewayLoop(EventLoop loop, Placement placement, Links links, Routes routes, Settings settings) {
        this.loop = loop;
        this.placement = placement;
        this.links = links;
        this.routes = new RouteBook(routes, settings.absent());
        this.ticker = loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    EventLoop eventLoop() {
        return loop;
    }

    boolean inLoop() {
        return loop.inEventLoop();
    }

    /** Runs a task on the loop. Any thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** The loop's clock in nanoseconds, a quarter of a second coarse: for what takes seconds. */
    long now() {
        return now;
    }

    /** Whether the gateway has been stopped here: no session may begin or go on. */
    boolean isStopped() {
        return stopped;
    }

    Set<GatewaySession> sessions() {
        return sessions;
    }

    /** The link to a shard's lane, or null while its place is being looked for: what is held is sent when it is found. */
    @Nullable Link link(int shard) {
        Spot spot = spot(shard);
        return spot == null ? null : spot.link();
    }

    /** The same, with the epoch of the owner there. */
    @Nullable Spot spot(int shard) {
        Spot spot = places[shard];
        if (spot == null && seeking[shard] == null) {
            spot = look(shard);
            if (spot == null) {
                seek(shard);
            } else {
                arrived(shard, spot);
            }
        }
        if (spot == null) {
            return null;
        }
        flushLater();
        return spot;
    }

    /** Where the shard is, or null while that is not known. Does not look for it. */
    @Nullable Spot place(int shard) {
        return places[shard];
    }

    /** A lane has said that it has the shard no more. Said again while the new place is looked for, it changes nothing. */
    void moved(int shard) {
        if (seeking[shard] == null) {
            places[shard] = null;
            seek(shard);
        }
    }

    /** The cluster knows a new place of the shard. Any thread. */
    void placed(int shard) {
        loop.execute(() -> {
            ScheduledFuture<?> search = seeking[shard];
            if (stopped) {
                return;
            }
            if (search != null && search.cancel(false)) {
                sought(shard);
                return;
            }
            Spot known = places[shard];
            if (search == null && known != null && !known.equals(look(shard))) {
                // The old owner may not know it yet, or be no more.
                moved(shard);
            }
        });
    }

    /** A link takes nothing any more; what was sent over it is sent again wherever its shards are now. */
    private void broken(Lane lane) {
        Link link = lanes.remove(lane);
        if (link == null || stopped) {
            return;
        }
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Spot spot = places[shard];
            if (spot != null && spot.link() == link) {
                moved(shard);
            }
        }
    }

    /** Tells an actor that a session which had joined it has ended; later if its shard has no place now. */
    void ended(int shard, String type, String id, long session, String player) {
        Link link = link(shard);
        if (link != null) {
            link.ended(shard, type, id, session, player);
        } else if (farewells.size() < FAREWELLS) {
            farewells.add(new Farewell(shard, type, id, session, player));
        } else {
            log.warn(
                    "{}/{} is not told that session {} ended: its shard has no place, and {} others wait",
                    type,
                    id,
                    session,
                    FAREWELLS);
        }
    }

    /** Other threads have something to say to a session, and this loop is to listen. Any thread. */
    void ready(WayBack way) {
        WayBack before;
        do {
            before = ready.get();
            way.nextReady = before;
        } while (!ready.compareAndSet(before, way));
        if (before == null) {
            loop.execute(listen);
        }
    }

    /** A request waits for long. Said once in a while, as where one waits others do. */
    void waits(Request request, long nanos, int sends) {
        if (now - waits < WAITS_NANOS) {
            return;
        }
        waits = now;
        Spot spot = places[request.shard()];
        log.warn(
                "Request {} of session {} to {}/{} has waited for {} s, sent {} times: shard {} is {}",
                request.number(),
                Long.toUnsignedString(request.session(), 16),
                request.type(),
                request.id(),
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                sends,
                request.shard(),
                spot == null ? "in no container" : where(placement.place(request.shard())));
    }

    private static String where(@Nullable Place place) {
        return place == null
                ? "going from one container to another"
                : "in " + place.container() + ", lane " + place.lane() + ", epoch " + place.epoch();
    }

    /** The gateway stops: sessions are told, and what was collected for lanes is sent. */
    void stop() {
        stopped = true;
        ticker.cancel(false);
        for (ScheduledFuture<?> search : seeking) {
            if (search != null) {
                search.cancel(false);
            }
        }
        for (GatewaySession session : sessions) {
            session.halt();
        }
        flush();
    }

    private void listen() {
        WayBack way = ready.getAndSet(null);
        while (way != null) {
            // Read before the inbox is emptied: from then on somebody may chain it anew.
            WayBack next = way.nextReady;
            way.nextReady = null;
            way.listen(this);
            way = next;
        }
    }

    private void tick() {
        now = System.nanoTime();
        for (GatewaySession session : sessions.toArray(new GatewaySession[0])) {
            try {
                session.tick(now);
            } catch (RuntimeException failure) {
                log.error("session {}: its clock stood still once", session.id(), failure);
            }
        }
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.execute(flush);
        }
    }

    /** Sends what was collected for all lanes. */
    void flush() {
        flushing = false;
        lanes.values().forEach(Link::flush);
    }

    private @Nullable Spot look(int shard) {
        Place place = placement.place(shard);
        if (place == null) {
            return null;
        }
        Lane lane = new Lane(place.container(), place.lane());
        Link link = lanes.get(lane);
        if (link == null) {
            try {
                link = links.open(place, () -> broken(lane));
            } catch (IllegalStateException gone) {
                log.debug("shard {}: {}", shard, gone.getMessage());
                return null;
            }
            lanes.put(lane, link);
        }
        return new Spot(link, place.epoch());
    }

    private void seek(int shard) {
        if (System.nanoTime() - found[shard] > SETTLED_NANOS) {
            seeks[shard] = 0;
        }
        // The first look is at the end of this turn, so that all requests that learn of the same move are sent again
        // together.
        long delay =
                seeks[shard] == 0 ? 0 : Math.min(SEEK_MILLIS_MOST, SEEK_MILLIS_FIRST << Math.min(seeks[shard] - 1, 10));
        seeks[shard]++;
        seeking[shard] = loop.schedule(() -> sought(shard), delay, TimeUnit.MILLISECONDS);
    }

    private void sought(int shard) {
        Spot spot = look(shard);
        if (spot == null) {
            found[shard] = System.nanoTime();
            seek(shard);
            return;
        }
        arrived(shard, spot);
        seeking[shard] = null;
        for (GatewaySession session : sessions.toArray(new GatewaySession[0])) {
            session.found(shard);
        }
        farewells.removeIf(farewell -> {
            boolean here = farewell.shard() == shard;
            if (here) {
                spot.link().ended(shard, farewell.type(), farewell.id(), farewell.session(), farewell.player());
            }
            return here;
        });
        flushLater();
    }

    private void arrived(int shard, Spot spot) {
        places[shard] = spot;
        found[shard] = System.nanoTime();
    }
}

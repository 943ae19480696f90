package et.testkit;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import et.actor.core.MessageNames;
import et.api.ActorRef;
import et.api.Reach;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Routes.Route;
import et.cluster.Shards;
import et.proto.client.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A player with one session, and the gateway that holds its requests. Requests are numbered, held until they are answered, and sent again
 * when their shard moves, the container crashes or the player reconnects. It fails the test when one request is answered in two ways.
 */
public final class Player {

    private record Push(ActorRef from, int message, byte[] payload) {}

    private record Held(long number, ActorRef to, int message, byte[] payload) {}

    /** How long a gateway waits before it asks for the new place of a shard. */
    private static final long MOVED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final World world;
    private final Track track;
    private final long session;
    private final String id;
    private final TreeMap<Long, Held> held = new TreeMap<>();
    private final TreeMap<Long, Reply> replies = new TreeMap<>();
    private final List<Push> pushes = new ArrayList<>();

    /** The actors that the session has joined, with the epoch of the owner whose pushes it gets. */
    private final Map<ActorRef, Long> joined = new LinkedHashMap<>();

    /** Actors that were closed in good order while the session had joined them, with the epoch of the owner that did so last. */
    private final Map<ActorRef, Long> closed = new HashMap<>();

    private final List<ActorRef> snapshots = new ArrayList<>();
    private @Nullable Path path;
    private boolean connected = true;
    private long last;
    private long ack;
    private int repeats;

    Player(World world, Track track, long session, String id) {
        this.world = world;
        this.track = track;
        this.session = session;
        this.id = id;
    }

    /** The player's id. */
    public String id() {
        return id;
    }

    /** The session's id. */
    public long session() {
        return session;
    }

    /** Sends a request to the player's own actor and waits for what comes back, in virtual time. */
    public Reply ask(Message request) {
        return await(send(request));
    }

    /** Sends a request to an actor and waits for what comes back, in virtual time. */
    public Reply ask(ActorRef to, Message request) {
        return await(send(to, request));
    }

    /** Sends a request to the player's own actor; returns its number. */
    public long send(Message request) {
        return send(null, request);
    }

    /** Sends a request to an actor; returns its number. */
    public long send(@Nullable ActorRef to, Message request) {
        int message = MessageNames.hash(request.getDescriptorForType().getFullName());
        long number = ++last;
        Route route =
                to == null ? world.routes().route(message) : world.routes().route(message, to.type());
        if (route == null) {
            Code code = to == null && world.routes().ambiguous(message) ? Code.AMBIGUOUS_TYPE : Code.UNKNOWN_MESSAGE;
            replied(new Reply(number, code.getNumber(), "No actor type takes it.", 0, new byte[0]));
            return number;
        }
        ActorRef actor = to == null ? new ActorRef(route.type(), id) : to;
        if (route.reach() == Reach.OWN && !actor.id().equals(id)) {
            replied(new Reply(number, Code.NOT_ALLOWED_VALUE, actor + " is not this player's.", 0, new byte[0]));
            return number;
        }
        Held request0 = new Held(number, actor, message, request.toByteArray());
        held.put(number, request0);
        dispatch(request0);
        return number;
    }

    /** Waits for what comes back for a request, in virtual time; fails after a minute of it. */
    public Reply await(long number) {
        world.until(() -> replies.containsKey(number), () -> "request " + number + " of " + id + " was not answered");
        return reply(number);
    }

    private Reply reply(long number) {
        Reply reply = replies.get(number);
        if (reply == null) {
            throw new AssertionError("request " + number + " of " + id + " has no answer yet");
        }
        return reply;
    }

    /** Sends a request that is not answered yet, or was answered, once more, as a bad network would. */
    public void repeat(long number, ActorRef to, Message request) {
        dispatch(new Held(
                number, to, MessageNames.hash(request.getDescriptorForType().getFullName()), request.toByteArray()));
    }

    /** Loses the connection: answers and pushes get lost until {@link #reconnect}. */
    public void disconnect() {
        connected = false;
    }

    /** Comes back and sends again what is not answered. */
    public void reconnect() {
        connected = true;
        held.values().forEach(this::dispatch);
    }

    /** Ends the session: the actors that it joined are told. */
    public void leave() {
        connected = false;
        List.copyOf(joined.keySet()).forEach(actor -> world.ended(actor, session, id));
        joined.clear();
        closed.clear();
        held.clear();
    }

    /** The pushes of this class so far, in the order in which they came. */
    public <M extends Message> List<M> pushes(Class<M> type) {
        int hash = MessageNames.hash(
                Internal.getDefaultInstance(type).getDescriptorForType().getFullName());
        return pushes.stream()
                .filter(push -> push.message() == hash)
                .map(push -> Reply.read(type, push.message(), push.payload()))
                .toList();
    }

    /** Waits for the next push of this class that came after the first {@code seen} ones. */
    public <M extends Message> M awaitPush(Class<M> type, int seen) {
        Supplier<String> what = () -> "no push of " + type.getSimpleName() + " came to " + id;
        world.until(() -> pushes(type).size() > seen, what);
        return pushes(type).get(seen);
    }

    /** The actors that the session has joined, as the gateway knows it. */
    public Set<ActorRef> joined() {
        return Set.copyOf(joined.keySet());
    }

    /**
     * The actors of which the client was told to ask for a fresh picture, in this order: the session had joined them, and then they were killed or
     * could not be written, so that pushes may be missing and their states may have gone back to their last write.
     */
    public List<ActorRef> snapshots() {
        return List.copyOf(snapshots);
    }

    /** Requests without an answer. */
    public int unanswered() {
        return held.size();
    }

    /** Answers that came more than once, each time the same. */
    public int repeats() {
        return repeats;
    }

    /** All answers so far need not be remembered; actors are told with the next request. */
    private void acknowledge() {
        while (replies.containsKey(ack + 1)) {
            ack++;
        }
    }

    private void dispatch(Held request) {
        acknowledge();
        Path way = way();
        track.execute(() -> {
            if (connected && way == path) {
                world.request(new Request(
                        session,
                        id,
                        request.number(),
                        before(request),
                        Math.min(ack, request.number() - 1),
                        Shards.of(request.to().type(), request.to().id()),
                        world.epoch(request.to()),
                        request.to().type(),
                        request.to().id(),
                        request.message(),
                        request.payload(),
                        way));
            }
        });
    }

    private long before(Held request) {
        return held.headMap(request.number()).values().stream()
                .filter(earlier -> earlier.to().equals(request.to()))
                .mapToLong(Held::number)
                .max()
                .orElse(0);
    }

    private Path way() {
        Path now = path;
        if (now == null) {
            now = new Path();
            path = now;
        }
        return now;
    }

    /** The container is gone, and with it whatever was on its way there. */
    void cutOff() {
        path = null;
        snapshots.addAll(joined.keySet());
        joined.clear();
        closed.clear();
    }

    /** There is a container again: the player asks it what was not answered. */
    void resume() {
        if (connected) {
            held.values().forEach(this::dispatch);
        }
    }

    private void moveOn(Path way, int shard) {
        if (path == way) {
            for (Map.Entry<ActorRef, Long> join : joined.entrySet()) {
                ActorRef actor = join.getKey();
                if (Shards.of(actor.type(), actor.id()) == shard) {
                    if (!goesOn(actor, join.setValue(world.epoch(actor)))) {
                        snapshots.add(actor);
                    }
                    world.rejoin(actor, session, id, way);
                }
            }
            held.values().stream()
                    .filter(request ->
                            Shards.of(request.to().type(), request.to().id()) == shard)
                    .forEach(this::dispatch);
        }
    }

    /** Whether nothing is missing that an actor had to say, or had changed, up to this epoch. */
    private boolean goesOn(ActorRef actor, long before) {
        long now = world.epoch(actor);
        return now == before || (closed.getOrDefault(actor, 0L) == before && now == before + 1);
    }

    private void replied(Reply reply) {
        Reply before = replies.putIfAbsent(reply.number(), reply);
        held.remove(reply.number());
        if (before == null) {
            return;
        }
        repeats++;
        if (before.code() != reply.code() || !Arrays.equals(before.payload(), reply.payload())) {
            throw new AssertionError("request " + reply.number() + " of " + id + " was answered in two ways: " + before
                    + " and then " + reply + " (" + world + ")");
        }
    }

    /** The way back from lanes: what comes is delivered on the player's track. */
    private final class Path implements ReturnPath {

        private void deliver(Runnable what) {
            track.execute(() -> {
                if (path == this) {
                    what.run();
                }
            });
        }

        private void whenConnected(Runnable what) {
            deliver(() -> {
                if (connected) {
                    what.run();
                }
            });
        }

        @Override
        public void answer(long number, int message, byte[] payload) {
            whenConnected(() -> replied(new Reply(number, 0, "", message, payload)));
        }

        @Override
        public void fail(long number, int code, String text) {
            whenConnected(() -> replied(new Reply(number, code, text, 0, new byte[0])));
        }

        @Override
        public void moved(int shard) {
            track.schedule(() -> moveOn(this, shard), MOVED_NANOS);
        }

        /** Noted at once: it must not come behind the news of the shard's next owner. */
        @Override
        public void closed(int shard, String type, String id, long epoch) {
            closed.put(new ActorRef(type, id), epoch);
        }

        @Override
        public void stale(String type, String id) {
            deliver(() -> snapshots.add(new ActorRef(type, id)));
        }

        @Override
        public void push(String type, String id, int message, byte[] payload) {
            whenConnected(() -> pushes.add(new Push(new ActorRef(type, id), message, payload)));
        }

        @Override
        public void joined(int shard, String type, String id, long epoch) {
            deliver(() -> joined.putIfAbsent(new ActorRef(type, id), epoch));
        }

        @Override
        public void left(int shard, String type, String id) {
            deliver(() -> joined.remove(new ActorRef(type, id)));
        }
    }
}

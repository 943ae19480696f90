package et.gateway.internal;

import et.api.Reach;
import et.cluster.Request;
import et.cluster.Routes;
import et.cluster.Shards;
import et.net.Connection;
import et.net.Frame;
import et.proto.client.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one session: takes them from the client in the order of their numbers, sends them to their actors, and holds each until it
 * is answered. Requests to one shard go out in the order of their numbers, also when they are sent again: an actor takes a smaller number
 * than it has applied for a repeat.
 */
final class Requests {

    /** Every shard. */
    static final int ALL = -1;

    /** After so long a request that waits is worth a word to operators. */
    private static final long WAITED = TimeUnit.SECONDS.toNanos(8);

    private static final int ID_MOST = 128;

    /** Numbers whose repeated answers are expected; more are not remembered. */
    private static final int ECHOES = 256;

    /** Doublings of the time between two repetitions. */
    private static final int DOUBLINGS = 4;

    private final GatewaySession session;
    private final Settings settings;
    private final Held held = new Held();

    /**
     * Requests that were sent more than once and have been answered: how many more answers may come. An actor that gets a request again
     * answers it again; that is no answer out of nowhere.
     */
    private final Map<Long, Integer> echoes = new LinkedHashMap<>();

    /** The highest number that the client has used. */
    private long highest;

    /** The highest number taken here: up to this one, a request has been counted. */
    private long counted;

    /** Answers up to this number have been seen by the client. */
    private long acked;

    /** Numbers up to this one may come a second time on this connection: the client has sent them on another one before. */
    private long repeatable;

    /** The latest number taken on this connection: whoever sends again what is unanswered has to do so in order. */
    private long latest;

    /** Of those, the ones that were answered on this connection: the answer is on its way, and one is enough. */
    private final Set<Long> settled = new HashSet<>();

    private boolean paused;

    /**
     * @param highest the highest number that the client has used before
     * @param acked answers up to this number have been seen by the client
     */
    Requests(GatewaySession session, Settings settings, long highest, long acked) {
        this.session = session;
        this.settings = settings;
        this.highest = highest;
        this.acked = acked;
    }

    int held() {
        return held.size();
    }

    long highest() {
        return highest;
    }

    /** The oldest number that is not answered, or 0. */
    long oldest() {
        return held.size() == 0 ? 0 : held.number(0);
    }

    /** Requests that are counted as taken and not as answered. */
    int open() {
        int open = 0;
        for (int i = 0; i < held.size(); i++) {
            if (!held.is(Held.AGAIN, i)) {
                open++;
            }
        }
        return open;
    }

    /** The client says that it has seen all answers up to {@code number}; counts as far as all are answered. */
    void acked(long number) {
        long answered = held.size() == 0 ? highest : held.number(0) - 1;
        acked = Math.max(acked, Math.min(number, answered));
    }

    /** A request has come in. */
    void take(Frame frame, Connection connection) {
        long number = frame.number();
        GatewayLoop loop = session.loop();
        int flag = 0;
        // Reading has stopped at the window; what had been read before may have come through.
        if (held.size() >= 2 * settings.window()) {
            connection.close(
                    Code.OUT_OF_ORDER_VALUE,
                    held.size() + " requests unanswered (expected: at most " + settings.window() + ")");
            return;
        }
        if (number == highest + 1) {
            highest = number;
        } else if (number < 1 || number > highest) {
            disorder(connection, number, Long.toString(highest + 1));
            return;
        } else if (number > repeatable || number <= acked || settled.contains(number) || held.indexOf(number) >= 0) {
            return;
        } else if (number < latest) {
            disorder(connection, number, "more than " + latest);
            return;
        }
        latest = number;
        if (number > counted) {
            counted = number;
            loop.tally.accepted++;
        } else {
            flag = Held.AGAIN;
        }
        route(frame, connection, loop, flag);
    }

    private static void disorder(Connection connection, long number, String expected) {
        connection.close(
                Code.OUT_OF_ORDER_VALUE, "request " + Long.toUnsignedString(number) + " (expected: " + expected + ")");
    }

    private void route(Frame frame, Connection connection, GatewayLoop loop, int flag) {
        Routes.Route route = loop.routes.route(frame.message(), frame.toType(), loop.now());
        if (route == null) {
            Code why = loop.routes.why(frame.message(), frame.toType());
            refuse(frame.number(), why, Refusals.text(why, frame), connection, flag);
            return;
        }
        String id = frame.toId();
        if (id.isEmpty()) {
            id = session.player();
        } else if (!id.equals(session.player())) {
            if (route.reach() == Reach.OWN) {
                refuse(frame.number(), Code.NOT_ALLOWED, Refusals.notOwn(route.type()), connection, flag);
                return;
            }
            if (!valid(id)) {
                refuse(frame.number(), Code.NOT_ALLOWED, Refusals.BAD_ID, connection, flag);
                return;
            }
        }
        int shard = Shards.of(route.type(), id);
        Spot spot = loop.spot(shard);
        Request request = new Request(
                session.id(),
                session.player(),
                frame.number(),
                held.before(frame.number(), shard, route.type(), id),
                acked,
                shard,
                spot == null ? 0 : spot.epoch(),
                route.type(),
                id,
                frame.message(),
                frame.payload(),
                session.way());
        send(request, spot, loop, flag);
        if (full() && !paused) {
            paused = true;
            connection.reading(false);
        }
    }

    private void send(Request request, @Nullable Spot spot, GatewayLoop loop, int flag) {
        int index = held.add(request, loop.now(), flag);
        if (spot != null) {
            held.sent(index, loop.now());
            // On the lane's own loop the answer may come before this returns.
            spot.link().send(request);
        }
    }

    private void refuse(long number, Code code, String text, Connection connection, int flag) {
        if (flag != Held.AGAIN) {
            session.loop().tally.answered++;
        }
        settle(number);
        connection.fail(number, code.getNumber(), text);
    }

    /** The answer goes out on this connection. */
    private void settle(long number) {
        if (number <= repeatable) {
            settled.add(number);
        }
    }

    /** The handler has asked somebody; the answer comes later. */
    void asked(long number) {
        int index = held.indexOf(number);
        if (index >= 0) {
            held.mark(Held.ASKED, index);
        }
    }

    /**
     * An answer has come.
     *
     * @param ordered whether it has its place among the answers of its actor
     * @param connected whether there is a client to get it
     * @return whether the client is to get it
     */
    boolean answered(long number, boolean ordered, boolean connected) {
        int index = held.indexOf(number);
        if (index < 0) {
            if (!echo(number)) {
                session.loop().tally.unexpected++;
            }
            return false;
        }
        if (ordered && index > 0 && overtook(index)) {
            session.loop().tally.reordered++;
        }
        remove(index, held.sends(index) - 1);
        if (connected) {
            settle(number);
        }
        return connected;
    }

    /** Lets go of a request that has got its answer; {@code more} may come. */
    private void remove(int index, int more) {
        if (more > 0) {
            expectEchoes(held.number(index), more);
        }
        if (!held.is(Held.AGAIN, index)) {
            session.loop().tally.answered++;
        }
        held.remove(index);
        if (paused && !full()) {
            paused = false;
            session.readLater();
        }
    }

    /**
     * Whether an earlier request to the same actor, which has been sent and asked nobody, is still unanswered. One that is only asked about
     * again was answered in its time.
     */
    private boolean overtook(int index) {
        Request request = held.request(index);
        for (int i = 0; i < index; i++) {
            Request earlier = held.request(i);
            if (earlier.shard() == request.shard()
                    && earlier.id().equals(request.id())
                    && earlier.type().equals(request.type())
                    && held.sends(i) > 0
                    && !held.is(Held.AGAIN, i)
                    && !held.is(Held.ASKED, i)) {
                return true;
            }
        }
        return false;
    }

    private void expectEchoes(long number, int count) {
        if (echoes.size() == ECHOES) {
            echoes.remove(echoes.keySet().iterator().next());
        }
        echoes.merge(number, count, Integer::sum);
    }

    private boolean echo(long number) {
        Integer left = echoes.get(number);
        if (left == null) {
            return false;
        }
        if (left == 1) {
            echoes.remove(number);
        } else {
            echoes.put(number, left - 1);
        }
        return true;
    }

    private boolean full() {
        return held.size() >= settings.window() || held.bytes() >= settings.windowBytes();
    }

    /** Whether nothing is to be read from the client until something is answered. */
    boolean paused() {
        return paused;
    }

    /** The client goes on over a new connection; it has used numbers up to {@code used}, and sends again what it has no answer for. */
    void reconnected(long used) {
        paused = false;
        highest = Math.max(highest, used);
        repeatable = highest;
        latest = 0;
        settled.clear();
    }

    /** Sends what is held for a shard, or for {@link #ALL}, again, in order. */
    void resend(int shard) {
        for (Request request : held(shard)) {
            GatewayLoop loop = session.loop();
            // Some may have been answered while earlier ones were sent.
            int index = held.indexOf(request.number());
            Spot spot = index < 0 ? null : loop.spot(request.shard());
            if (spot != null) {
                held.sent(index, loop.now());
                // What it came after may have been answered meanwhile.
                long before = held.before(request.number(), request.shard(), request.type(), request.id());
                spot.link().send(request.to(spot.epoch(), before));
            }
        }
    }

    private List<Request> held(int shard) {
        List<Request> found = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            if (shard == ALL || held.request(i).shard() == shard) {
                found.add(held.request(i));
            }
        }
        return found;
    }

    /** Sends again what is unanswered for too long, and gives up what is past its deadline. */
    void tick(long now, @Nullable Connection connection) {
        int late = -1;
        for (int i = 0; i < held.size(); i++) {
            if (i == 0 && now - held.taken(i) > WAITED) {
                session.loop().waits(held.request(i), now - held.taken(i), held.sends(i));
            }
            if (now - held.taken(i) > settings.deadline()) {
                expire(i, connection);
                i--;
            } else if (late < 0
                    && held.sends(i) > 0
                    && now - held.sent(i) > settings.resend() << Math.min(held.sends(i) - 1, DOUBLINGS)) {
                late = held.request(i).shard();
            }
        }
        if (late >= 0) {
            // One shard per tick: the others follow with the next ones.
            resend(late);
        }
    }

    private void expire(int index, @Nullable Connection connection) {
        Request request = held.request(index);
        boolean sent = held.sends(index) > 0;
        // Answers may still come. They are dropped, and are not counted as unexpected.
        remove(index, held.sends(index));
        if (connection != null) {
            settle(request.number());
            Code code = sent ? Code.OUTCOME_UNKNOWN : Code.LOGIC_ABSENT;
            connection.fail(request.number(), code.getNumber(), Refusals.expired(request, sent));
        }
    }

    private static boolean valid(String id) {
        if (id.length() > ID_MOST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}

package et.gateway.internal;

import com.google.protobuf.ByteString;
import et.api.Refusal;
import et.cluster.Link;
import et.cluster.ReturnPath;
import et.net.Connection;
import et.net.Frame;
import et.proto.client.Code;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import et.session.Authenticator;
import et.session.Sessions;
import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One player's session: what outlives a connection. It lives on one loop at a time, that of its connection; when its client resumes on a
 * connection of another loop, it moves there. All but {@link #resume} and {@link #run} is called on that loop. Lanes talk to it through its
 * {@link WayBack}.
 */
final class GatewaySession {

    private static final Logger log = LoggerFactory.getLogger(GatewaySession.class);

    private static final String ELSEWHERE = "the session goes on in another connection";

    private final long id;
    private final String player;
    private final Instant since = Instant.now();
    private final Authenticator authenticator;
    private final Directory directory;
    private final long resumeNanos;
    private final long touchNanos;
    private final Requests requests;
    private final PushRing pushes;
    private final Joins joins;
    private final WayBack way = new WayBack(this);

    private volatile GatewayLoop loop;
    private @Nullable Client client;

    /** The number of the newest client that has come to go on with it. */
    private long newest;

    private InetAddress address;
    private String transport;

    /** The token that the client has to show it got, by sending anything. */
    private byte @Nullable [] unconfirmed;

    private long lostAt;
    private long touchedAt;
    private boolean ended;

    /** It has ended here only: somewhere, or soon, it can be resumed. */
    private volatile boolean elsewhere;

    /**
     * A session that lives on the loop of its client.
     *
     * @param highest the highest request number that the client has used before
     * @param acked answers up to this number have been seen by the client
     * @param lastPush the number of the last push before
     */
    GatewaySession(
            Authenticator.Opened opened,
            Client client,
            Settings settings,
            Authenticator authenticator,
            Directory directory,
            long highest,
            long acked,
            long lastPush) {
        this.id = opened.session();
        this.player = opened.player();
        this.loop = client.loop();
        this.address = client.connection().address();
        this.transport = client.connection().transport();
        this.authenticator = authenticator;
        this.directory = directory;
        this.resumeNanos = TimeUnit.MILLISECONDS.toNanos(opened.resumeMillis());
        this.touchNanos = TimeUnit.MILLISECONDS.toNanos(opened.touchMillis());
        this.touchedAt = System.nanoTime();
        this.lostAt = touchedAt;
        this.requests = new Requests(this, settings, highest, acked);
        this.pushes = new PushRing(settings.pushes(), settings.pushBytes(), lastPush);
        this.joins = new Joins(settings.joins());
    }

    long id() {
        return id;
    }

    String player() {
        return player;
    }

    /** The loop that the session lives on now. Any thread; only on that loop it stays so. */
    GatewayLoop loop() {
        return loop;
    }

    /** The way from lanes back to this session; the same object for as long as there is the session. */
    ReturnPath way() {
        return way;
    }

    /** Runs a task on the session's loop. Any thread. */
    void run(Runnable task) {
        GatewayLoop target = loop;
        target.execute(() -> {
            if (loop == target) {
                task.run();
            } else {
                run(task);
            }
        });
    }

    // ---- the client

    /** The client has logged in. */
    void login(Client by, Authenticator.Opened opened) {
        loop.sessions().add(this);
        adopt(by);
        LoggedIn loggedIn = LoggedIn.newBuilder()
                .setSession(id)
                .setPlayer(player)
                .setToken(ByteString.copyFrom(opened.token()))
                .setResumeMs(opened.resumeMillis())
                .build();
        by.connection().control(Kind.LOGGED_IN, 0, loggedIn.toByteArray());
    }

    /**
     * A client has shown that the session is its own, and goes on with it. Any thread.
     *
     * @param whole whether this is the session that the client knows; else it was made anew from what the store and the client know
     */
    void resume(Client by, Resume resume, Authenticator.Opened opened, boolean whole) {
        run(() -> {
            if (ended) {
                by.loop().execute(() -> refuse(by));
                return;
            }
            if (by.number() < newest) {
                // A connection that its client may have given up long ago, and whose end this gateway has not seen yet.
                by.loop().execute(() -> by.dismiss(Code.REPLACED, ELSEWHERE));
                return;
            }
            newest = by.number();
            dismiss(Code.REPLACED, ELSEWHERE);
            if (loop == by.loop()) {
                resumed(by, resume, opened, whole, false);
            } else {
                move(by.loop(), () -> resumed(by, resume, opened, whole, true));
            }
        });
    }

    private void refuse(Client by) {
        if (elsewhere) {
            by.stopping();
        } else {
            by.resumeFailed();
        }
    }

    private void move(GatewayLoop target, Runnable then) {
        directory.leaves();
        // What this loop has sent reaches the lanes before anything that the other one sends.
        loop.flush();
        loop.sessions().remove(this);
        joins.roam(loop);
        loop = target;
        target.execute(() -> {
            directory.arrives();
            if (loop != target) {
                run(then);
                return;
            }
            if (!ended) {
                target.sessions().add(this);
            }
            then.run();
        });
    }

    private void resumed(Client by, Resume resume, Authenticator.Opened opened, boolean whole, boolean moved) {
        if (ended) {
            refuse(by);
            return;
        }
        loop.sessions().add(this);
        if (loop.isStopped()) {
            by.stopping();
            return;
        }
        if (by.isClosed()) {
            return;
        }
        dismiss(Code.REPLACED, ELSEWHERE);
        adopt(by);
        unconfirmed = opened.token();
        requests.acked(resume.getLastAnswer());
        requests.reconnected(resume.getLastRequest());
        boolean replay = whole && pushes.reaches(resume.getLastPush());
        // After a break nothing older will ever be asked for.
        pushes.seen(replay ? resume.getLastPush() : pushes.last());
        Resumed resumed = Resumed.newBuilder()
                .setSession(id)
                .setPlayer(player)
                .setToken(ByteString.copyFrom(opened.token()))
                .setResumeMs(opened.resumeMillis())
                .setPushes(replay ? Pushes.REPLAYED : Pushes.SNAPSHOT)
                .setNextPush(pushes.last() + 1 - pushes.size())
                .build();
        by.connection().control(Kind.RESUMED, 0, resumed.toByteArray());
        pushes.replay(by.connection());
        if (moved) {
            // Pushes are to come over the new loop's links; the old ones may break without this loop hearing of it.
            rejoin(Requests.ALL);
            // Held requests went over the old loop's link. Later ones must not arrive first over the new one's.
            requests.resend(Requests.ALL);
        }
    }

    private void adopt(Client by) {
        client = by;
        address = by.connection().address();
        transport = by.connection().transport();
        by.adopted(this);
    }

    /** Parts with the client, if there is one. */
    private void dismiss(Code code, String text) {
        Client dismissed = client;
        if (dismissed != null) {
            client = null;
            lostAt = System.nanoTime();
            loop.tally.disconnected++;
            dismissed.dismiss(code, text);
        }
    }

    /** The connection is gone. */
    void lost(Client by) {
        if (client == by) {
            client = null;
            lostAt = System.nanoTime();
            loop.tally.disconnected++;
        }
    }

    /** A frame has come in over the session's connection. */
    void frame(Frame frame, Connection connection) {
        byte[] token = unconfirmed;
        if (token != null) {
            unconfirmed = null;
            authenticator.confirm(id, token);
        }
        if (frame.ack() != 0) {
            requests.acked(frame.ack());
        }
        if (frame.pushAck() != 0) {
            pushes.seen(frame.pushAck());
        }
        switch (frame.kind()) {
            case REQUEST -> requests.take(frame, connection);
            case ACK, PONG -> {}
            case PING -> connection.control(Kind.PONG, frame.number(), Client.NOTHING);
            case LOGOUT -> logout();
            default ->
                connection.close(Code.UNEXPECTED_VALUE, "kind " + frame.kindNumber() + " is not allowed after login");
        }
    }

    private void logout() {
        Client by = client;
        client = null;
        finish(Code.LOGGED_OUT, "", true);
        if (by != null) {
            by.dismiss(Code.LOGGED_OUT, "you have logged out");
        }
    }

    /** Goes on reading from the client at the end of this turn: not from within an answer, which may have come from within a read. */
    void readLater() {
        loop.execute(() -> {
            Client reader = client;
            if (reader != null && !requests.paused()) {
                reader.connection().reading(true);
            }
        });
    }

    // ---- the end

    /**
     * Ends the session: its client is told, and the actors that it had joined.
     *
     * @param stored whether the store has to be told as well
     */
    void finish(Code code, String text, boolean stored) {
        if (ended) {
            return;
        }
        ended = true;
        Client dismissed = client;
        if (dismissed != null) {
            client = null;
            loop.tally.disconnected++;
            dismissed.dismiss(code, text);
        }
        loop.tally.abandoned += requests.open();
        joins.drain(actor -> loop.ended(actor.shard(), actor.type(), actor.id(), id, player));
        loop.sessions().remove(this);
        directory.remove(this);
        if (stored) {
            authenticator.end(id);
        }
        log.debug("session {} of player {} has ended: {} {}", id, player, code, text);
    }

    /** The session goes on in another gateway, which has told its actors the new way. Nobody is told that it has ended: it has not. */
    void leave() {
        if (ended) {
            return;
        }
        ended = true;
        elsewhere = true;
        dismiss(Code.REPLACED, ELSEWHERE);
        loop.tally.abandoned += requests.open();
        loop.sessions().remove(this);
        directory.remove(this);
        log.debug("session {} of player {} goes on in another gateway", id, player);
    }

    /** The gateway stops. The client is told; the session stays in the store, to be resumed when there is a gateway again. */
    void halt() {
        dismiss(Code.STOPPING, "the server is stopping; resume in a few seconds");
        elsewhere = true;
        ended = true;
    }

    /** Some time has passed. */
    void tick(long now) {
        Client here = client;
        requests.tick(now, here == null ? null : here.connection());
        if (here == null && now - lostAt > resumeNanos) {
            finish(Code.TIMEOUT, "not resumed in time", true);
        } else if (here != null && now - touchedAt > touchNanos) {
            touchedAt = now;
            authenticator.touch(id);
        }
    }

    /** A shard has been found: its actors learn that the session is still there, and what is held for them is sent, or sent again. */
    void found(int shard) {
        rejoin(shard);
        requests.resend(shard);
    }

    private void rejoin(int shard) {
        joins.in(shard, join -> {
            Joins.Actor actor = join.actor();
            Spot spot = loop.spot(actor.shard());
            if (spot != null) {
                Link before = join.link();
                if (!join.goesOn(spot)) {
                    // Before the actor can push anything that builds on what was lost.
                    stale(actor.type(), actor.id());
                    if (before != null && before != spot.link()) {
                        // Who was silent, or stood still, may go on: with pushes that are older than those that come
                        // now.
                        before.cut();
                    }
                }
                spot.link().rejoin(actor.shard(), spot.epoch(), actor.type(), actor.id(), id, player, way);
            }
        });
    }

    // ---- what lanes tell, through the way back

    void answered(long number, int message, byte[] payload) {
        Client here = client;
        if (!ended && requests.answered(number, true, here != null) && here != null) {
            here.connection().answer(number, message, payload);
        }
    }

    void asked(long number) {
        requests.asked(number);
    }

    void failed(long number, int code, String text) {
        // A game's refusal has its place among the answers. What et itself refuses was not applied and may be said at
        // once.
        boolean ordered = code >= Refusal.FIRST_CODE;
        Client here = client;
        if (!ended && requests.answered(number, ordered, here != null) && here != null) {
            here.connection().fail(number, code, text);
        }
    }

    void pushed(String type, String actor, int message, byte[] payload) {
        if (ended) {
            return;
        }
        long number = pushes.add(type, actor, message, payload);
        if (client != null) {
            client.connection().push(number, message, type, actor, payload);
        }
    }

    /** Pushes of the actor may be missing, or it has gone back to an earlier state: the client is to look again. */
    void stale(String type, String actor) {
        if (ended) {
            return;
        }
        long number = pushes.addSnapshot(type, actor);
        if (client != null) {
            client.connection().snapshot(number, type, actor);
        }
    }

    void closed(Joins.Actor actor, long epoch) {
        joins.closed(actor, epoch);
    }

    /** @param epoch of the owner of the actor's shard, who says so */
    void joined(Joins.Actor actor, long epoch) {
        Spot spot = loop.place(actor.shard());
        if (!ended && joins.add(actor, epoch, spot)) {
            if (spot != null && spot.epoch() > epoch) {
                // A late word: the next owner does not know yet that the session is there.
                rejoin(actor.shard());
            }
            return;
        }
        if (!ended) {
            log.debug("session {} has joined too many actors; {} is told that it left", id, actor);
        }
        loop.ended(actor.shard(), actor.type(), actor.id(), id, player);
    }

    void left(Joins.Actor actor) {
        joins.remove(actor);
    }

    // ---- for people

    /** The session in one line. */
    Sessions.Line line() {
        return new Sessions.Line(
                id,
                player,
                client != null,
                transport,
                address,
                since,
                requests.held(),
                pushes.size(),
                requests.highest(),
                requests.oldest());
    }

    /** Requests that are counted as taken and not as answered. */
    int open() {
        return requests.open();
    }
}

package et.robots;

import arena.Coins;
import arena.PurseChanged;
import arena.Said;
import arena.View;
import et.client.ClientBuilder;
import et.client.Counters;
import et.client.EtClient;
import et.client.Listener;
import et.client.SessionEndedException;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one robot at play: logs it in, again when its session has ended without its asking, and counts what the connection tells. The client library comes
 * back by itself when only the connection was lost.
 */
final class Seat implements Listener {

    private static final int SECRET_BYTES = 32;
    private static final long RETRY_MICROS = 1_000_000;

    /** How long one login may take; it is tried again as long as the run lasts. */
    private static final Duration ATTEMPT = Duration.ofSeconds(10);

    private final Robot robot;
    private final String name;
    private final Options options;
    private final Tally tally;
    private final EventLoopGroup loops;
    private final byte[] secret = new byte[SECRET_BYTES];
    private final long thinkMicros;
    private final int first;
    private @Nullable EtClient client;
    private @Nullable ScheduledFuture<?> login;
    private @Nullable ScheduledFuture<?> ticks;
    private String trouble = "";
    private boolean connected;
    private long lostAt;
    private boolean closed;

    Seat(int number, Options options, Tally tally, EventLoopGroup loops, SecureRandom secrets) {
        this.name = "robot " + number;
        this.robot = new Robot(number, options.seed(), tally);
        this.options = options;
        this.tally = tally;
        this.loops = loops;
        this.thinkMicros = TimeUnit.NANOSECONDS.toMicros(options.think().toNanos());
        this.first = Math.floorMod(options.seed() + number, options.servers().size());
        secrets.nextBytes(secret);
    }

    Robot robot() {
        return robot;
    }

    /** Why the robot is not in, as far as is known. */
    synchronized String trouble() {
        return trouble;
    }

    /** Logs in so many microseconds from now, and keeps trying. */
    synchronized void login(long delayMicros) {
        login = loops.schedule(this::connect, delayMicros, TimeUnit.MICROSECONDS);
    }

    private synchronized void connect() {
        if (closed || robot.isDone()) {
            return;
        }
        ClientBuilder builder = EtClient.builder(options.servers())
                .first(first)
                .device(secret)
                .create(true)
                .name("et.robots")
                .patience(ATTEMPT)
                .loops(loops)
                .listener(this)
                .on(Coins.parser(), (push, coins) -> robot.pushed(coins))
                .on(View.parser(), (push, view) -> robot.pushed(view))
                .on(Said.parser(), (push, said) -> robot.pushed(said))
                .on(PurseChanged.parser(), (push, purse) -> robot.pushed(purse));
        builder.connect().whenComplete((session, problem) -> {
            if (problem == null) {
                loggedIn(session);
            } else {
                retry(problem);
            }
        });
    }

    /** Ends all, done or not. Completes when the server knows. */
    synchronized CompletableFuture<Void> close() {
        closed = true;
        if (login != null) {
            login.cancel(false);
        }
        if (ticks != null) {
            ticks.cancel(false);
        }
        if (ticks != null && !connected) {
            tally.outage(System.nanoTime() - lostAt);
            tally.away.increment();
        }
        if (client == null) {
            return CompletableFuture.completedFuture(null);
        }
        count(client.counters());
        return client.logout().toCompletableFuture();
    }

    @Override
    public synchronized void lost(int code, String text) {
        disconnected(code == 0 ? "the connection was lost" : code + ": " + text);
    }

    @Override
    public synchronized void resumed() {
        connected();
        tally.reconnects.increment();
        robot.resumed();
    }

    @Override
    public void snapshotNeeded() {
        tally.snapshots.increment();
        robot.resumed();
    }

    @Override
    public void snapshotNeeded(String type, String id) {
        tally.snapshots.increment();
        robot.wentBack(type, id);
    }

    @Override
    public synchronized void ended(SessionEndedException why) {
        if (closed || robot.isDone()) {
            return;
        }
        disconnected("the session ended: " + why.getMessage());
        robot.ended();
        if (client != null) {
            count(client.counters());
            client = null;
        }
        login(RETRY_MICROS);
    }

    private synchronized void loggedIn(EtClient session) {
        if (closed) {
            session.close();
            return;
        }
        client = session;
        connected();
        robot.loggedIn(new EtLine(session), session.player());
        if (ticks == null) {
            ticks = loops.scheduleAtFixedRate(clock(), 0, thinkMicros, TimeUnit.MICROSECONDS);
        }
    }

    /** Tells the robot when each of its ticks was due, however late it comes. */
    private Runnable clock() {
        AtomicLong next = new AtomicLong(System.nanoTime());
        long step = TimeUnit.MICROSECONDS.toNanos(thinkMicros);
        return () -> robot.tick(next.getAndAdd(step));
    }

    private void connected() {
        if (ticks != null && !connected) {
            tally.outage(System.nanoTime() - lostAt);
        }
        connected = true;
    }

    private void disconnected(String why) {
        if (connected && !closed) {
            connected = false;
            lostAt = System.nanoTime();
            tally.found(tally.disconnected, 1, name + ": disconnected: " + why);
        }
    }

    private synchronized void retry(Throwable problem) {
        trouble = String.valueOf(problem.getMessage());
        login(RETRY_MICROS);
    }

    /** What the library found on the wire. Over a reconnect, both sides rightly send again what may not have arrived. */
    private void count(Counters counters) {
        boolean once = counters.lost() == 0;
        found(counters.unknownAnswers(), tally.duplicated, "answers to requests never made");
        found(once ? counters.repeatedAnswers() : 0, tally.duplicated, "answers that came twice");
        found(once ? counters.repeatedPushes() : 0, tally.duplicated, "pushes that came twice");
        found(counters.missedPushes(), tally.errors, "pushes missing, without a word of it");
    }

    private void found(long times, LongAdder what, String text) {
        if (times > 0) {
            tally.found(what, times, name + ": " + times + " " + text + " (expected: 0)");
        }
    }
}

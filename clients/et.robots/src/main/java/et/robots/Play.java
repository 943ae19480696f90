package et.robots;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Robots at play, for a program that measures something meanwhile. */
public final class Play implements AutoCloseable {

    private static final long GLANCE_MS = 20;
    private static final Duration ENTRANCE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(60);
    private static final int RAMP = 100;

    private final Options options;
    private final Tally tally;
    private final Crowd crowd;
    private long entered = System.nanoTime();
    private boolean closed;

    /** Is told of each answer, by any thread. */
    public interface Watch {

        /**
         * A request was answered.
         *
         * @param due when the robot should have sent it, by {@link System#nanoTime}; it may have come to it later
         * @param nanos from then until the answer
         */
        void answered(long due, long nanos);
    }

    /**
     * What came of it.
     *
     * @param figures by the names that {@code ./et robots --json} has
     * @param remarks the first things that were not as they should be
     * @param sound whether every promise was kept
     */
    public record End(Map<String, Long> figures, List<String> remarks, boolean sound) {}

    /**
     * Robots who are not in yet.
     *
     * @param servers where gateways listen
     * @param think between two acts of a robot
     */
    public Play(int robots, List<URI> servers, Duration think, long seed, Watch watch) {
        this.options = new Options(robots, Duration.ZERO, servers, think, RAMP, FAREWELL, seed, true);
        this.tally = new Tally(watch);
        this.crowd = new Crowd(options, tally);
    }

    /**
     * Lets them in; they play until {@link #end}.
     *
     * @throws IllegalStateException if not all came in
     */
    public void enter() throws InterruptedException {
        crowd.start();
        if (!await(ENTRANCE.plusSeconds(options.players() / RAMP), () -> crowd.playing() == options.players())) {
            throw new IllegalStateException(
                    crowd.playing() + " of " + options.players() + " robots came in: " + crowd.trouble());
        }
        entered = System.nanoTime();
    }

    /** Has them finish and compare their books. */
    public End end() throws InterruptedException {
        long seconds = Math.max(1, Math.round((System.nanoTime() - entered) / 1e9));
        crowd.stop();
        await(FAREWELL, () -> crowd.done() == options.players());
        crowd.giveUp();
        close();
        Summary summary = Summary.of(tally, seconds);
        return new End(summary.figures(), summary.remarks(), summary.sound());
    }

    private static boolean await(Duration most, BooleanSupplier soFar) throws InterruptedException {
        long start = System.nanoTime();
        while (!soFar.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(GLANCE_MS);
        }
        return true;
    }

    /** Ends their sessions, whatever they do. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            crowd.close();
        }
    }
}

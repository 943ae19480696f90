package et.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that everything in a test runs on, and its clock. Tasks of one track keep their order; which track is next is drawn from the seed, so
 * different seeds try different interleavings. Time stands still while there is anything to do.
 */
final class VirtualTime {

    /** A timer that waits for its time. */
    static final class Timer {

        private final long dueNanos;
        private final long number;
        private final Track track;
        private final Runnable task;
        private boolean cancelled;

        private Timer(long dueNanos, long number, Track track, Runnable task) {
            this.dueNanos = dueNanos;
            this.number = number;
            this.track = track;
            this.task = task;
        }

        void cancel() {
            cancelled = true;
        }
    }

    private final Random random;
    private final List<Track> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.<Timer>comparingLong(timer -> timer.dueNanos).thenComparingLong(timer -> timer.number));
    private long nanos;
    private long numbers;
    private long steps;
    private @Nullable Track running;
    private Runnable beforeStep = () -> {};

    VirtualTime(long seed) {
        random = new Random(seed);
    }

    /** Called before each task with the clock standing; may itself let tasks run. */
    void beforeStep(Runnable hook) {
        beforeStep = hook;
    }

    long nanos() {
        return nanos;
    }

    /** Tasks run so far. */
    long steps() {
        return steps;
    }

    boolean isRunning(Track track) {
        return running == track;
    }

    long drawSeed() {
        return random.nextLong();
    }

    void becameReady(Track track) {
        ready.add(track);
    }

    Timer after(Track track, long delayNanos, Runnable task) {
        Timer timer = new Timer(nanos + Math.max(0, delayNanos), numbers++, track, task);
        timers.add(timer);
        return timer;
    }

    /** Runs one task that is due now; false when there is none. */
    boolean step() {
        takeDue();
        if (ready.isEmpty()) {
            return false;
        }
        beforeStep.run();
        takeDue();
        if (ready.isEmpty()) {
            return true;
        }
        int drawn = random.nextInt(ready.size());
        Track track = ready.get(drawn);
        Runnable task = track.poll();
        if (track.isEmpty()) {
            ready.remove(drawn);
        }
        if (task != null) {
            steps++;
            Track outer = running;
            running = track;
            try {
                task.run();
            } finally {
                running = outer;
            }
        }
        return true;
    }

    /** Puts the clock forward to the next timer, {@code limitNanos} at most; false when there is none before that. */
    boolean leap(long limitNanos) {
        Timer next = timers.peek();
        while (next != null && (next.cancelled || next.track.isDead())) {
            timers.poll();
            next = timers.peek();
        }
        if (next == null || next.dueNanos > limitNanos) {
            nanos = Math.max(nanos, limitNanos);
            return false;
        }
        nanos = Math.max(nanos, next.dueNanos);
        return true;
    }

    private void takeDue() {
        for (Timer next = timers.peek(); next != null && next.dueNanos <= nanos; next = timers.peek()) {
            timers.poll();
            if (!next.cancelled) {
                next.track.execute(next.task);
            }
        }
        ready.removeIf(Track::isEmpty);
    }

    @Override
    public String toString() {
        return "step " + steps + ", " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    }
}

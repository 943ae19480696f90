package et.testkit;

import et.actor.core.LaneScheduler;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** What is a thread in a container: tasks that run one after the other. A dead one drops whatever it has, as a killed process does. */
final class Track implements LaneScheduler, Executor {

    private static final long EPOCH_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final VirtualTime time;
    private final RandomGenerator random;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean dead;

    Track(VirtualTime time) {
        this.time = time;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(time.drawSeed());
    }

    @Override
    public void execute(Runnable task) {
        if (!dead) {
            if (tasks.isEmpty()) {
                time.becameReady(this);
            }
            tasks.add(task);
        }
    }

    @Override
    public boolean inLane() {
        return time.isRunning(this);
    }

    @Override
    public Scheduled schedule(Runnable task, long delayNanos) {
        return time.after(this, delayNanos, task)::cancel;
    }

    @Override
    public long currentTimeMillis() {
        return wallClock(time);
    }

    @Override
    public long nanoTime() {
        return time.nanos();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    static long wallClock(VirtualTime time) {
        return EPOCH_MS + TimeUnit.NANOSECONDS.toMillis(time.nanos());
    }

    void kill() {
        dead = true;
        tasks.clear();
    }

    boolean isDead() {
        return dead;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    @Nullable Runnable poll() {
        return tasks.poll();
    }
}

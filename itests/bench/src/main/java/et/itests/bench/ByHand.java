package et.itests.bench;

import et.actor.core.LaneScheduler;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A lane on the caller's thread, whose time passes when the caller says so. */
final class ByHand implements LaneScheduler {

    private static final class Due implements Scheduled {

        final Runnable task;
        final long at;
        boolean cancelled;

        Due(Runnable task, long at) {
            this.task = task;
            this.at = at;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> later = new PriorityQueue<>(Comparator.comparingLong(due -> due.at));
    private final RandomGenerator random = new SplittableRandom(1);
    private long nanos;

    /** Does what there is to do now. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass, and does what is due by then. */
    void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        for (Due next = later.peek(); next != null && next.at <= nanos; next = later.peek()) {
            later.remove();
            if (!next.cancelled) {
                next.task.run();
            }
            run();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inLane() {
        return true;
    }

    @Override
    public Scheduled schedule(Runnable task, long delayNanos) {
        Due due = new Due(task, nanos + delayNanos);
        later.add(due);
        return due;
    }

    @Override
    public long currentTimeMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }
}

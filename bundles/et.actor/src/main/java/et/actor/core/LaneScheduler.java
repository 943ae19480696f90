package et.actor.core;

import java.util.random.RandomGenerator;

/** What a lane runs on: an event loop in a container, a queue with virtual time in tests. */
public interface LaneScheduler {

    /** Runs the task on the lane, after those that were given before. Any thread. */
    void execute(Runnable task);

    /** Whether the caller is on the lane. */
    boolean inLane();

    /** Runs the task on the lane after the delay. Called on the lane. */
    Scheduled schedule(Runnable task, long delayNanos);

    /** The wall clock, milliseconds since 1970. */
    long currentTimeMillis();

    /** A clock for measuring, in nanoseconds. */
    long nanoTime();

    /** Random numbers for this lane's handlers. Used on the lane only. */
    RandomGenerator random();

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {

        /** Takes it back; no harm when it has run. Called on the lane. */
        void cancel();
    }
}

package et.actor.core;

import et.actor.Warmup;
import et.actor.core.Handling.Outcome;
import et.actor.core.Take.Ending;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Calls the handlers of a version in turns, with what was recorded. One thread runs it, others look. It rests as long as it works: players wait for the same
 * processors, and the hotfix does not.
 */
final class Warming implements Warmup {

    /** A handler that fails so often is left out: its exceptions would take all the time. What fails a few times also did so when it was recorded, or may. */
    private static final int FAILURES = 3;

    private static final long SPELL_MILLIS = 2;

    private final Replay replay;
    private final Deque<Handler> turns = new ArrayDeque<>();
    private final int recorded;
    private final Heap heap = new Heap();
    private volatile boolean stopped;
    private volatile int calls;
    private volatile String handler = "";
    private volatile String trouble = "";

    /** A handler, what was recorded of it, and how far it has come. */
    private static final class Handler {
        private final String name;
        private final TypeEntry entry;
        private final List<Take> takes = new ArrayList<>();
        private int called;
        private int failures;

        Handler(String name, TypeEntry entry) {
            this.name = name;
            this.entry = entry;
        }

        Take next() {
            return takes.get(called++ % takes.size());
        }
    }

    /** @param candidates the version, by type */
    Warming(Replay replay, Map<String, TypeEntry> candidates, List<Take> takes) {
        this.replay = replay;
        Map<String, Handler> handlers = new LinkedHashMap<>();
        int known = 0;
        for (Take take : takes) {
            TypeEntry entry = candidates.get(take.call().actor().type());
            if (entry != null) {
                known++;
                String name = take.call().handler();
                handlers.computeIfAbsent(entry.type + " " + name, none -> new Handler(name, entry))
                        .takes
                        .add(take);
            }
        }
        recorded = known;
        turns.addAll(handlers.values());
    }

    @Override
    public void run(Duration processor) {
        long end = processorNanos() + processor.toNanos();
        long begun = System.nanoTime();
        while (!turns.isEmpty() && processorNanos() - end < 0 && !stopped) {
            Handler next = turns.remove();
            handler = next.name;
            if (goesOn(next)) {
                turns.add(next);
            }
            // One thread counts, others only read.
            int ended = calls + 1;
            calls = ended;
            handler = "";
            if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(SPELL_MILLIS)) {
                rest();
                begun = System.nanoTime();
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(SPELL_MILLIS);
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    /** Calls it once; false when it was the last time. */
    private boolean goesOn(Handler next) {
        long allocated = heap.allocated();
        try {
            Ending ending = replay.run(next.entry, next.next());
            if (ending.outcome() == Outcome.FAILED && ++next.failures >= FAILURES) {
                leftOut(next, "fails: " + ending.text());
                return false;
            }
        } catch (Error error) {
            // Also one of the JVM, such as no memory: this version does not serve yet, and the receipt tells.
            leftOut(next, "fails: " + Faults.describe(error));
            return false;
        }
        if (heap.allocated() - allocated > LARGE) {
            leftOut(next, "allocates more than " + (LARGE >> 20) + " MB in one call");
            return false;
        }
        return next.called < CALLS;
    }

    private void leftOut(Handler which, String why) {
        if (trouble.isEmpty()) {
            trouble = which.name + " " + why;
        }
    }

    @Override
    public Warmed soFar() {
        return new Warmed(recorded, calls, handler, trouble);
    }

    /** What this thread has used; where the JVM does not know, what has passed. */
    private static long processorNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
                ? threads.getCurrentThreadCpuTime()
                : System.nanoTime();
    }
}

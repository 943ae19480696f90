package et.persistence.commit;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Committer;
import et.persistence.FencedException;
import et.persistence.RowException;
import et.persistence.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A committer that its owner drives: {@link #step} writes one transaction and reports it. Rows are handed over on any
 * thread; {@link #step}, {@link #await} and {@link #abandon} belong to one thread, on which all reports are made.
 *
 * <p>What comes in while a transaction is written is the next one, so transactions grow with the load. When one fails
 * its rows are put back and tried again, fewer at once each time, until the ones that fail are found alone: these are
 * tried between the others, and given up when others succeed and they keep failing. Repeating a row is harmless,
 * because the store knows its revision and epoch.
 */
public final class CommitQueue implements Committer {

    /** What {@link #step} returns when there is nothing to do before a row is handed over. */
    public static final long IDLE = Long.MAX_VALUE;

    /** So often must a row fail alone, with successes of others in between, before it is given up. */
    static final int STRIKES = 3;

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(CommitQueue.class);

    private final ActorStore store;
    private final CommitLimits limits;
    private final LongSupplier nanoTime;

    private final Lock lock = new ReentrantLock();
    private final Condition handedOver = lock.newCondition();

    // Guarded by the lock.
    private final Waiting waiting;
    private final List<Runnable> forRoom = new ArrayList<>();
    private boolean idle;
    private boolean stopped;
    private long rows;
    private long transactions;
    private long failures;
    private long lastMicros;

    // Only for the thread that steps.
    private int atOnce;
    private int failedInARow;
    private long failingSince;
    private long pauseUntil;

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    public CommitQueue(ActorStore store, CommitLimits limits, LongSupplier nanoTime) {
        this.store = store;
        this.limits = limits;
        this.nanoTime = nanoTime;
        waiting = new Waiting(limits.capacity());
        atOnce = limits.batch();
    }

    @Override
    public boolean commit(ActorRow row, Done done) {
        lock.lock();
        try {
            if (stopped || !waiting.offer(row, done, nanoTime.getAsLong())) {
                return false;
            }
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void whenRoom(Runnable callback) {
        lock.lock();
        try {
            forRoom.add(callback);
            wake();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Stats stats() {
        lock.lock();
        try {
            return new Stats(
                    waiting.size(), limits.capacity(), rows, waiting.coalesced(), transactions, failures, lastMicros);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes at most one transaction and reports the fate of its rows.
     *
     * @return nanoseconds until there is something to do again: 0 when there is now, {@link #IDLE} when nothing waits
     */
    public long step() {
        reportLost();
        reportRoom();
        List<Entry> batch;
        lock.lock();
        try {
            long pause = pause(nanoTime.getAsLong());
            if (pause > 0) {
                return pause;
            }
            batch = waiting.take(atOnce);
        } finally {
            lock.unlock();
        }
        write(batch);
        reportRoom();
        return 0;
    }

    /**
     * Waits for {@code nanos}, or when these are {@link #IDLE} until something is handed over; {@link #stop} ends the
     * wait.
     */
    public void await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            boolean before = stopped;
            idle = nanos == IDLE && waiting.isEmpty() && forRoom.isEmpty();
            while (idle && !stopped) {
                handedOver.await();
            }
            for (long left = nanos == IDLE ? 0 : nanos; left > 0 && stopped == before; ) {
                left = handedOver.awaitNanos(left);
            }
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    /** Takes nothing over from now on; what waits can still be written. Any thread. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            handedOver.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reports all that waits as not written; returns how many rows these are. */
    public int abandon(String why) {
        reportLost();
        var left = remove(entry -> true);
        left.forEach(entry -> report(entry, new StoreException(entry.name() + " was not written: " + why, null, true)));
        return left.size();
    }

    private void wake() {
        if (idle) {
            idle = false;
            handedOver.signal();
        }
    }

    /** How long the next transaction has to wait yet; 0 when it is due. */
    private long pause(long now) {
        if (waiting.size() == 0) {
            return IDLE;
        }
        if (failedInARow > 0) {
            return Math.max(0, pauseUntil - now);
        }
        if (limits.gather().isZero() || stopped || waiting.size() >= atOnce) {
            return 0;
        }
        long gather = limits.gather().toNanos();
        return Math.max(0, waiting.oldest(now - gather) + gather - now);
    }

    private void write(List<Entry> batch) {
        long started = nanoTime.getAsLong();
        var failure = attempt(batch);
        if (failure == null) {
            succeeded(batch, started);
        } else if (failure instanceof FencedException fenced) {
            refused(batch, fenced, row -> row.shard() == fenced.shard() && row.epoch() != fenced.current());
        } else if (failure instanceof RowException refused) {
            refused(batch, refused, row -> refused.isAbout(row.type(), row.id()));
        } else {
            failed(batch, failure);
        }
    }

    private @Nullable RuntimeException attempt(List<Entry> batch) {
        try {
            store.write(batch.stream().map(entry -> entry.row).toList());
            return null;
        } catch (RuntimeException failure) {
            return failure;
        } catch (Error error) {
            // For the owner of the thread; but no row may be forgotten over it.
            putBack(batch);
            throw error;
        }
    }

    private void succeeded(List<Entry> batch, long started) {
        long now = nanoTime.getAsLong();
        answered(now);
        atOnce = Math.min(limits.batch(), atOnce * 2);
        lock.lock();
        try {
            rows += batch.size();
            transactions++;
            lastMicros = TimeUnit.NANOSECONDS.toMicros(now - started);
        } finally {
            lock.unlock();
        }
        batch.forEach(entry -> report(entry, null));
    }

    /** The store refuses some rows for good: the others go on at once without them. */
    private void refused(List<Entry> batch, RuntimeException failure, Predicate<ActorRow> isRefused) {
        var refused = batch.stream().filter(entry -> isRefused.test(entry.row)).toList();
        if (refused.isEmpty()) {
            failed(batch, failure);
            return;
        }
        answered(nanoTime.getAsLong());
        putBack(batch.stream().filter(entry -> !refused.contains(entry)).toList());
        log.warn("{} of {} rows were refused: {}", refused.size(), batch.size(), failure.getMessage());
        refused.forEach(entry -> report(entry, failure));
    }

    /** The database failed, or it stumbled over a row: which of the two, further tries show. */
    private void failed(List<Entry> batch, RuntimeException failure) {
        long now = nanoTime.getAsLong();
        if (failedInARow == 0) {
            failingSince = now;
            log.warn("{} rows could not be written, and are tried again: {}", batch.size(), failure.toString());
        }
        pauseUntil = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failedInARow, 10));
        failedInARow++;
        if (batch.size() == 1) {
            suspect(batch.get(0));
        } else {
            atOnce = (batch.size() + 1) / 2;
        }
        putBack(batch);
        lock.lock();
        try {
            failures++;
        } finally {
            lock.unlock();
        }
        giveUp(now, failure);
    }

    private void suspect(Entry entry) {
        if (entry.suspect && transactions > entry.transactionsAtFailure) {
            entry.strikes++;
        }
        entry.suspect = true;
        entry.transactionsAtFailure = transactions;
    }

    private void giveUp(long now, RuntimeException failure) {
        var poisoned = remove(entry -> entry.strikes >= STRIKES);
        for (var entry : poisoned) {
            var text = entry.name() + " cannot be written, though others can";
            log.error("{}: {}", text, failure.toString());
            report(entry, new StoreException(text, failure, true));
        }
        var late = remove(entry -> now - entry.since >= limits.giveUp().toNanos());
        if (late.isEmpty()) {
            return;
        }
        log.error(
                "the database has failed for {} s; {} rows were given up, their actors will be loaded again: {}",
                TimeUnit.NANOSECONDS.toSeconds(now - failingSince),
                late.size(),
                failure.toString());
        for (var entry : late) {
            var text = entry.name() + " could not be written for "
                    + limits.giveUp().toMillis() + " ms";
            report(entry, new StoreException(text, failure, true));
        }
    }

    /** The database is there. */
    private void answered(long now) {
        if (failedInARow > 0 && now - failingSince > LONGEST_PAUSE) {
            log.info("the database answers again after {} s", TimeUnit.NANOSECONDS.toSeconds(now - failingSince));
        }
        failedInARow = 0;
    }

    private void putBack(List<Entry> entries) {
        lock.lock();
        try {
            waiting.putBack(entries);
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> remove(Predicate<Entry> condition) {
        lock.lock();
        try {
            return waiting.removeIf(condition);
        } finally {
            lock.unlock();
        }
    }

    private void reportLost() {
        List<Waiting.Lost> lost;
        lock.lock();
        try {
            lost = waiting.takeLost();
        } finally {
            lock.unlock();
        }
        lost.forEach(one -> report(one.done(), one.failure()));
    }

    private void reportRoom() {
        List<Runnable> callbacks;
        lock.lock();
        try {
            if (forRoom.isEmpty() || stopped || !waiting.hasRoom()) {
                return;
            }
            callbacks = List.copyOf(forRoom);
            forRoom.clear();
        } finally {
            lock.unlock();
        }
        for (var callback : callbacks) {
            try {
                callback.run();
            } catch (RuntimeException failure) {
                log.error("a callback of whenRoom failed", failure);
            }
        }
    }

    private static void report(Entry entry, @Nullable RuntimeException failure) {
        entry.dones.forEach(done -> report(done, failure));
    }

    private static void report(Done done, @Nullable RuntimeException failure) {
        try {
            done.done(failure);
        } catch (RuntimeException thrown) {
            log.error("a row's fate was reported, and its receiver failed", thrown);
        }
    }
}

package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.commit.CommitLimits;
import et.persistence.commit.CommitQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Writes new actors all the time, through a committer, and keeps what it was told of each. */
final class Writes implements AutoCloseable {

    /** So many are on their way at once. */
    private static final int AT_ONCE = 32;

    private final CommitQueue queue;
    private final int shard;
    private final long epoch;
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Queue<RuntimeException> failed = new ConcurrentLinkedQueue<>();
    private final AtomicLong number = new AtomicLong();
    private final Thread thread = new Thread(this::run, "writes");
    private volatile boolean over;

    Writes(ActorStore store, int shard, long epoch) {
        this(store, shard, epoch, Duration.ofSeconds(60));
    }

    /** @param giveUp how long the committer tries */
    Writes(ActorStore store, int shard, long epoch, Duration giveUp) {
        this.shard = shard;
        this.epoch = epoch;
        queue = new CommitQueue(store, new CommitLimits(1024, 256, Duration.ZERO, giveUp), System::nanoTime);
        for (int i = 0; i < AT_ONCE; i++) {
            next();
        }
        thread.start();
    }

    private void next() {
        var id = "n" + number.incrementAndGet();
        var row = new ActorRow("a", id, shard, 1, 1, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c");
        queue.commit(row, failure -> {
            if (failure == null) {
                acknowledged.put(id, System.nanoTime());
            } else {
                failed.add(failure);
            }
            if (!over) {
                next();
            }
        });
    }

    private void run() {
        try {
            for (long pause = queue.step(); !over || pause != CommitQueue.IDLE; pause = queue.step()) {
                queue.await(pause);
            }
        } catch (InterruptedException ended) {
            queue.abandon("the test is over");
        }
    }

    List<String> acknowledged() {
        return List.copyOf(acknowledged.keySet());
    }

    List<RuntimeException> failed() {
        return List.copyOf(failed);
    }

    /** Waits until so many more are acknowledged. */
    void awaitMore(int count) throws InterruptedException {
        int before = acknowledged.size();
        while (acknowledged.size() < before + count) {
            Thread.sleep(5);
        }
    }

    /** Waits until so many transactions have failed: the committer has noticed. */
    void awaitFailures(int count) throws InterruptedException {
        long before = queue.stats().failures();
        while (queue.stats().failures() < before + count) {
            Thread.sleep(5);
        }
    }

    /** Writes no new ones, and waits for those on their way. */
    void end() throws InterruptedException {
        over = true;
        queue.stop();
        thread.join();
    }

    /** As {@link #end}, when the test has failed. */
    @Override
    public void close() {
        try {
            end();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package et.persistence.hibernate.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All replicas. They are looked at in the background, each on a thread of its own, for one that stands still must not keep the others from being seen; a question
 * goes to one after the other of those that are well, and to the primary when there is none.
 */
final class Replicas implements AutoCloseable {

    /** How often each is looked at. */
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** For so long, in milliseconds, somebody who needs to know waits for a look. */
    private static final long LOOK_MILLIS = 2000;

    private static final Logger log = LoggerFactory.getLogger(Replicas.class);

    private final CopyOnWriteArrayList<Replica> all;
    private final Progress progress;
    private final Statements statements;
    private final AtomicInteger turn = new AtomicInteger();
    private final LongAdder elsewhere = new LongAdder();
    private final ScheduledThreadPoolExecutor threads;

    /** Ends all connections to the primary. */
    private volatile Runnable cut = () -> {};

    Replicas(List<Replica> all, Progress progress, Statements statements) {
        this.all = new CopyOnWriteArrayList<>(all);
        this.progress = progress;
        this.statements = statements;
        threads = new ScheduledThreadPoolExecutor(all.size() + 1, task -> {
            var thread = new Thread(task, "et-database-replica");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
    }

    List<Replica> all() {
        return List.copyOf(all);
    }

    /** How many questions the primary has answered although there are replicas. */
    long elsewhere() {
        return elsewhere.sum();
    }

    /** Looks at the primary and then at each replica, and goes on with it in the background. */
    void watch(Primary primary) {
        cut = primary::cut;
        lookAt(primary);
        lookAt(all);
        repeat(() -> lookAt(primary));
        all.forEach(replica -> repeat(() -> replica.look(cut)));
    }

    /** At all of them at once, and waits for what they say, though not long for one that stands still. */
    private void lookAt(List<Replica> some) {
        var looks = some.stream()
                .map(replica -> CompletableFuture.runAsync(() -> replica.look(cut), threads))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(looks).get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            log.debug("not all replicas have answered", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(Runnable look) {
        var unused = threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException failure) {
                        log.error("the servers of the database cannot be looked at", failure);
                    }
                },
                PERIOD.toMillis(),
                PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** What a former primary has that nobody else has was acknowledged by nobody who knows of the new one. */
    private void lookAt(Primary primary) {
        if (all.stream().anyMatch(Replica::takesWrites)) {
            return;
        }
        long before = System.nanoTime();
        try {
            progress.seen(primary.position(), before);
        } catch (SQLException away) {
            // Nothing that is new is known then; the committer tells of the failure.
            log.debug("the primary does not say how far it is", away);
        }
    }

    /**
     * What speaks against writing to the primary: another server that takes writes. Empty when nothing does. Who has not been looked at for a while, for this
     * container may have stood still, is asked first.
     */
    String objection() {
        var late = all.stream().filter(Replica::isLate).toList();
        if (!late.isEmpty()) {
            lookAt(late);
        }
        return all.stream()
                .map(Replica::objection)
                .filter(why -> !why.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Puts the question to a replica that is well; when there is none, or it fails, to the primary. */
    <T> List<T> ask(Question<T> question, Supplier<List<T>> primary) {
        var some = all();
        int first = turn.getAndIncrement();
        for (int i = 0; i < some.size(); i++) {
            var replica = some.get(Math.floorMod(first + i, some.size()));
            if (replica.isRead()) {
                try {
                    return replica.ask(question, statements);
                } catch (SQLException failure) {
                    log.debug("the replica {} has not answered", replica.address(), failure);
                }
            }
        }
        if (!some.isEmpty()) {
            elsewhere.increment();
        }
        return primary.get();
    }

    /** It is no replica any more. */
    void leave(Replica replica) {
        all.remove(replica);
        replica.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        all.forEach(Replica::close);
        all.clear();
    }
}

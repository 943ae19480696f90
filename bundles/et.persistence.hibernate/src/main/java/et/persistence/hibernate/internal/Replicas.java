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

    /** For so long, in milliseconds, a start waits for the first look. */
    private static final long FIRST_LOOK_MILLIS = 2000;

    private static final Logger log = LoggerFactory.getLogger(Replicas.class);

    private final CopyOnWriteArrayList<Replica> all;
    private final Progress progress;
    private final Statements statements;
    private final AtomicInteger turn = new AtomicInteger();
    private final LongAdder elsewhere = new LongAdder();
    private final ScheduledThreadPoolExecutor threads;

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
        lookAt(primary);
        var looks = all.stream()
                .map(replica -> CompletableFuture.runAsync(replica::look, threads))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(looks).get(FIRST_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            log.debug("not all replicas have answered", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        repeat(() -> lookAt(primary));
        all.forEach(replica -> repeat(replica::look));
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

    private void lookAt(Primary primary) {
        long before = System.nanoTime();
        try {
            progress.seen(primary.position(), before);
        } catch (SQLException away) {
            // Nothing that is new is known then; the committer tells of the failure.
            log.debug("the primary does not say how far it is", away);
        }
    }

    /** What speaks against writing to the primary: another server that takes writes. Empty when nothing does. */
    String objection() {
        return all.stream()
                .filter(replica -> replica.condition().state() == Replica.State.WRITABLE)
                .findFirst()
                .map(replica -> "its replica " + replica.address()
                        + " may be written to: if it was promoted, url has to name it"
                        + " (et:db promote in a container that runs), and the former primary comes back as a replica; else it has"
                        + " to have read_only = ON")
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

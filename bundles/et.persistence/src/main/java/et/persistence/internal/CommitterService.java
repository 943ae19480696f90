package et.persistence.internal;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Committer;
import et.persistence.commit.CommitLimits;
import et.persistence.commit.CommitQueue;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The container's committer: a {@link CommitQueue} and its thread, {@code et-committer}. */
@Component(service = Committer.class, configurationPid = "et.persistence")
@Designate(ocd = CommitterService.Config.class)
public final class CommitterService implements Committer {

    /** The keys of {@code etc/et.persistence.cfg}. */
    @ObjectClassDefinition(
            name = "et committer",
            description = "Gathers the changes of many actors into one database transaction.")
    public @interface Config {

        @AttributeDefinition(
                name = "Queue capacity",
                description = "How many actors may have a change waiting for the database; past it, actors are held.")
        int queue_capacity() default 8192;

        @AttributeDefinition(name = "Batch rows", description = "How many rows one transaction writes at most.")
        int batch_rows() default 256;

        @AttributeDefinition(
                name = "Gather",
                description =
                        "How many microseconds the first row of a transaction waits for others; 0 writes at once.")
        int gather_micros() default 0;

        @AttributeDefinition(
                name = "Give up",
                description =
                        "How many seconds a row is tried while the database fails; then its actor is loaded again.")
        int give_up_seconds() default 30;

        @AttributeDefinition(
                name = "Drain",
                description = "How many seconds the committer writes on when it is closed, until nothing waits.")
        int drain_seconds() default 10;
    }

    private static final Logger log = LoggerFactory.getLogger(CommitterService.class);

    /** How long the thread rests after an error of the JVM, so that a repeated one does not fill the log. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CommitQueue queue;
    private final Duration drain;
    private final Thread thread;

    private volatile boolean open = true;

    @Activate
    public CommitterService(@Reference ActorStore store, Config config) {
        var limits = new CommitLimits(
                config.queue_capacity(),
                config.batch_rows(),
                Duration.of(config.gather_micros(), ChronoUnit.MICROS),
                Duration.ofSeconds(config.give_up_seconds()));
        queue = new CommitQueue(store, limits, System::nanoTime);
        drain = Duration.ofSeconds(Math.max(0, config.drain_seconds()));
        thread = new Thread(this::run, "et-committer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean commit(ActorRow row, Done done) {
        return queue.commit(row, done);
    }

    @Override
    public void whenRoom(Runnable callback) {
        queue.whenRoom(callback);
    }

    @Override
    public Stats stats() {
        return queue.stats();
    }

    /** Writes what waits, for as long as configured; takes nothing over any more. */
    @Deactivate
    public void close() throws InterruptedException {
        open = false;
        queue.stop();
        // The thread ends by itself after the drain; a transaction that hangs must not hang the container's shutdown.
        thread.join(drain.plusSeconds(5).toMillis());
        if (thread.isAlive()) {
            log.error(
                    "the committer hangs in a transaction; {} rows are not written",
                    queue.stats().waiting());
        }
    }

    private void run() {
        try {
            while (open) {
                queue.await(step());
            }
            drain();
        } catch (InterruptedException stopped) {
            log.error("the committer was interrupted, which nobody may do; nothing is written any more");
            Thread.currentThread().interrupt();
        } finally {
            int left = queue.abandon("the committer was closed");
            if (left > 0) {
                log.error("{} rows were not written before the committer was closed", left);
            }
        }
    }

    private void drain() throws InterruptedException {
        long until = System.nanoTime() + drain.toNanos();
        for (long pause = step(); pause != CommitQueue.IDLE; pause = step()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            queue.await(Math.min(pause, left));
        }
    }

    private long step() {
        try {
            return queue.step();
        } catch (Error error) {
            // Without this thread nothing is acknowledged any more, and after it went nobody would know why.
            log.error("the committer met an error of the JVM and goes on", error);
            return REST_NANOS;
        }
    }
}

package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.RowException;
import et.persistence.Seals;
import et.persistence.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals rows anew that have an older key than the current one, or none: in the thread {@code et-reseal}, a slice at a time, each row in a transaction of
 * its own, so that it never holds two rows that a commit wants in another order. It rests for as long as it worked. Several containers may do it at once,
 * and only waste some work. A key with a greater number than the current one is left alone: another container has it as its current one already.
 */
@Component(service = Seals.class, immediate = true)
public final class Resealing implements Seals {

    private static final Logger log = LoggerFactory.getLogger(Resealing.class);

    private static final int SLICE = 64;
    private static final long LEAST_REST_MS = 10;
    private static final long AWAY_MS = TimeUnit.SECONDS.toMillis(5);

    /** A container that has not got the key yet may still write rows with an older one. */
    private static final long AGAIN_MS = TimeUnit.MINUTES.toMillis(5);

    private static final long TELL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Database database;
    private final Seal seal;
    private final Damage damage;
    private final SealedRows rows;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "et-reseal");
    private final AtomicLong resealed = new AtomicLong();
    private long left;
    private volatile boolean working;
    private long told = System.nanoTime();

    @Activate
    public Resealing(@Reference Database database, @Reference Seal seal, @Reference Damage damage) {
        this.database = database;
        this.seal = seal;
        this.damage = damage;
        rows = new SealedRows(new Statements(database.queryTimeout()));
        thread.setDaemon(true);
        if (seal.current() != Seal.PLAIN) {
            thread.start();
        }
    }

    private void run() {
        try {
            long rest;
            do {
                rest = AGAIN_MS;
                try {
                    pass();
                } catch (StoreException failure) {
                    log.debug("rows cannot be sealed anew now", failure);
                    rest = AWAY_MS;
                } finally {
                    working = false;
                }
            } while (!closed.await(rest, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes once over all rows of older keys. */
    private void pass() throws InterruptedException {
        var older = new ArrayList<Integer>();
        for (int key : database.transactRows("find old seals", rows::keys)) {
            if (key < seal.current() && (key == Seal.PLAIN || seal.opens(key))) {
                older.add(key);
            }
        }
        long before =
                database.transactRows("count old seals", connection -> rows.counts(connection, older)).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        if (before == left) {
            // Those that could not be, the last time.
            return;
        }
        working = true;
        log.info(
                "{} actors have an older seal or none, and are sealed with key {} in the background",
                before,
                seal.current());
        long could = resealed.get();
        left = 0;
        for (int key : older) {
            pass(key);
        }
        if (closed.getCount() > 0) {
            log.info(
                    "{} actors were sealed with key {}, {} could not be; et:seal shows what is left",
                    resealed.get() - could,
                    seal.current(),
                    left);
        }
    }

    private void pass(int key) throws InterruptedException {
        var last = new ActorStore.Key("", "");
        while (true) {
            long started = System.nanoTime();
            var after = last;
            var slice = database.transactRows(
                    "read old seals", connection -> rows.after(connection, key, after.type(), after.id(), SLICE));
            for (var row : slice) {
                reseal(row, key);
                last = new ActorStore.Key(row.type(), row.id());
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            if (slice.size() < SLICE || closed.await(Math.max(LEAST_REST_MS, took), TimeUnit.MILLISECONDS)) {
                return;
            }
            if (System.nanoTime() - told > TELL_NANOS) {
                told = System.nanoTime();
                log.info("{} actors were sealed with key {} so far", resealed.get(), seal.current());
            }
        }
    }

    private void reseal(ActorRow read, int key) {
        ActorRow sealed;
        try {
            // What is plain is to become sealed, also where it is not served before that.
            var row = key == Seal.PLAIN ? read : seal.open(read, key);
            if (row.state().length > seal.stateWithin(ActorRows.MOST_BYTES)
                    || row.book().length > seal.bookWithin(ActorRows.MOST_BYTES)) {
                left++;
                log.warn(
                        "actor {}/{} is too long to be sealed; the next change of it that is shorter will be",
                        read.type(),
                        read.id());
                return;
            }
            sealed = seal.close(row);
        } catch (RowException altered) {
            left++;
            damage.found(new ActorStore.Key(read.type(), read.id()), altered);
            return;
        }
        if (database.transactRows(
                "seal an actor", connection -> rows.replace(connection, read, key, sealed, seal.current()))) {
            resealed.incrementAndGet();
        }
    }

    @Override
    public Report report() {
        var counts = database.transactRows("count seals", connection -> rows.counts(connection, rows.keys(connection)));
        var all = new TreeSet<>(counts.keySet());
        all.add(Seal.PLAIN);
        all.addAll(seal.keys());
        List<Sealed> keys = all.stream()
                .map(key -> new Sealed(key, counts.getOrDefault(key, 0L), standing(key)))
                .toList();
        return new Report(keys, working, resealed.get());
    }

    @Override
    public int damaged() {
        return damage.count();
    }

    private Standing standing(int key) {
        if (!seal.opens(key)) {
            return key == Seal.PLAIN ? Standing.REFUSED : Standing.MISSING;
        }
        if (key == seal.current()) {
            return Standing.CURRENT;
        }
        return key < seal.current() ? Standing.OLD : Standing.NEXT;
    }

    @Deactivate
    public void close() throws InterruptedException {
        closed.countDown();
        // Not for longer than a statement may take.
        thread.join(TimeUnit.SECONDS.toMillis(database.queryTimeout()));
    }
}

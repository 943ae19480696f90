package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.itests.mysql.MySqlPair;
import et.itests.mysql.MySqlServer;
import et.persistence.ActorRow;
import et.persistence.AuditStore.Entry;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is read from a replica, and what becomes of it when that is behind, away, or none. */
@Timeout(120)
class ReplicaTest {

    private static final int SHARD = 7;

    /** A read that takes longer than this was held up by something, in milliseconds. */
    private static final long SLOW = 900;

    private static MySqlPair servers;
    private static int schemas;

    @TempDir
    Path folder;

    private final Map<String, Object> settings = new HashMap<>();
    private Database database;
    private ActorRows actors;
    private long epoch;

    @BeforeAll
    static void serve() throws Exception {
        servers = Pairs.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (servers != null) {
            servers.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        var schema = "et_" + ++schemas;
        servers.onPrimary("CREATE DATABASE " + schema);
        settings.put("url", servers.primary().url(schema));
        settings.put("replicas", servers.replica().url(schema));
        settings.put("user", MySqlServer.USER);
        settings.put("password", servers.primary().password());
        settings.put("replica_lag_seconds", 60);
        // On a busy machine a connection takes its time; a test in which somebody waits in vain has less.
        settings.put("replica_timeout_millis", 10_000);
        settings.put("connection_timeout_millis", 2000);
        servers.catchUp();
        database = Databases.open(folder, settings);
        actors = Databases.rows(database);
        epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
        servers.catchUp();
        until(this::isRead);
    }

    /** Opens the database again, with another setting. */
    private void reopen(String key, Object value) throws Exception {
        database.close();
        settings.put(key, value);
        database = Databases.open(folder, settings);
        actors = Databases.rows(database);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    private boolean isRead() {
        return database.replicas().stream().allMatch(Replica::isRead);
    }

    private Replica replica() {
        return database.replicas().get(0);
    }

    /** Waits until it was found so. */
    private Replica.Condition await(Replica.State state) throws Exception {
        while (true) {
            var found = replica().condition();
            if (found.state() == state) {
                return found;
            }
            Thread.sleep(10);
        }
    }

    /** Waits for a condition. */
    private static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(10);
        }
    }

    private void write(String id) {
        actors.write(
                List.of(new ActorRow("a", id, SHARD, 1, 1, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c")));
    }

    private long count() {
        return actors.counts().getOrDefault("a", 0L);
    }

    /** Counts until it was the replica that did; it may be away for a moment, when the machine is busy. */
    private long countThere() throws Exception {
        while (true) {
            long reads = replica().reads();
            long counted = count();
            if (replica().reads() > reads) {
                return counted;
            }
            Thread.sleep(10);
        }
    }

    @Test
    void asksTheReplicaWhatMayBeStaleAndThePrimaryAllElse() throws Exception {
        var audit = new Audit(database);
        servers.unlink();
        try {
            write("x");
            audit.append(new Entry(Instant.EPOCH, "ada", "a", "b", "c"));
            assertThat(actors.load("a", "x")).isNotNull();
            assertThat(actors.page("a", null, 9)).hasSize(1);
            assertThat(audit.verify().last()).isEqualTo(1);
            assertThat(audit.entry(1)).isPresent();
            assertThat(countThere()).isZero();
            until(() -> audit.latest("", 9).isEmpty());
        } finally {
            servers.link();
        }
        servers.catchUp();
        assertThat(countThere()).isEqualTo(1);
        assertThat(audit.latest("", 9)).hasSize(1);
    }

    @Test
    void readsNothingFromAReplicaThatIsTooFarBehindUntilItHasCaughtUp() throws Exception {
        reopen("replica_lag_seconds", 1);
        until(this::isRead);
        servers.unlink();
        try {
            write("x");
            var behind = await(Replica.State.BEHIND);
            assertThat(behind.why()).contains("is its replication running?");
            assertThat(behind.behind()).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
            assertThat(count()).isEqualTo(1);
        } finally {
            servers.link();
        }
        until(this::isRead);
        assertThat(count()).isEqualTo(1);
    }

    /** Nothing is written meanwhile: what it has is all that there is. */
    @Test
    void goesOnReadingAReplicaThatLacksNothing() throws Exception {
        reopen("replica_lag_seconds", 1);
        until(this::isRead);
        servers.unlink();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (System.nanoTime() < end) {
                assertThat(replica().condition().state()).isNotEqualTo(Replica.State.BEHIND);
                assertThat(countThere()).isZero();
                Thread.sleep(50);
            }
        } finally {
            servers.link();
        }
    }

    @Test
    void aReplicaThatIsKilledCostsEachReaderOneSlowReadAtMostAndFailsNone() throws Exception {
        reopen("replica_timeout_millis", 1000);
        until(this::isRead);
        write("x");
        servers.catchUp();
        var load = new Reads(4);
        until(() -> replica().reads() > 50);
        load.count();
        servers.replica().kill();
        until(() -> !isRead());
        long elsewhere = load.answered();
        until(() -> load.answered() > elsewhere + 50);
        servers.replica().start();
        until(this::isRead);
        long again = replica().reads();
        until(() -> replica().reads() > again + 50);
        load.end();
    }

    @Test
    void aReplicaThatStandsStillCostsEachReaderOneSlowReadAtMostAndFailsNone() throws Exception {
        reopen("replica_timeout_millis", 1000);
        until(this::isRead);
        write("x");
        servers.catchUp();
        var load = new Reads(4);
        until(() -> replica().reads() > 50);
        load.count();
        servers.replica().pause();
        try {
            until(() -> !isRead());
            load.awaitEach();
        } finally {
            servers.replica().resume();
        }
        until(this::isRead);
        long again = replica().reads();
        until(() -> replica().reads() > again + 50);
        load.end();
    }

    /** Players, so to speak, who look at lists all the time. */
    private final class Reads {

        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicBoolean counting = new AtomicBoolean();
        private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        private final List<Future<Long>> readers = new ArrayList<>();
        private final AtomicLongArray answers;

        Reads(int count) {
            var threads = Executors.newFixedThreadPool(count);
            answers = new AtomicLongArray(count);
            for (int i = 0; i < count; i++) {
                int reader = i;
                readers.add(threads.submit(() -> read(reader)));
            }
            threads.shutdown();
        }

        /** Returns how many reads were slow. */
        private long read(int reader) throws Exception {
            long slow = 0;
            while (!over.get()) {
                boolean counts = counting.get();
                long started = System.nanoTime();
                assertThat(ReplicaTest.this.count()).isEqualTo(1);
                long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                times.add(took);
                answers.incrementAndGet(reader);
                slow += counts && took > SLOW ? 1 : 0;
                Thread.sleep(1);
            }
            return slow;
        }

        /** From now on slow ones count: the first ones open connections, and load classes. */
        void count() {
            counting.set(true);
        }

        long answered() {
            return times.size();
        }

        /** Waits until each reader has two more answers, and not for as long as a connection may be silent. */
        void awaitEach() throws Exception {
            long started = System.nanoTime();
            for (int i = 0; i < answers.length(); i++) {
                int reader = i;
                long before = answers.get(reader);
                until(() -> answers.get(reader) >= before + 2);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
        }

        void end() throws Exception {
            over.set(true);
            for (var reader : readers) {
                assertThat(reader.get()).as("slow reads among %s", times).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void takesOneReplicaAfterTheOther() throws Exception {
        var url = String.valueOf(settings.get("replicas"));
        // The same server, by another name.
        reopen("replicas", url + ", " + url.replace("127.0.0.1", "localhost"));
        until(this::isRead);
        // One that is away for a moment, as the machine is busy, is left out.
        until(() -> {
            var before = reads();
            for (int i = 0; i < 10; i++) {
                count();
            }
            var after = reads();
            return after.get(0) - before.get(0) == 5 && after.get(1) - before.get(1) == 5;
        });
    }

    private List<Long> reads() {
        return database.replicas().stream().map(Replica::reads).toList();
    }

    @Test
    void refusesToWriteBesideAReplicaThatTakesWritesItself() throws Exception {
        servers.onReplica("SET GLOBAL read_only = OFF");
        try {
            until(() -> replica().condition().state() == Replica.State.WRITABLE);
            assertThatThrownBy(() -> Databases.open(folder, settings))
                    .hasMessageContaining("cannot be opened: its replica " + settings.get("replicas")
                            + " may be written to: if it was promoted, url has to name it");
            servers.primary().kill();
            assertThatThrownBy(() -> write("x")).isInstanceOf(StoreException.class);
            servers.primary().start();
            // What the pool says first may still be that the former primary is away.
            until(() -> refuses("may be written to"));
        } finally {
            servers.onReplica("SET GLOBAL read_only = ON");
        }
        until(this::isRead);
        until(() -> writes("x"));
    }

    /** Two containers, and only in the other one somebody has promoted the replica while the primary could be reached from here. */
    @Test
    void writesToThePrimaryNoMoreAsSoonAsAReplicaTakesWrites() throws Exception {
        write("x");
        servers.onReplica("SET GLOBAL read_only = OFF");
        try {
            until(() -> failure("y").contains("may be written to"));
        } finally {
            servers.onReplica("SET GLOBAL read_only = ON");
        }
        until(() -> writes("z"));
    }

    @Test
    void aReplicaThatTookWritesAndIsSilentIsStillInTheWay() throws Exception {
        servers.onReplica("SET GLOBAL read_only = OFF");
        try {
            await(Replica.State.WRITABLE);
            servers.replica().pause();
            try {
                await(Replica.State.AWAY);
                until(() -> refuses("may be written to, or could when it last answered"));
            } finally {
                servers.replica().resume();
            }
        } finally {
            servers.onReplica("SET GLOBAL read_only = ON");
        }
        until(() -> writes("x"));
    }

    /** As in a container that stood still, and goes on when all has happened elsewhere. */
    @Test
    void asksAReplicaThatNobodyHasLookedAtForAWhileBeforeItConnectsToThePrimary() throws Exception {
        try (var unwatched = Databases.replication(settings)) {
            assertThat(unwatched.replicas().objection()).isEmpty();
            servers.onReplica("SET GLOBAL read_only = OFF");
            try {
                until(() -> unwatched.replicas().objection().contains("may be written to"));
            } finally {
                servers.onReplica("SET GLOBAL read_only = ON");
            }
            until(() -> unwatched.replicas().objection().isEmpty());
        }
    }

    private boolean refuses(String why) {
        var failure = failure("x");
        assertThat(failure).as("what it says when it is not written").isNotEmpty();
        return failure.contains(why);
    }

    private boolean writes(String id) {
        return failure(id).isEmpty();
    }

    /** Why it is not written; empty when it is. */
    private String failure(String id) {
        try {
            write(id);
            return "";
        } catch (StoreException failure) {
            return failure.getMessage();
        }
    }

    @Test
    void changesNothingByAQuestion() {
        assertThatThrownBy(() -> database.ask(new Question<>(
                        Stale.ACTOR_COUNTS, "UPDATE et_shard SET epoch = 9", List.of(), result -> result.getString(1))))
                .isInstanceOf(StoreException.class);
        assertThat(actors.raise(List.of(SHARD), "test")).containsEntry(SHARD, epoch + 1);
    }

    @Test
    void startsWithoutAReplicaThatIsAway() throws Exception {
        reopen("replicas", "mysql://127.0.0.1:1/et_" + schemas);
        assertThat(count()).isZero();
        assertThat(replica().condition().why()).contains("no server answers there");
    }
}

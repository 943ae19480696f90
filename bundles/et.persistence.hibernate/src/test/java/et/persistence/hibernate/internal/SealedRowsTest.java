package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.AuditStore;
import et.persistence.RowException;
import et.persistence.Seals.Sealed;
import et.persistence.Seals.Standing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sealed, in a database that somebody else can write into. */
@Timeout(120)
class SealedRowsTest {

    private static final KeyRing FIRST = KeyRing.parse("current = 1; 1 = " + KeyRingTest.ONE, "ring");
    private static final KeyRing BOTH =
            KeyRing.parse("current = 2; 1 = " + KeyRingTest.ONE + "; 2 = " + KeyRingTest.TWO, "ring");
    private static final KeyRing SECOND = KeyRing.parse("current = 2; 2 = " + KeyRingTest.TWO, "ring");

    @TempDir
    static Path folder;

    private static Database database;

    private final List<AuditStore.Entry> audited = Collections.synchronizedList(new ArrayList<>());
    private final Damage damage = new Damage(audited::add);
    private ActorStore store;
    private long epoch;

    @BeforeAll
    static void open() {
        database = Databases.open(folder);
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
        }
    }

    @BeforeEach
    void clear() {
        sql("DELETE FROM et_actor");
        store = rows(new Seal(FIRST, false));
        epoch = store.raise(List.of(1), "test").get(1);
    }

    private ActorRows rows(Seal seal) {
        return new ActorRows(database, seal, damage);
    }

    @Test
    void theDatabaseHasNothingInPlainBytes() {
        store.write(List.of(row("x", 1, "gold = 5")));
        assertThat(store.load("a", "x")).usingRecursiveComparison().isEqualTo(row("x", 1, "gold = 5"));
        assertThat(store.page("a", null, 10)).hasSize(1);
        assertThat(stored("x")).doesNotContain("gold");
        assertThat(number("SELECT seal_key FROM et_actor")).isEqualTo(1);
    }

    @Test
    void alteredBytesAreNotServedAndTheOthersAre() {
        store.write(List.of(row("x", 1, "gold = 5"), row("y", 1, "gold = 6"), row("z", 1, "gold = 7")));
        alter("UPDATE et_actor SET state = ? WHERE id = 'y'", new byte[40]);
        assertThatThrownBy(() -> store.load("a", "y"))
                .isInstanceOfSatisfying(
                        RowException.class,
                        refused -> assertThat(refused.isAbout("a", "y")).isTrue())
                .hasMessageContaining("its row of revision 1 is not what was written");
        var loaded = store.load(List.of(key("x"), key("y"), key("z")));
        assertThat(loaded.rows()).containsOnlyKeys(key("x"), key("z"));
        assertThat(loaded.damaged()).containsOnlyKeys(key("y"));
        assertThat(store.page("a", null, 2)).extracting(ActorRow::id).containsExactly("x", "z");
        assertThat(audited).hasSize(1);
        assertThat(audited.get(0).what()).isEqualTo("actor.damaged");
        assertThat(audited.get(0).subject()).isEqualTo("a/y");
    }

    @Test
    void swappedRowsAreNotServed() {
        store.write(List.of(row("x", 1, "gold = 5"), row("y", 1, "gold = 6")));
        sql("UPDATE et_actor SET id = 't' WHERE id = 'x'");
        sql("UPDATE et_actor SET id = 'x' WHERE id = 'y'");
        sql("UPDATE et_actor SET id = 'y' WHERE id = 't'");
        assertThat(store.load(List.of(key("x"), key("y"))).damaged()).containsOnlyKeys(key("x"), key("y"));
    }

    @Test
    void oldBytesBesideANewRevisionAreNotServed() {
        store.write(List.of(row("x", 1, "gold = 500")));
        sql("UPDATE et_actor SET id = 'kept' WHERE id = 'x'");
        store.write(List.of(row("x", 2, "gold = 0")));
        sql("UPDATE et_actor SET state = (SELECT k.state FROM (SELECT state FROM et_actor WHERE id = 'kept') k)"
                + " WHERE id = 'x'");
        sql("UPDATE et_actor SET book = (SELECT k.book FROM (SELECT book FROM et_actor WHERE id = 'kept') k)"
                + " WHERE id = 'x'");
        assertThat(store.load(List.of(key("x"))).damaged()).containsOnlyKeys(key("x"));
    }

    @Test
    void plainRowsAreReadUntilTheyAreRefused() {
        rows(new Seal(KeyRing.NONE, false)).write(List.of(row("x", 1, "plain")));
        assertThat(store.load("a", "x").state()).isEqualTo("plain".getBytes(StandardCharsets.UTF_8));
        var strict = rows(new Seal(FIRST, true));
        assertThatThrownBy(() -> strict.load("a", "x")).hasMessageContaining("not sealed, and etc/et.persistence.seal");
        store.write(List.of(row("x", 2, "sealed")));
        assertThat(strict.load("a", "x").revision()).isEqualTo(2);
    }

    @Test
    void doesNotStartWhenAKeyIsMissingAndSaysHowManyNeedIt() {
        store.write(List.of(row("x", 1, "s"), row("y", 1, "s")));
        assertThatThrownBy(() -> rows(new Seal(SECOND, false)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("2 actors are sealed with key 1, and ring has the keys [2]: put that key back");
        assertThatThrownBy(() -> rows(new Seal(KeyRing.NONE, false)))
                .hasMessageStartingWith("2 actors are sealed with key 1, and there is no key ring here: ");
    }

    @Test
    void aStateThatFitsOnlyInPlainBytesIsRefusedByName() {
        assertThatThrownBy(() -> store.write(List.of(row("x", 1, "s".repeat(1 << 20)))))
                .isInstanceOf(RowException.class)
                .hasMessageContaining("its state has a length of 1048576 (expected: <= 1048552)");
        store.write(List.of(row("x", 1, "s".repeat(1048552))));
        assertThat(store.load("a", "x").state()).hasSize(1048552);
    }

    @Test
    void sealsAllRowsAnewWithANewKeyAndThenTheOldOneMayGo() throws Exception {
        rows(new Seal(KeyRing.NONE, false))
                .write(IntStream.range(0, 100)
                        .mapToObj(i -> row("p" + i, 1, "plain " + i))
                        .toList());
        store.write(IntStream.range(0, 100)
                .mapToObj(i -> row("s" + i, 1, "sealed " + i))
                .toList());
        alter("UPDATE et_actor SET state = ? WHERE id = 's7'", new byte[40]);
        var job = new Resealing(database, new Seal(BOTH, false), damage);
        until(() -> number("SELECT COUNT(*) FROM et_actor WHERE seal_key = 2") == 199);
        until(() -> !job.report().working());
        assertThat(job.report().keys())
                .containsExactly(
                        new Sealed(0, 0, Standing.OLD),
                        new Sealed(1, 1, Standing.OLD),
                        new Sealed(2, 199, Standing.CURRENT));
        assertThat(job.damaged()).isEqualTo(1);
        job.close();
        assertThat(audited).extracting(AuditStore.Entry::subject).containsExactly("a/s7");
        sql("DELETE FROM et_actor WHERE id = 's7'");
        var later = rows(new Seal(SECOND, true));
        assertThat(later.load("a", "p42").state()).isEqualTo("plain 42".getBytes(StandardCharsets.UTF_8));
        assertThat(later.load("a", "s42").state()).isEqualTo("sealed 42".getBytes(StandardCharsets.UTF_8));
        assertThat(stored("p42")).doesNotContain("plain");
    }

    @Test
    void aRowThatWasWrittenMeanwhileIsLeftToItsWriter() {
        var rows = new SealedRows(new Statements(10));
        var next = new Seal(BOTH, false);
        store.write(List.of(row("x", 1, "gold = 500")));
        var read = database.transactRows("read", connection -> rows.after(connection, 1, "", "", 10))
                .get(0);
        var sealed = next.close(next.open(read, 1));

        store.write(List.of(row("x", 2, "gold = 0")));
        assertThat(replace(rows, read, sealed)).isFalse();
        assertThat(next.open(current(rows), 1).revision()).isEqualTo(2);

        // Deleted and made anew: the same revision, the same epoch, and other bytes.
        store.delete("a", "x");
        store.write(List.of(row("x", 1, "gold = 1")));
        assertThat(replace(rows, read, sealed)).isFalse();
        assertThat(next.open(current(rows), 1).state()).isEqualTo("gold = 1".getBytes(StandardCharsets.UTF_8));
        assertThat(replace(rows, current(rows), next.close(next.open(current(rows), 1))))
                .isTrue();
    }

    private static ActorRow current(SealedRows rows) {
        return database.transactRows("read", connection -> rows.after(connection, 1, "", "", 10))
                .get(0);
    }

    private static boolean replace(SealedRows rows, ActorRow read, ActorRow sealed) {
        return database.transactRows("replace", connection -> rows.replace(connection, read, 1, sealed, 2));
    }

    /** Rows are written all the time while they are sealed anew: what was written last is what is there. */
    @Test
    void neverPutsOlderBytesInThePlaceOfNewerOnes() throws Exception {
        var old = rows(new Seal(FIRST, false));
        int actors = 20;
        long[] written = new long[actors];
        for (int i = 0; i < actors; i++) {
            written[i] = 1;
            old.write(List.of(row("n" + i, 1, "1")));
        }
        var stop = new AtomicBoolean();
        var failures = Collections.synchronizedList(new ArrayList<Throwable>());
        var writer = new Thread(() -> {
            try {
                while (!stop.get()) {
                    for (int i = 0; i < actors; i++) {
                        // With the old key: there is always something to be sealed anew.
                        old.write(List.of(row("n" + i, written[i] + 1, String.valueOf(written[i] + 1))));
                        written[i]++;
                    }
                }
            } catch (RuntimeException | AssertionError failure) {
                failures.add(failure);
            }
        });
        var reader = rows(new Seal(BOTH, false));
        var keys = IntStream.range(0, actors).mapToObj(i -> key("n" + i)).toList();
        writer.start();
        long resealed = 0;
        for (int round = 0; round < 30; round++) {
            var job = new Resealing(database, new Seal(BOTH, false), damage);
            until(() -> job.report().resealed() > 0 || !failures.isEmpty());
            job.close();
            resealed += job.report().resealed();
            assertThat(reader.load(keys).damaged()).isEmpty();
        }
        stop.set(true);
        writer.join();
        assertThat(failures).isEmpty();
        assertThat(resealed).isPositive();
        for (int i = 0; i < actors; i++) {
            var row = reader.load("a", "n" + i);
            assertThat(row.revision()).isEqualTo(written[i]);
            assertThat(row.state()).isEqualTo(String.valueOf(written[i]).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Another container has a newer key as its current one already: its rows are left as they are. */
    @Test
    void leavesRowsOfANewerKeyAlone() throws Exception {
        rows(new Seal(BOTH, false)).write(List.of(row("x", 1, "s")));
        store.write(List.of(row("y", 1, "s")));
        var ring = KeyRing.parse("current = 1; 1 = " + KeyRingTest.ONE + "; 2 = " + KeyRingTest.TWO, "ring");
        var job = new Resealing(database, new Seal(ring, false), damage);
        assertThat(job.report().keys())
                .containsExactly(
                        new Sealed(0, 0, Standing.OLD),
                        new Sealed(1, 1, Standing.CURRENT),
                        new Sealed(2, 1, Standing.NEXT));
        job.close();
        assertThat(number("SELECT COUNT(*) FROM et_actor WHERE seal_key = 2")).isEqualTo(1);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes longer than 30 s").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static ActorStore.Key key(String id) {
        return new ActorStore.Key("a", id);
    }

    private static void sql(String sql) {
        database.transactRows("test", connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private static void alter(String sql, byte[] bytes) {
        database.transactRows("test", connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setBytes(1, bytes);
                return statement.executeUpdate();
            }
        });
    }

    private static long number(String sql) {
        return database.transactRows("test", connection -> {
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(sql)) {
                result.next();
                return result.getLong(1);
            }
        });
    }

    private static String stored(String id) {
        return database.transactRows("test", connection -> {
            try (var statement = connection.prepareStatement("SELECT state FROM et_actor WHERE id = ?")) {
                statement.setString(1, id);
                return text(statement);
            }
        });
    }

    private static String text(java.sql.PreparedStatement statement) throws SQLException {
        try (var result = statement.executeQuery()) {
            result.next();
            return new String(result.getBytes(1), StandardCharsets.ISO_8859_1);
        }
    }

    private ActorRow row(String id, long revision, String state) {
        return new ActorRow(
                "a",
                id,
                1,
                1,
                revision,
                epoch,
                state.getBytes(StandardCharsets.UTF_8),
                "book".getBytes(StandardCharsets.UTF_8),
                ActorRow.NEVER,
                "bundle/1.0.0");
    }
}

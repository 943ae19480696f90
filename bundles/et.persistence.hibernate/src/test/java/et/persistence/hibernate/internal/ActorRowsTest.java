package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.FencedException;
import et.persistence.RowException;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ActorRowsTest {

    /** Texts that break SQL which is put together from texts. */
    private static final List<String> HOSTILE = List.of(
            "'; DROP TABLE et_actor; --",
            "' OR '1'='1",
            "\" OR 1=1 --",
            "%",
            "_",
            "\\",
            "\\' OR 1=1 --",
            "?",
            ":id",
            "${karaf.data}",
            "a\nb\0c",
            "ä€😀");

    @TempDir
    static Path folder;

    private static Database database;

    private final ActorStore store = Databases.rows(database);
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
        for (var type : store.counts().keySet()) {
            store.page(type, null, 10_000).forEach(row -> store.delete(row.type(), row.id()));
        }
        epoch = store.raise(List.of(1), "test").get(1);
    }

    @Test
    void returnsWhatWasWritten() {
        var row = new ActorRow(
                "player", "42", 1, 3, 7, epoch, new byte[] {1, -1, 0}, new byte[] {9}, 1234567890123L, "arena/1.1.0");
        store.write(List.of(row));
        assertThat(store.load("player", "42")).usingRecursiveComparison().isEqualTo(row);
        assertThat(store.load("player", "43")).isNull();
        assertThat(store.load("zone", "42")).isNull();
    }

    @Test
    void replacesARowByOneOfAGreaterRevision() {
        store.write(List.of(row("x", 1)));
        store.write(List.of(row("x", 2), row("y", 5)));
        assertThat(store.load("a", "x").revision()).isEqualTo(2);
        assertThat(store.load("a", "y").revision()).isEqualTo(5);
        store.write(List.of(row("x", 9)));
        assertThat(store.load("a", "x").revision()).isEqualTo(9);
    }

    @Test
    void replacesAllOfARow() {
        long other = store.raise(List.of(2), "test").get(2);
        store.write(List.of(row("x", 1)));
        var row = new ActorRow("a", "x", 2, 5, 2, other, new byte[] {7, 8}, new byte[] {9}, 12345, "bundle/2.0.0");
        store.write(List.of(row, row("y", 1)));
        assertThat(store.load("a", "x")).usingRecursiveComparison().isEqualTo(row);
    }

    @Test
    void takesTheRepetitionOfAWriteAsDone() {
        var rows = List.of(row("x", 1), row("y", 1));
        store.write(rows);
        store.write(rows);
        store.write(List.of(row("x", 1), row("z", 1)));
        assertThat(store.counts()).containsExactly(Map.entry("a", 3L));
    }

    @Test
    void refusesAnOlderRevisionAndWritesNothing() {
        store.write(List.of(row("x", 5)));
        assertThatThrownBy(() -> store.write(List.of(row("w", 1), row("x", 4), row("y", 1))))
                .isInstanceOfSatisfying(
                        RowException.class,
                        refused -> assertThat(refused.isAbout("a", "x")).isTrue())
                .hasMessageContaining("revision 5")
                .hasMessageContaining("revision 4");
        assertThat(store.counts()).containsExactly(Map.entry("a", 1L));
    }

    @Test
    void refusesTheSameRevisionOfAnotherEpoch() {
        store.write(List.of(row("x", 5)));
        epoch = store.raise(List.of(1), "next").get(1);
        assertThatThrownBy(() -> store.write(List.of(row("x", 5)))).isInstanceOf(RowException.class);
        store.write(List.of(row("x", 6)));
        assertThat(store.load("a", "x").epoch()).isEqualTo(epoch);
    }

    /** Firsts, greater, repeated and smaller revisions in whatever mixture, of which a database may tell only a sum. */
    @Test
    void storesAllOfAMixtureOrNothing() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var stored = new HashMap<String, Long>();
        for (int round = 0; round < 150; round++) {
            if (round == 100) {
                epoch = store.raise(List.of(1), "next").get(1);
                stored.replaceAll((id, revision) -> -revision);
            }
            var rows = new ArrayList<ActorRow>();
            boolean allowed = true;
            for (int i = random.nextInt(12); i >= 0; i--) {
                String id = "i" + i;
                long before = stored.getOrDefault(id, 0L);
                boolean another = before < 0;
                long revision = Math.max(1, Math.abs(before) + 1 - (random.nextInt(12) == 0 ? random.nextInt(3) : 0));
                rows.add(row(id, revision));
                allowed &= revision > Math.abs(before) || (revision == before && !another);
            }
            if (allowed) {
                store.write(rows);
                rows.forEach(row -> stored.put(row.id(), row.revision()));
            } else {
                assertThatThrownBy(() -> store.write(rows)).as("seed %s", seed).isInstanceOf(RowException.class);
            }
            assertThat(store.page("a", null, 100))
                    .as("seed %s, round %s", seed, round)
                    .allSatisfy(row -> assertThat(row.revision()).isEqualTo(Math.abs(stored.get(row.id()))))
                    .hasSameSizeAs(stored.keySet());
        }
    }

    @Test
    void storesMoreThanAPacketHolds() {
        var rows = new ArrayList<ActorRow>();
        for (int i = 0; i < 24; i++) {
            byte[] state = new byte[1 << 20];
            // Bytes that have to be escaped on their way.
            Arrays.fill(state, (byte) '\\');
            rows.add(new ActorRow("a", "i" + i, 1, 1, 1, epoch, state, new byte[i << 12], ActorRow.NEVER, "b/1"));
        }
        store.write(rows);
        assertThat(store.counts()).containsExactly(Map.entry("a", 24L));
        assertThat(store.load("a", "i23").book()).hasSize(23 << 12);
    }

    @Test
    void refusesWhatIsTooLongByName() {
        assertThatThrownBy(() -> store.write(List.of(row("i".repeat(256), 1))))
                .isInstanceOf(RowException.class)
                .hasMessageContaining("its id has a length of 256 (expected: <= 255)");
        var big = new ActorRow("a", "x", 1, 1, 1, epoch, new byte[(1 << 20) + 1], new byte[0], 0, "c");
        assertThatThrownBy(() -> store.write(List.of(big)))
                .isInstanceOf(RowException.class)
                .hasMessageContaining("state");
        var most = new ActorRow("a", "x", 1, 1, 1, epoch, new byte[1 << 20], new byte[1 << 20], 0, "c");
        store.write(List.of(most));
        assertThat(store.load("a", "x").state()).hasSize(1 << 20);
    }

    @Test
    void raisesEachEpochByOne() {
        var first = store.raise(List.of(200, 201, 200), "one");
        assertThat(first).containsExactly(Map.entry(200, 1L), Map.entry(201, 1L));
        assertThat(store.raise(List.of(201, 202), "two")).containsExactly(Map.entry(201, 2L), Map.entry(202, 1L));
        assertThat(store.raise(List.of(), "nobody")).isEmpty();
    }

    @Test
    void refusesTheWritesOfAFormerOwnerAndSaysWhichEpochHolds() {
        store.write(List.of(row("x", 1)));
        long old = epoch;
        epoch = store.raise(List.of(1), "new owner").get(1);

        var late = new ActorRow("a", "x", 1, 1, 2, old, new byte[0], new byte[0], 0, "c");
        assertThatThrownBy(() -> store.write(List.of(late))).isInstanceOfSatisfying(FencedException.class, fenced -> {
            assertThat(fenced.shard()).isEqualTo(1);
            assertThat(fenced.current()).isEqualTo(epoch);
        });
        assertThat(store.load("a", "x").revision()).isEqualTo(1);
        var nobodys = new ActorRow("a", "x", 99, 1, 2, 1, new byte[0], new byte[0], 0, "c");
        assertThatThrownBy(() -> store.write(List.of(nobodys)))
                .isInstanceOfSatisfying(
                        FencedException.class,
                        fenced -> assertThat(fenced.current()).isZero());
    }

    /** Two owners write the same actors while the shard changes hands: no write of a former owner lands after a raise. */
    @Test
    void neverLetsAFormerOwnerWrite() throws Exception {
        var current = new AtomicLong(epoch);
        var failures = new ArrayList<Throwable>();
        var fenced = new AtomicInteger();
        var start = new CyclicBarrier(2);
        var writer = new Thread(() -> {
            try {
                start.await();
                // On a busy machine the next owner may come late.
                for (int i = 0; i < 200 || fenced.get() == 0; i++) {
                    long mine = current.get();
                    var stored = store.load("a", "x");
                    long revision = stored == null ? 1 : stored.revision() + 1;
                    try {
                        store.write(List.of(
                                new ActorRow("a", "x", 1, 1, revision, mine, new byte[0], new byte[0], 0, "c")));
                    } catch (FencedException lost) {
                        fenced.incrementAndGet();
                    }
                }
            } catch (Exception | AssertionError failure) {
                failures.add(failure);
            }
        });
        writer.start();
        start.await();
        while (writer.isAlive()) {
            long mine = store.raise(List.of(1), "next owner").get(1);
            var before = store.load("a", "x");
            // The writer still has the old epoch here, and tries.
            Thread.onSpinWait();
            var after = store.load("a", "x");
            assertThat(after == null ? 0 : after.revision()).isEqualTo(before == null ? 0 : before.revision());
            current.set(mine);
        }
        writer.join();
        assertThat(failures).isEmpty();
        assertThat(fenced).hasPositiveValue();
    }

    @Test
    void loadsManyAtOnce() {
        var rows = IntStream.range(0, 700).mapToObj(i -> row("n" + i, 1)).toList();
        store.write(rows);
        var keys = new ArrayList<>(
                rows.stream().map(row -> new ActorStore.Key("a", row.id())).toList());
        keys.add(new ActorStore.Key("a", "missing"));
        keys.add(new ActorStore.Key("b", "n1"));
        var loaded = store.load(keys).rows();
        assertThat(loaded).hasSize(700).containsKey(new ActorStore.Key("a", "n699"));
        assertThat(store.load(List.of()).rows()).isEmpty();
    }

    @Test
    void findsWhoWantsToBeWokenEarliestFirst() {
        var random = new Random(7);
        var epochs = store.raise(IntStream.range(0, 40).boxed().toList(), "test");
        var rows = new ArrayList<ActorRow>();
        for (int i = 0; i < 200; i++) {
            int shard = i % 40;
            long at = i % 3 == 0 ? ActorRow.NEVER : 1000 + random.nextInt(1000);
            rows.add(new ActorRow("w", "n" + i, shard, 1, 1, epochs.get(shard), new byte[0], new byte[0], at, "c"));
        }
        store.write(rows);
        var shards = List.of(3, 4, 5, 17);
        var expected = rows.stream()
                .filter(row -> shards.contains(row.shard()) && row.wakeAt() < 1500)
                .mapToLong(ActorRow::wakeAt)
                .sorted()
                .boxed()
                .toList();
        assertThat(store.wakes(shards, 1500, 1000))
                .extracting(ActorStore.Wake::at)
                .isEqualTo(expected);
        assertThat(store.wakes(shards, 1500, 2)).extracting(ActorStore.Wake::at).isEqualTo(expected.subList(0, 2));
        assertThat(store.wakes(List.of(), 1500, 2)).isEmpty();
    }

    @Test
    void pagesInTheOrderOfIds() {
        store.write(List.of(row("c", 1), row("a", 1), row("b", 1), row("", 1)));
        assertThat(store.page("a", null, 2)).extracting(ActorRow::id).containsExactly("", "a");
        assertThat(store.page("a", "a", 2)).extracting(ActorRow::id).containsExactly("b", "c");
        assertThat(store.page("a", "c", 2)).isEmpty();
        assertThat(store.page("other", null, 2)).isEmpty();
    }

    @Test
    void deletes() {
        store.write(List.of(row("x", 3), row("y", 1)));
        store.delete("a", "x");
        store.delete("a", "never there");
        assertThat(store.load("a", "x")).isNull();
        assertThat(store.counts()).containsExactly(Map.entry("a", 1L));
        store.write(List.of(row("x", 1)));
    }

    @Test
    void keepsHostileTextsAsTheyAre() {
        for (var text : HOSTILE) {
            var row = new ActorRow(text, text, 1, 1, 1, epoch, new byte[0], new byte[0], 5, text);
            store.write(List.of(row));
        }
        for (var text : HOSTILE) {
            assertThat(store.load(text, text)).as(text).isNotNull();
            assertThat(store.page(text, null, 10)).as(text).hasSize(1);
            assertThat(store.page(text, text, 10)).as(text).isEmpty();
        }
        assertThat(store.counts()).hasSize(HOSTILE.size());
        store.raise(List.of(1), HOSTILE.get(0));
        store.delete(HOSTILE.get(1), HOSTILE.get(1));
        assertThat(store.counts()).hasSize(HOSTILE.size() - 1);
    }

    @Test
    void tellsTextsApartThatLookAlike() {
        var ids = List.of("x", "X", "x ", "\u00e9", "e", "e\u0301");
        for (var id : ids) {
            store.write(List.of(row(id, 1)));
        }
        assertThat(store.counts()).containsExactly(Map.entry("a", (long) ids.size()));
        assertThat(store.load("a", "x ").id()).isEqualTo("x ");
        assertThat(store.load("a", "x  ")).isNull();
        assertThat(store.load("A", "x")).isNull();
    }

    @Test
    void survivesTheInterruptionOfACaller() throws Exception {
        store.write(List.of(row("x", 1)));
        var reader = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    store.page("a", null, 10);
                } catch (StoreException interrupted) {
                    return;
                }
            }
            try {
                store.write(List.of(row("y", 1)));
            } catch (StoreException interrupted) {
                // It may fail for him, but for nobody else.
            }
        });
        reader.start();
        store.write(List.of(row("x", 2)));
        reader.interrupt();
        reader.join();
        store.write(List.of(row("x", 3)));
        assertThat(store.load("a", "x").revision()).isEqualTo(3);
    }

    @Test
    void aLoadLooksAtNoOtherRowsOfTheType() {
        store.write(IntStream.range(0, 500).mapToObj(i -> row("id" + i, 1)).toList());
        for (int count : new int[] {1, 2, 16}) {
            assertThat(looked(count)).as("rows looked at for %s", count).isBetween(1L, count + 1L);
        }
    }

    /** How many rows the database looks at to load so many. */
    private static long looked(int count) {
        var keys = IntStream.range(0, count)
                .mapToObj(i -> List.of("a", "id" + 7 * i))
                .flatMap(List::stream)
                .toList();
        return database.transactRows(
                "explain", connection -> Place.FOUND.looked(connection, ActorRows.selection(count), keys));
    }

    private ActorRow row(String id, long revision) {
        return new ActorRow(
                "a", id, 1, 1, revision, epoch, new byte[] {1}, new byte[] {2}, ActorRow.NEVER, "bundle/1.0.0");
    }
}

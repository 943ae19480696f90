package et.persistence.hibernate.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.AuditStore;
import et.persistence.BackupException;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Table;
import et.persistence.Backups.Target;
import et.persistence.hibernate.internal.backup.BackupReader;
import et.persistence.hibernate.internal.backup.BackupWriter;
import et.persistence.hibernate.internal.backup.Layout;
import et.persistence.hibernate.internal.backup.RowBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup is one moment of the database, and a restore gives it back to the row. */
@Timeout(120)
class BackupsTest {

    private static final int SHARD = 7;
    private static final int ACCOUNTS = 40;
    private static final int EACH = 1000;

    @TempDir
    Path folder;

    private Database database;
    private ActorRows actors;
    private long epoch;
    private final List<Database> others = new ArrayList<>();

    @BeforeEach
    void open() {
        database = Databases.open(folder);
        actors = Databases.rows(database);
        epoch = actors.raise(List.of(SHARD), "one").get(SHARD);
    }

    @AfterEach
    void close() {
        others.forEach(Database::close);
        if (database != null) {
            database.close();
        }
    }

    private BackupFiles backups() {
        return new BackupFiles("test", database);
    }

    /** The place of another database, in which nothing is. */
    private Map<String, Object> another(String name) throws IOException, SQLException {
        return Place.FOUND.settings(Files.createDirectories(folder.resolve(name)));
    }

    private static Target target(Path folder, Map<String, Object> settings) {
        return new Target(
                settings.getOrDefault("url", "jdbc:h2:file:" + folder.toAbsolutePath() + "/et/db")
                        .toString(),
                "",
                "");
    }

    private Database openOther(String name) throws IOException, SQLException {
        var other = Databases.open(folder.resolve(name), another(name));
        others.add(other);
        return other;
    }

    private Backup restore(Backup backup, String name) throws IOException, SQLException {
        var settings = another(name);
        return backups().restore(backup.file().toString(), target(folder.resolve(name), settings), "ada");
    }

    private static void sql(Database database, String... statements) {
        database.transactRows("test", connection -> {
            try (var statement = connection.createStatement()) {
                for (var one : statements) {
                    statement.execute(one);
                }
            }
            return null;
        });
    }

    private static List<Object> column(Database database, String query) {
        return database.transactRows("test", connection -> {
            var values = new ArrayList<Object>();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(query)) {
                while (result.next()) {
                    values.add(result.getObject(1));
                }
            }
            return values;
        });
    }

    private static List<String> names(Backup backup) {
        return backup.tables().stream().map(Table::name).toList();
    }

    private ActorRow row(String id, long revision, int bytes) {
        return new ActorRow(
                "a", id, SHARD, 1, revision, epoch, new byte[bytes], new byte[] {1}, ActorRow.NEVER, "c/1.0.0");
    }

    /** One row in each table that points to another, with every kind of value and of nothing. */
    private void fill() {
        actors.write(List.of(row("ä€😀", 1, 20_000), row("", 2, 0)));
        TableContract.fill(new GameTables(database), actors);
        var audit = new Audit(database);
        audit.append(new AuditStore.Entry(Instant.now(), "ada", "test", "s", "d"));
        audit.append(new AuditStore.Entry(Instant.now(), "eve", "test", "s", "\uFFFD"));
        var moments = List.of(
                "2026-10-25T00:30:00.000001Z",
                "2026-10-25T01:30:00Z",
                "2026-11-01T03:31:00Z",
                "1969-12-31T23:59:59.999999Z");
        database.transactRows("fill", connection -> {
            try (var insert = connection.prepareStatement(
                            "INSERT INTO et_account (number, way, proof_key, secret, blocked, created) VALUES (?, 'w', ?, 's', ?, ?)");
                    var session = connection.prepareStatement(
                            "INSERT INTO et_session (id, player, token_hash, next_token_hash, created, expires, ended)"
                                    + " VALUES (?, 1, ?, NULL, ?, ?, NULL)")) {
                for (int i = 0; i < moments.size(); i++) {
                    insert.setLong(1, i + 1);
                    insert.setString(2, "k" + i);
                    insert.setBoolean(3, i % 2 == 0);
                    database.engine().moment().set(insert, 4, Instant.parse(moments.get(i)));
                    insert.executeUpdate();
                    session.setLong(1, -i);
                    session.setString(2, "t" + i);
                    database.engine().moment().set(session, 3, Instant.parse(moments.get(i)));
                    database.engine().moment().set(session, 4, Instant.parse(moments.get(i)));
                    session.executeUpdate();
                }
            }
            return null;
        });
    }

    @Test
    void whatIsRestoredIsWhatWasThere() throws Exception {
        fill();
        var backup = backups().make("");
        assertThat(backup.file().getFileName().toString()).matches("et-\\d{8}T\\d{6}Z\\.backup");
        assertThat(backups().check(backup.file().getFileName().toString())).isEqualTo(backup);
        assertThat(backups().list()).singleElement().satisfies(listed -> {
            assertThat(listed.file()).isEqualTo(backup.file());
            assertThat(listed.head()).isEqualTo(backup.head());
        });
        assertThat(names(backup))
                .contains("et_actor", "et_hotfix_turn")
                .containsSubsequence("et_account", "et_session", "et_token")
                .doesNotContain("et_migration");
        assertThat(restore(backup, "other")).isEqualTo(backup);

        var other = openOther("other");
        assertThat(Databases.rows(other).load("a", "ä€😀"))
                .usingRecursiveComparison()
                .isEqualTo(row("ä€😀", 1, 20_000));
        assertThat(column(other, "SELECT created FROM et_account ORDER BY number"))
                .isEqualTo(column(database, "SELECT created FROM et_account ORDER BY number"));
        TableContract.expectFilled(new GameTables(other));
        // But for the audit and for the epochs, it is the same to the byte.
        assertThat(new BackupFiles("test", other)
                        .make(folder.resolve("again").toString())
                        .tables())
                .filteredOn(table ->
                        !table.name().startsWith("et_audit") && !table.name().equals("et_shard"))
                .isSubsetOf(backup.tables())
                .hasSizeGreaterThan(8);
    }

    @Test
    void numbersGoOnBehindAllThatMayHaveBeenGiven() throws Exception {
        fill();
        var backup = backups().make("x");
        long lost = actors.raise(List.of(SHARD), "two").get(SHARD);
        restore(backup, "other");
        var other = openOther("other");
        assertThat(Databases.rows(other).raise(List.of(SHARD), "three").get(SHARD))
                .isGreaterThan(lost + 1000);
        sql(
                other,
                "INSERT INTO et_account (way, proof_key, secret, blocked, created) VALUES ('w', 'new', 's', FALSE, '2026-01-01 00:00:00')");
        assertThat(column(other, "SELECT MAX(number) FROM et_account")).containsExactly(4L + Restore.LEAP + 1);
        var audit = new Audit(other);
        assertThat(audit.verify().fault()).isEmpty();
        assertThat(audit.latest("", 1)).singleElement().satisfies(written -> {
            assertThat(written.number()).isEqualTo(3);
            assertThat(written.entry().who()).isEqualTo("ada");
            assertThat(written.entry().what()).isEqualTo("db.restore");
            assertThat(written.entry().detail()).contains(backup.digest());
        });
    }

    @Test
    void aBackupUnderLoadIsOneMoment() throws Exception {
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.out.println("transfers: seed " + seed);
        var random = new Random(seed);
        var balances = new int[ACCOUNTS];
        var revisions = new long[ACCOUNTS];
        var rows = new ArrayList<ActorRow>();
        for (int i = 0; i < ACCOUNTS; i++) {
            balances[i] = EACH;
            rows.add(balance(i, ++revisions[i], EACH));
        }
        // Enough that it is read in many pieces, while the transfers go on.
        for (int i = 0; i < 2000; i++) {
            rows.add(row("filler" + i, 1, 1000));
        }
        actors.write(rows);
        var over = new AtomicBoolean();
        var failed = new AtomicReference<Throwable>();
        var transfers = new AtomicInteger();
        var writer = new Thread(() -> {
            try {
                while (!over.get()) {
                    transfer(random, balances, revisions);
                    transfers.incrementAndGet();
                }
            } catch (Throwable failure) {
                failed.set(failure);
            }
        });
        writer.start();
        while (transfers.get() == 0 && writer.isAlive()) {
            Thread.onSpinWait();
        }
        var made = new ArrayList<Backup>();
        for (int i = 0; i < 3; i++) {
            made.add(backups().make("under-load-" + i));
        }
        over.set(true);
        writer.join();
        assertThat(failed.get()).isNull();
        assertThat(transfers).hasPositiveValue();

        for (var backup : made) {
            var name = backup.file().getFileName().toString();
            restore(backup, name);
            var other = openOther(name);
            var store = Databases.rows(other);
            long sum = 0;
            long ledger = 0;
            for (int i = 0; i < ACCOUNTS; i++) {
                var one = store.load("a", "account" + i);
                sum += balanceOf(one);
                ledger += one.revision() - 1;
            }
            assertThat(sum).as("coins in %s", name).isEqualTo((long) ACCOUNTS * EACH);
            // Each transfer changes two accounts, and has one line in a table that is read at another time.
            assertThat(column(other, "SELECT COUNT(*) FROM et_impact WHERE code = 'ledger'"))
                    .as("lines of the ledger in %s", name)
                    .containsExactly(ledger / 2);
        }
        // And when nobody writes any more, a backup and its restore are what the source is.
        var quiet = backups().make("quiet");
        assertThat(restore(quiet, "quiet-other").tables())
                .isEqualTo(backups().make("quiet-too").tables());
        assertThat(made.get(0).tables()).isNotEqualTo(quiet.tables());
    }

    private static final String LEDGER =
            "INSERT INTO et_impact (code, type, id, revision, player, first_at, last_revision, last_at, sent)"
                    + " VALUES ('ledger', 'a', ?, ?, '', 0, 0, 0, 0)";

    /** Two balances and a line in the ledger, in one transaction. */
    private void transfer(Random random, int[] balances, long[] revisions) {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int coins = random.nextInt(10);
        balances[from] -= coins;
        balances[to] += coins;
        var update = "UPDATE et_actor SET state = ?, revision = ? WHERE type = 'a' AND id = ?";
        database.transactRows("transfer", connection -> {
            try (var ledger = connection.prepareStatement(LEDGER);
                    var set = connection.prepareStatement(update)) {
                ledger.setString(1, "account" + from);
                ledger.setLong(2, revisions[from] + 1);
                ledger.executeUpdate();
                for (int one : new int[] {from, to}) {
                    set.setBytes(1, Integer.toString(balances[one]).getBytes(UTF_8));
                    set.setLong(2, revisions[one] + 1);
                    set.setString(3, "account" + one);
                    set.executeUpdate();
                }
            }
            return null;
        });
        revisions[from]++;
        revisions[to]++;
    }

    private ActorRow balance(int account, long revision, int coins) {
        return new ActorRow(
                "a",
                "account" + account,
                SHARD,
                1,
                revision,
                epoch,
                Integer.toString(coins).getBytes(UTF_8),
                new byte[0],
                ActorRow.NEVER,
                "c");
    }

    private static long balanceOf(ActorRow row) {
        return Long.parseLong(new String(row.state(), UTF_8));
    }

    /** However long it takes to read, all tables are of the moment when it began. */
    @Test
    void whatIsWrittenWhileATableIsReadIsInNoOtherTableEither() throws Exception {
        fill();
        try (var connection = database.connectBeside()) {
            var tables = StoredTable.of(connection);
            database.engine().beginSnapshot(connection);
            sql(
                    database,
                    "UPDATE et_account SET secret = 'later'",
                    "DELETE FROM et_session",
                    "INSERT INTO et_hotfix_step (number, container, phase, detail) VALUES (1, 'c', 'p', '')");
            for (var table : tables) {
                long expected = switch (table.layout().name()) {
                    case "et_account", "et_session" -> 4;
                    case "et_hotfix_step" -> 0;
                    default -> -1;
                };
                var found = table.scan(connection, database.engine(), row -> {});
                if (expected >= 0) {
                    assertThat(found.rows()).as(found.name()).isEqualTo(expected);
                }
            }
            connection.rollback();
        }
    }

    @Test
    void aDatabaseThatIsNotEmptyIsNotTouched() throws Exception {
        fill();
        var backup = backups().make("x");
        var other = openOther("other");
        Databases.rows(other).raise(List.of(1, 2), "somebody");
        other.close();
        others.clear();
        assertThatThrownBy(() -> restore(backup, "other"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is not empty, and was not touched: it has rows, 2 in et_shard.")
                .hasMessageContaining("Restore into a new one");
        assertThatThrownBy(() -> backups().restore("x", target(folder, Place.FOUND.settings(folder)), "ada"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("not empty");
        assertThat(actors.load("a", "")).isNotNull();
    }

    @Test
    void aDatabaseThatWasMadeAndNeverUsedIsEmpty() throws Exception {
        fill();
        var backup = backups().make("x");
        openOther("other").close();
        others.clear();
        assertThat(restore(backup, "other")).isEqualTo(backup);
    }

    /** The same backup, with a row in it twice: the file is whole, and no database takes it. */
    private Path withARowTwice(Backup backup) throws IOException {
        var file = folder.resolve("broken");
        try (var writer = BackupWriter.create(file, backup.head())) {
            BackupReader.read(backup.file(), new BackupReader.Sink() {
                private Layout layout;

                @Override
                public void table(Layout next) {
                    layout = next;
                    unchecked(() -> writer.table(next));
                }

                @Override
                public void row(Object[] values) {
                    unchecked(() -> writer.row(new RowBytes(layout).of(values)));
                    if (layout.name().equals("et_shard")) {
                        unchecked(() -> writer.row(new RowBytes(layout).of(values)));
                    }
                }
            });
            writer.finish();
        }
        return file;
    }

    private interface Writing {
        void write() throws IOException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.write();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aRestoreThatDiesHalfWayIsSeenAndIsBegunAgain() throws Exception {
        fill();
        var backup = backups().make("x");
        var broken = withARowTwice(backup);
        var settings = another("other");
        assertThatThrownBy(() -> backups().restore(broken.toString(), target(folder.resolve("other"), settings), "ada"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("Only a part is in it, and no container starts with it");
        assertThatThrownBy(() -> openOther("other"))
                .hasMessageContaining("only a part of backup broken is in it")
                .hasMessageContaining("./et db restore begins it again");
        assertThat(restore(backup, "other")).isEqualTo(backup);
        assertThat(column(openOther("other"), "SELECT COUNT(*) FROM et_account"))
                .containsExactly(4L);
    }

    @Test
    void aDamagedFileChangesNothing() throws Exception {
        fill();
        var backup = backups().make("x");
        byte[] bytes = Files.readAllBytes(backup.file());
        bytes[bytes.length / 2] ^= 1;
        Files.write(backup.file(), bytes);
        assertThatThrownBy(() -> restore(backup, "other"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("x is damaged");
        assertThat(folder.resolve("other/et")).doesNotExist();
    }

    @Test
    void aBackupOfANewerVersionIsRefused() throws Exception {
        var engine = database.engine();
        var source = engine.connect(Place.FOUND.user(), Place.FOUND.password());
        var backup = backups().make("x");
        int schema = backup.head().schema();
        var older = Migrations.shipped(engine, source).upTo(schema - 1);
        assertThatThrownBy(() -> new Restore(engine, source, "there", older).run(backup.file(), "ada"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("has tables of version " + schema + " (expected: 1 to " + (schema - 1)
                        + "); it takes the version of et that made it, test");
    }
}

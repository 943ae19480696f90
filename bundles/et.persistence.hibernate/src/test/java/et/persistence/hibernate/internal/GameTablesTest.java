package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorStore;
import et.persistence.TableShape;
import et.persistence.TableShape.Kind;
import et.persistence.TableStore;
import et.persistence.TableWrite;
import et.persistence.TableWrite.What;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of games in a database, and what can happen to them only there. */
class GameTablesTest extends TableContract {

    private static final TableShape ONE =
            shape("g_game_one", List.of("id"), column("id", Kind.INT, 0), column("points", Kind.LONG, 0));
    private static final TableShape MORE = with(ONE, column("season", Kind.INT, 0));

    @TempDir
    private Path folder;

    private Database database;

    @Override
    ActorStore actors() {
        database = Databases.open(folder);
        return Databases.rows(database);
    }

    @Override
    TableStore tables() {
        return new GameTables(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void execute(String sql) {
        database.transactRows("act as an operator", connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    @Test
    void whatWasCutOffIsDoneWithTheNextStart() {
        var tables = new GameTables(database);
        tables.prepare("game", List.of(ONE));
        tables.prepare("game", List.of(MORE));
        // As if the column had been added, and the container killed before it could say so.
        execute("UPDATE et_game_table SET done = NULL WHERE step = 2");
        assertThat(tables.changes("game", List.of(ONE))).containsExactly("adds the column season (int) to g_game_one");
        tables.prepare("game", List.of(with(MORE, column("tier", Kind.INT, 0))));
        assertThat(tables.changes("game", List.of(MORE))).isEmpty();
        // As if it had been killed when it had just made the table, before a version came that wants more.
        execute("UPDATE et_game_table SET done = NULL");
        execute("ALTER TABLE g_game_one DROP COLUMN season");
        execute("ALTER TABLE g_game_one DROP COLUMN tier");
        tables.prepare("game", List.of(ONE));
        assertThat(columns("g_game_one")).contains("id", "points", "season", "tier");
        // As if it had been killed before it made another.
        execute("INSERT INTO et_game_table (name, step, owner, shape, changes, begun, done)"
                + " SELECT 'g_game_two', step, owner, shape, changes, begun, NULL FROM et_game_table"
                + " WHERE name = 'g_game_one'");
        tables.prepare("game", List.of(new TableShape("g_game_two", ONE.columns(), ONE.key(), ONE.indexes())));
        assertThat(columns("g_game_two")).contains("id", "points", "season", "tier");
    }

    private List<String> columns(String table) {
        return database
                .transactRows("look", connection -> new TableHistory(new Statements(5)).known(connection, table))
                .there()
                .columns()
                .stream()
                .map(TableShape.Column::name)
                .toList();
    }

    @Test
    void aColumnThatAnOperatorHasDroppedMayComeBackAsAnother() {
        var tables = new GameTables(database);
        tables.prepare("game", List.of(MORE));
        execute("ALTER TABLE g_game_one DROP COLUMN season");
        var retyped = with(ONE, column("season", Kind.TEXT, 20));
        tables.prepare("game", List.of(retyped));
        assertThat(tables.changes("game", List.of(retyped))).isEmpty();
        assertThatThrownBy(() -> tables.changes("game", List.of(MORE))).hasMessageContaining("was text and is int");
    }

    @Test
    void containersThatStartAtOnceMakeTheTablesOnce(@TempDir Path shared) throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        var containers = new ArrayList<Database>();
        try (var server = Place.FOUND.serve(shared)) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var container = Databases.open(shared, server.settings());
                containers.add(container);
                all.add(() -> {
                    new GameTables(container).prepare("game", List.of(MORE));
                    return true;
                });
            }
            for (Future<Boolean> one : threads.invokeAll(all)) {
                assertThat(one.get()).isTrue();
            }
            assertThat(steps(containers.get(0))).isEqualTo(1);
            containers.forEach(Database::close);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int steps(Database container) {
        return container.transactRows("count", connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT COUNT(*) FROM et_game_table")) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    @Test
    void namesThatAreNoneReachNoStatement() throws SQLException {
        var syntax = database.engine().tables();
        for (var name : List.of("", "a b", "a\"b", "a`b", "A", "ä", "1a", "a;", "x".repeat(65))) {
            assertThatThrownBy(() -> syntax.quoted(name)).isInstanceOf(IllegalArgumentException.class);
        }
        var constant = new TableShape.Column("tier", Kind.NAME, 0, false, false, "A' OR '1");
        assertThatThrownBy(() -> new GameTables(database).prepare("game", List.of(with(ONE, constant))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thousandsOfRowsAreFoundByTheirIndex() throws SQLException {
        var indexed = new TableShape(ONE.name(), ONE.columns(), ONE.key(), List.of(List.of("points")));
        var tables = new GameTables(database);
        tables.prepare("game", List.of(indexed));
        var actors = Databases.rows(database);
        long epoch = actors.raise(List.of(1), "test").get(1);
        for (int i = 0; i < 50; i++) {
            var writes = new TableWrite[40];
            for (int j = 0; j < writes.length; j++) {
                writes[j] = write(What.PUT, indexed, 40 * i + j, (long) i);
            }
            actors.write(List.of(row("x", i + 1, epoch, writes)));
        }
        var syntax = database.engine().tables();
        long looked = database.transactRows(
                "explain",
                connection -> Place.FOUND.looked(
                        connection,
                        "SELECT * FROM " + syntax.quoted(ONE.name()) + " WHERE " + syntax.quoted("points")
                                + " = ? ORDER BY " + syntax.quoted("id") + " LIMIT 10",
                        List.of("7")));
        assertThat(looked).isLessThan(200);
    }
}

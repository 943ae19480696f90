package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.AccountStore;
import et.persistence.AccountStore.Way;
import et.persistence.ActorRow;
import et.persistence.AuditStore.Entry;
import et.persistence.PlayerStore;
import et.persistence.PlayerStore.Deleted;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableShape.Kind;
import et.persistence.TableWrite;
import et.persistence.Touch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of one player, and nothing of another. */
class PlayersTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    @TempDir
    static Path folder;

    private static Database database;

    private final Accounts accounts = new Accounts(database, () -> NOW);
    private final ActorRows actors = Databases.rows(database);
    private final ImpactRows impacts = new ImpactRows(database);
    private final Audit audit = new Audit(database);
    private final Players players = new Players(database);

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

    private String player(String name) {
        String id = accounts.create(Way.PASSWORD, name, "secret of " + name)
                .orElseThrow()
                .player();
        long number = Long.parseLong(id);
        accounts.open(session(id, number * 10));
        accounts.open(session(id, number * 10 + 1));
        accounts.rotate(number * 10 + 1, hash(number * 10 + 1), hash(number), new byte[0], NOW.plusSeconds(60));
        long epoch = actors.raise(List.of(1), "test").get(1);
        actors.write(List.of(row("player", id, epoch, id), row("zone", id, epoch, id)));
        audit.append(new Entry(NOW, "ada", "session.kick", id, "too loud"));
        audit.append(new Entry(NOW, id, "token.replayed", "10.0.0.1", ""));
        return id;
    }

    /** A row of a game's table that is the player's. */
    private void score(String player) {
        var table = new TableShape(
                "g_game_scores",
                List.of(
                        new Column("player", Kind.TEXT, 64, false, true, ""),
                        new Column("points", Kind.LONG, 0, false, false, "")),
                List.of("player"),
                List.of());
        new GameTables(database).prepare("game", List.of(table));
        long epoch = actors.raise(List.of(1), "test").get(1);
        actors.write(List.of(TableContract.row(
                "of " + player, 1, epoch, TableContract.write(TableWrite.What.PUT, table, player, 7L))));
    }

    private static AccountStore.Session session(String player, long id) {
        return new AccountStore.Session(id, player, hash(id), new byte[0], NOW, NOW.plusSeconds(60));
    }

    private static byte[] hash(long number) {
        var hash = new byte[32];
        hash[0] = (byte) number;
        hash[1] = (byte) (number >> 8);
        return hash;
    }

    private static ActorRow row(String type, String id, long epoch, String player) {
        var touch = new Touch("arena/1.0.0", 1, player, 1000, 0, 1000, 0);
        return new ActorRow(
                type,
                id,
                1,
                1,
                1,
                epoch,
                new byte[] {1},
                new byte[] {2},
                ActorRow.NEVER,
                "arena/1.0.0",
                List.of(touch),
                List.of());
    }

    @Test
    void showsAllOfAPlayerWithoutSecrets() {
        var alice = player("alice");
        player("bob");
        var stored = players.stored(alice);
        assertThat(stored.account().key()).isEqualTo("alice");
        assertThat(stored.account().created()).isEqualTo(NOW);
        assertThat(stored.sessions()).hasSize(2);
        assertThat(stored.sessions())
                .filteredOn(one -> one.ended() == null)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.usedTokens()).isEqualTo(1);
                    assertThat(one.expires()).isEqualTo(NOW.plusSeconds(60));
                });
        assertThat(stored.touched())
                .extracting(touched -> touched.type() + "/" + touched.id())
                .containsExactly("player/" + alice, "zone/" + alice);
        assertThat(stored.audited())
                .extracting(written -> written.entry().what())
                .containsExactly("session.kick", "token.replayed");
        assertThat(stored.toString()).doesNotContain("secret");
        assertThat(players.stored("nobody").account()).isNull();
        assertThat(players.stored("' OR '1'='1").touched()).isEmpty();
    }

    @Test
    void deletesAllOfAPlayerAndNothingOfAnother() {
        var carol = player("carol");
        var dave = player("dave");
        score(carol);
        score(dave);
        var others = players.stored(dave);
        assertThat(players.delete(carol)).isEqualTo(new Deleted(1, 2, 1, 1, 1));
        var left = players.stored(carol);
        assertThat(left.account()).isNull();
        assertThat(left.sessions()).isEmpty();
        assertThat(left.touched()).isEmpty();
        assertThat(left.rows()).isEmpty();
        assertThat(others.rows())
                .containsExactly(new PlayerStore.Row("g_game_scores", Map.of("player", dave, "points", 7L)));
        assertThat(left.audited())
                .as("which holds all entries after them together")
                .hasSize(2);
        assertThat(actors.load("player", carol)).isNull();
        assertThat(actors.load("zone", carol))
                .as("somebody else's, with the same id")
                .isNotNull();
        assertThat(impacts.touched("arena/1.0.0", null, 100))
                .filteredOn(touched -> touched.id().equals(carol))
                .singleElement()
                .satisfies(touched -> assertThat(touched.touch().player()).isEmpty());
        assertThat(audit.verify().fault()).isEmpty();

        assertThat(players.stored(dave)).isEqualTo(others);
        assertThat(players.delete(carol)).isEqualTo(new Deleted(0, 0, 0, 0, 0));
        assertThat(players.delete("' OR '1'='1")).isEqualTo(new Deleted(0, 0, 0, 0, 0));
        assertThat(players.stored(dave)).isEqualTo(others);
    }
}

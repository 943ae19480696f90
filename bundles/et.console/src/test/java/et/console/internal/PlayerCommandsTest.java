package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Actors;
import et.cluster.Cluster;
import et.cluster.Self;
import et.cluster.Tier;
import et.persistence.AccountStore.Way;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.AuditStore;
import et.persistence.AuditStore.Entry;
import et.persistence.PlayerStore;
import et.persistence.PlayerStore.Deleted;
import et.persistence.PlayerStore.Stored;
import et.session.Kicks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do for a player who wants to have, or to lose, what is stored. */
class PlayerCommandsTest {

    private static final Stored NOTHING = new Stored(null, List.of(), List.of(), List.of(), List.of());
    private static final Stored ALICE = new Stored(
            new PlayerStore.Account(Way.PASSWORD, "alice", false, Instant.EPOCH),
            List.of(new PlayerStore.Session(-1, Instant.EPOCH, Instant.EPOCH, null, 3)),
            List.of(),
            List.of(),
            List.of(new PlayerStore.Row("g_game_scores", Map.of("points", 7L))));

    @TempDir
    Path folder;

    private final Shell shell = new Shell();
    private final List<String> done = new ArrayList<>();
    private final List<Entry> audited = new ArrayList<>();
    private final FakeCluster cluster = FakeCluster.of("et", Tier.GATEWAY, Tier.MANAGER, Tier.LOGIC);
    private List<String> deaf = List.of();

    /** How often the actor comes back, and how often a write of it is on its way. */
    private int comesBack;

    private int writes;

    @BeforeEach
    void services() {
        shell.with(Cluster.class, cluster.service()).with(Self.class, cluster.self());
        shell.with(PlayerStore.class, Shell.service(PlayerStore.class, (method, arguments) -> {
            if (method.equals("delete")) {
                done.add("delete " + arguments.get(0));
                return done.size() > 3 ? new Deleted(0, 0, 1, 0, 0) : new Deleted(1, 2, 1, 4, 5);
            }
            return arguments.get(0).equals("42") ? ALICE : NOTHING;
        }));
        shell.with(
                ActorStore.class,
                Shell.service(
                        ActorStore.class,
                        (method, arguments) -> arguments.get(1).equals("42")
                                ? new ActorRow(
                                        "player", "42", 1, 2, 7, 1, new byte[] {1, 2}, new byte[] {3}, 0, "arena/1.1.0")
                                : null));
        shell.with(Actors.class, Shell.service(Actors.class, (method, arguments) -> {
            if (method.equals("letGo")) {
                done.add("let go " + arguments.get(1));
                return answer(writes-- <= 0);
            }
            return answer(comesBack-- > 0 ? Optional.of(detail()) : Optional.empty());
        }));
        shell.with(Kicks.class, Shell.service(Kicks.class, (method, arguments) -> {
            done.add("kick " + arguments.get(1) + " by " + arguments.get(0));
            return answer(new Kicks.Kicked(1, deaf));
        }));
        shell.with(AuditStore.class, audited::add);
    }

    private static Object answer(Object value) {
        CompletionStage<?> answer = CompletableFuture.completedFuture(value);
        return answer;
    }

    private static Actors.Detail detail() {
        var line = new Actors.Line("player", "42", 0, "live", "arena", "1.1.0", 7, 0);
        return new Actors.Detail(line, 2, "coins: 5\n", 2, List.of(), List.of(), 0, 0, List.of());
    }

    private static DeleteCommand delete(String... words) {
        var command = new DeleteCommand();
        command.words = List.of(words);
        return command;
    }

    private static ExportCommand export(String... words) {
        var command = new ExportCommand();
        command.words = List.of(words);
        return command;
    }

    private void assertSentence(EtCommand command, String text) {
        assertThatThrownBy(() -> shell.run(command))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(text);
    }

    @Test
    void exportWritesAllIntoAFileOfItsOwner() throws Exception {
        var file = folder.resolve("42.json");
        assertThat(shell.run(export("player/42", file.toString())))
                .contains("Written   " + file, "Sessions  1, without their tokens", "Actor     player/42");
        assertThat(Files.readString(file))
                .startsWith("{\"player\":\"42\",\"account\":{\"way\":\"PASSWORD\",\"key\":\"alice\"")
                .contains(
                        "\"rows\":[{\"table\":\"g_game_scores\",\"columns\":{\"points\":7}}]",
                        "\"used_tokens\":3",
                        "\"state_base64\":\"AQI=\"",
                        "\"id\":\"18446744073709551615\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertSentence(export("player/42", file.toString()), "is there already");
        comesBack = 1;
        shell.run(export("player/42", folder.resolve("live.json").toString()));
        assertThat(Files.readString(folder.resolve("live.json"))).contains("\"state\":\"coins: 5\\n\"");
    }

    @Test
    void exportSaysWhatItCannotDo() {
        assertSentence(export("player/43", folder.resolve("43.json").toString()), "nothing is stored of player 43");
        assertSentence(export("zone/1", "x"), "zone/1 (expected: a player, as player/42)");
        assertSentence(export("player/42"), "expected: et:export player/ID FILE");
        assertSentence(export("player/42", folder.resolve("no/file").toString()), "cannot be written");
    }

    @Test
    void deleteEndsTheSessionsThenTheActorThenTakesAllOut() throws Exception {
        assertThat(shell.run(delete("player/42", "--yes")))
                .contains(
                        "Deleted   1 account, 2 sessions, 1 actor, 4 records of what versions changed, 5 rows of games' tables");
        assertThat(done).containsExactly("kick 42 by ada", "let go 42", "delete 42");
        assertThat(audited).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo("ada");
            assertThat(entry.what()).isEqualTo("player.delete");
            assertThat(entry.subject()).isEqualTo("player/42");
            assertThat(entry.detail()).doesNotContain("alice");
        });
    }

    @Test
    void deleteWaitsForAWriteAndDeletesAgainWhatCameBack() throws Exception {
        writes = 1;
        comesBack = 1;
        shell.run(delete("player/42", "--yes"));
        assertThat(done)
                .containsExactly("kick 42 by ada", "let go 42", "let go 42", "delete 42", "let go 42", "delete 42");
    }

    @Test
    void deleteDoesNothingUnlessItIsSureAndInTheRightPlace() {
        assertSentence(delete("player/42"), "nothing was deleted. et:delete player/42 --yes deletes account");
        assertSentence(delete("42", "--yes"), "42 (expected: a player, as player/42)");
        assertSentence(delete("--yes"), "expected: et:delete player/ID --yes");
        assertThat(done).isEmpty();
        deaf = List.of("gateway-2");
        assertSentence(delete("player/42", "--yes"), "gateway-2 does not answer");
        assertThat(done).containsExactly("kick 42 by ada");
        done.clear();
        Arrays.fill(cluster.places, null);
        assertSentence(delete("player/42", "--yes"), "belongs to no container at the moment");
        assertThat(done).isEmpty();
        assertThat(audited).isEmpty();
    }
}

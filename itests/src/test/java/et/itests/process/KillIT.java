package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import board.Best;
import board.Bests;
import board.Place;
import board.Total;
import board.Won;
import et.client.EtClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was acknowledged is there after {@code kill -9}, and what was not is asked again by the clients. */
class KillIT {

    private static final Load LOAD = Load.asAsked();
    private static final Path BOARD = Path.of(System.getProperty("et.board"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Container container = new Container();

    /** The database is in the container: both end at once. */
    @Test
    void nothingIsLostWhenTheContainerIsKilled() throws Exception {
        Deaths.survive("container", container, () -> awaitPlay(Deaths.players()), container::kill, container::start);
    }

    @Test
    void aCleanStopInTheMiddleOfAGameLosesNothingEither() throws Exception {
        try (Robots robots = Robots.play(container, LOAD.players())) {
            awaitPlay(LOAD.players());
            container.stop();
            assertThat(container.process()).isEmpty();
            container.start();
            robots.figures().expectNothingLost();
        }
    }

    @Test
    void rowsOfAPluginAreThereAfterAKill() throws Exception {
        assertThat(container
                        .console("et:hotfix plan " + BOARD.toUri())
                        .expectSuccess()
                        .text())
                .contains("makes the table g_board_scores");
        container.console("et:hotfix apply " + BOARD.toUri() + " --confirm").expectSuccess();
        String player;
        try (EtClient client = container.connect()) {
            player = client.player();
            win(client, 3);
            win(client, 4);
        }
        container.kill();
        container.start();
        try (EtClient client = container.connect()) {
            win(client, 5);
            Bests bests = client.request(Best.getDefaultInstance(), Bests.parser())
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(bests.getPlacesList())
                    .extracting(Place::getPlayer, Place::getPoints)
                    .containsExactly(tuple(player, 7L), tuple(client.player(), 5L));
        }
        Path exported = container.base().resolve("data/player.json");
        container.console("et:export player/" + player + " " + exported).expectSuccess();
        assertThat(Files.readString(exported)).contains("g_board_scores");
    }

    private static void win(EtClient client, int points) throws Exception {
        client.request(Won.newBuilder().setPoints(points).build(), Total.parser())
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aBackupOfThePlayIsRestoredAndPlayGoesOn() throws Exception {
        try (Robots robots = Robots.play(container, LOAD.players())) {
            awaitPlay(LOAD.players());
            assertThat(container.console("et:backup x").expectSuccess().text())
                    .contains("Written", "et_actor", "All that was acknowledged before");
            robots.figures().expectNothingLost();
        }
        assertThat(container.console("et:restore x").text()).contains("is whole", "nothing was restored");
        assertRefused("et runs: whoever serves now must not go on");
        container.stop();
        assertRefused("is not empty, and was not touched");
        Path data = container.base().resolve("data");
        Files.move(data.resolve("et"), data.resolve("et.old"));
        assertThat(container.et(PATIENCE, "db", "restore", "x").expectSuccess().text())
                .contains("read back from the database and the same as in the file", "start");
        container.start();
        assertThat(container.console("et:actor player/1").expectSuccess().text())
                .contains("arena/1.0.0");
        assertThat(container.console("et:audit verify").expectSuccess().text()).doesNotContain("not what was written");
        assertThat(container.console("et:audit list db.").expectSuccess().text())
                .contains("db.restore");
        try (Robots robots = Robots.play(container, LOAD.players(), Duration.ofSeconds(3))) {
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
    }

    private static void assertRefused(String sentence) throws Exception {
        Container.Answer restore = container.et(PATIENCE, "db", "restore", "x");
        assertThat(restore.code()).as(restore.text()).isEqualTo(1);
        assertThat(restore.text()).contains(sentence);
    }

    /** The container counts from its own start. */
    private static void awaitPlay(int players) throws Exception {
        long before = container.status("answered");
        Wait.until("robots play", PATIENCE, () -> container.status("answered") > before + 5L * players);
    }
}

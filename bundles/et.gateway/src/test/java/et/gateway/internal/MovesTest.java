package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Request;
import et.cluster.Shards;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.proto.client.LoggedIn;
import et.proto.client.Resume;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shards that move while requests are under way. No request is sent again because of the time here: that takes a minute. */
@Timeout(60)
class MovesTest {

    private final Stage stage = new Stage(2, Map.of("resend.millis", 60_000, "deadline.millis", 600_000));

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private int shardOf(String player) throws Exception {
        return Shards.of(
                "own",
                stage.lines().stream()
                        .filter(line -> line.player().contains(player))
                        .findFirst()
                        .orElseThrow()
                        .player());
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void aBrokenLinkSendsWhatIsHeldToTheNewPlace() throws Exception {
        List<Request> swallowed = new CopyOnWriteArrayList<>();
        Player player = new Player(stage, 0);
        player.login("ann");
        int shard = shardOf("ann");
        stage.world.place(shard, 1);
        stage.world.handler = (lane, request) -> swallowed.add(request);
        player.request(1, FakeWorld.OWN);
        player.request(2, FakeWorld.OWN);
        until(() -> swallowed.size() == 2);
        stage.world.forget();
        stage.world.handler = (lane, request) -> stage.world.answer(request);
        stage.world.place(shard, 0);
        stage.world.breakLinks(1);
        player.expectAnswer(1);
        player.expectAnswer(2);
        assertThat(stage.counters().reordered()).isZero();
    }

    @Test
    void aNewPlaceIsTakenUpThoughTheOldOneSaysNothing() throws Exception {
        List<Request> swallowed = new CopyOnWriteArrayList<>();
        Player player = new Player(stage, 0);
        player.login("bob");
        int shard = shardOf("bob");
        stage.world.place(shard, 1);
        stage.world.handler = (lane, request) -> swallowed.add(request);
        player.request(1, FakeWorld.OWN);
        until(() -> swallowed.size() == 1);
        stage.world.forget();
        stage.world.handler = (lane, request) -> stage.world.answer(request);
        stage.world.place(shard, 0);
        stage.world.tellPlaced(shard);
        player.expectAnswer(1);
    }

    @Test
    void aPlaceThatIsKnownAtLastIsTakenAtOnce() throws Exception {
        Player player = new Player(stage, 0);
        player.login("cid");
        int shard = shardOf("cid");
        stage.world.place(shard, -1);
        player.request(1, FakeWorld.OWN);
        until(() -> stage.lines().get(0).held() == 1);
        stage.world.place(shard, 0);
        stage.world.tellPlaced(shard);
        player.expectAnswer(1);
    }

    @Test
    void actorsThatWereJoinedLearnTheWayAgainWhereverTheyAreNow() throws Exception {
        Player player = new Player(stage, 0);
        player.login("dan");
        int shard = Shards.of("place", "square");
        stage.world.place(shard, 1);
        stage.world.handler = (lane, request) -> {
            stage.world.join(request);
            stage.world.answer(request);
        };
        player.connection.send(FakeFrame.request(1, FakeWorld.ANY, "", "square", Player.PAYLOAD));
        player.expectAnswer(1);
        stage.world.place(shard, 0);
        stage.world.breakLinks(1);
        until(() -> stage.world.rejoined.stream().anyMatch(who -> who.startsWith("place/square ")));
    }

    @Test
    void aSessionThatGoesOnInAnotherGatewayIsForgottenWithoutAWord() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn session = player.login("eve");
        stage.world.handler = (lane, request) -> {
            stage.world.join(request);
            stage.world.answer(request);
        };
        player.request(1, FakeWorld.OWN);
        player.expectAnswer(1);
        stage.gateway.handle(
                Notice.newBuilder().addMoved(session.getSession()).build().toByteArray());
        player.expectClose(Code.REPLACED);
        assertThat(stage.lines()).isEmpty();
        assertThat(stage.world.ended).isEmpty();
        assertThat(stage.authenticator.ended).isEmpty();
    }

    @Test
    void theOtherGatewaysHearOfASessionThatComesHere() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn session = player.login("fay");
        stage.restart();
        new Player(stage, 1).resume(Resume.newBuilder().setToken(session.getToken()));
        until(() -> !stage.cluster.told.isEmpty());
        assertThat(Notice.parseFrom(stage.cluster.told.get(0)).getMovedList()).containsExactly(session.getSession());
    }

    @Test
    void aSessionThatALoginElsewhereHasEndedEndsHere() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn session = player.login("gus");
        stage.gateway.handle(Notice.newBuilder()
                .addEnded(session.getSession())
                .setCode(Code.REPLACED)
                .setText("you have logged in elsewhere")
                .build()
                .toByteArray());
        player.expectClose(Code.REPLACED);
        assertThat(stage.lines()).isEmpty();
    }
}

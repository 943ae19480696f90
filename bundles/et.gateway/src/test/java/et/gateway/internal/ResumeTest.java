package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Request;
import et.proto.client.Code;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that outlive a connection, or their gateway. */
@Timeout(60)
class ResumeTest {

    private static final byte[] PAYLOAD = Player.PAYLOAD;

    private final Stage stage = new Stage(2, Map.of("resend.millis", 60_000, "pushes", 4));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aConnectionThatResumesLateTakesNothingFromANewerOne() throws Exception {
        LoggedIn loggedIn = new Player(stage, 0).login("cora");
        Resume.Builder resume = Resume.newBuilder().setToken(loggedIn.getToken());
        Player older = new Player(stage, 1);
        older.next(Kind.WELCOME);
        CompletableFuture<Void> hold = new CompletableFuture<>();
        stage.authenticator.hold = hold;
        older.send(Kind.RESUME, resume.build().toByteArray());
        stage.loops.get(1).submit(() -> {}).get(10, TimeUnit.SECONDS);
        stage.authenticator.hold = CompletableFuture.completedFuture(null);
        Player newer = new Player(stage, 0);
        newer.resume(resume);
        hold.complete(null);
        older.expectClose(Code.REPLACED);
        newer.request(1, FakeWorld.OWN);
        newer.expectAnswer(1);
    }

    @Test
    void whoSendsAgainDoesSoInOrder() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn loggedIn = player.login("cora");
        for (int number = 1; number <= 3; number++) {
            player.request(number, FakeWorld.OWN);
            player.expectAnswer(number);
        }
        player.connection.cut();
        // The client has seen none of the answers.
        Player second = new Player(stage, 1);
        second.resume(Resume.newBuilder().setToken(loggedIn.getToken()).setLastRequest(3));
        second.request(1, FakeWorld.OWN);
        second.expectAnswer(1);
        second.request(3, FakeWorld.OWN);
        second.expectAnswer(3);
        second.request(2, FakeWorld.OWN);
        second.expectClose(Code.OUT_OF_ORDER);
        assertThat(stage.world.applied.get(loggedIn.getSession())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aSessionThatIsNotResumedInTimeEnds() throws Exception {
        stage.authenticator.resumeMillis = 300;
        Player player = new Player(stage, 0);
        LoggedIn loggedIn = player.login("ole");
        player.connection.cut();
        until(() -> stage.lines().isEmpty());
        assertThat(stage.authenticator.ended).containsExactly(loggedIn.getSession());
        assertThat(stage.counters().disconnected()).isEqualTo(1);
    }

    @Test
    void aResumeReplaysPushesOrSaysThatTheyAreLost() throws Exception {
        List<Request> asked = new CopyOnWriteArrayList<>();
        stage.world.handler = (lane, request) -> {
            asked.add(request);
            stage.world.answer(request);
        };
        Player player = new Player(stage, 0);
        LoggedIn loggedIn = player.login("pia");
        player.request(1, FakeWorld.OWN);
        player.expectAnswer(1);
        push(asked, 2);
        assertThat(player.next(Kind.PUSH).number()).isEqualTo(1);
        assertThat(player.next(Kind.PUSH).number()).isEqualTo(2);
        player.connection.cut();
        until(() -> !stage.lines().get(0).connected());
        push(asked, 2);

        Player second = new Player(stage, 1);
        Resumed resumed = second.resume(
                Resume.newBuilder().setToken(loggedIn.getToken()).setLastPush(2).setLastAnswer(1));
        assertThat(resumed.getPushes()).isEqualTo(Pushes.REPLAYED);
        assertThat(resumed.getNextPush()).isEqualTo(3);
        assertThat(second.next(Kind.PUSH).number()).isEqualTo(3);
        assertThat(second.next(Kind.PUSH).number()).isEqualTo(4);
        second.connection.send(FakeFrame.of(Kind.ACK, new byte[0]).acking(1, 4));
        until(() -> stage.lines().get(0).pushes() == 0);
        assertThat(stage.authenticator.confirmed).containsExactly(loggedIn.getSession());
        second.connection.cut();
        until(() -> !stage.lines().get(0).connected());
        push(asked, 5);

        Player third = new Player(stage, 0);
        Resumed late = third.resume(
                Resume.newBuilder().setToken(resumed.getToken()).setLastPush(4).setLastAnswer(1));
        assertThat(late.getPushes()).isEqualTo(Pushes.SNAPSHOT);
        assertThat(late.getNextPush()).isEqualTo(10);
        push(asked, 1);
        assertThat(third.next(Kind.PUSH).number()).isEqualTo(10);
        third.request(2, FakeWorld.OWN);
        third.expectAnswer(2);
    }

    @Test
    void aGatewayThatKnowsNothingGoesOnWhereTheClientIs() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn loggedIn = player.login("quin");
        for (int number = 1; number <= 4; number++) {
            player.connection.send(FakeFrame.request(number, FakeWorld.ANY, "", "town" + number, PAYLOAD));
            player.expectAnswer(number);
        }
        stage.restart();
        Player second = new Player(stage, 1);
        // The client has seen 1, 2 and 4, and 3 was lost on the way.
        Resumed resumed = second.resume(Resume.newBuilder()
                .setToken(loggedIn.getToken())
                .setLastAnswer(2)
                .setLastRequest(4)
                .setLastPush(17));
        assertThat(resumed.getPushes()).isEqualTo(Pushes.SNAPSHOT);
        assertThat(resumed.getNextPush()).isEqualTo(18);
        second.connection.send(FakeFrame.request(3, FakeWorld.ANY, "", "town3", PAYLOAD));
        second.expectAnswer(3);
        second.connection.send(FakeFrame.request(5, FakeWorld.ANY, "", "town1", PAYLOAD));
        second.expectAnswer(5);
        assertThat(stage.world.applied.get(loggedIn.getSession())).containsExactly(1L, 2L, 3L, 4L, 5L);
        second.request(7, FakeWorld.OWN);
        second.expectClose(Code.OUT_OF_ORDER);
    }

    @Test
    void aStoppingGatewayTellsItsClientsAndKeepsTheirSessions() throws Exception {
        Player player = new Player(stage, 1);
        LoggedIn loggedIn = player.login("rob");
        stage.gateway.deactivate();
        player.expectClose(Code.STOPPING);
        assertThat(stage.authenticator.ended).isEmpty();
        stage.restart();
        assertThat(new Player(stage, 0)
                        .resume(Resume.newBuilder().setToken(loggedIn.getToken()))
                        .getPlayer())
                .isEqualTo("rob");
    }

    private void push(List<Request> asked, int count) {
        for (int i = 0; i < count; i++) {
            asked.get(0).path().push("own", "pia", 9, PAYLOAD);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("30 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}

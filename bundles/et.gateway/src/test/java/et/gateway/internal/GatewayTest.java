package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Request;
import et.cluster.Shards;
import et.gateway.internal.FakeConnection.Sent;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Login;
import et.proto.client.Resume;
import et.proto.client.Welcome;
import et.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewayTest {

    private static final byte[] PAYLOAD = Player.PAYLOAD;

    /** Nothing is sent again because of the time that a test takes: an answer that comes twice would then be an expected one. */
    private Stage stage = stage(60_000);

    private static Stage stage(int resendMillis) {
        return new Stage(2, Map.of("window", 4, "resend.millis", resendMillis, "joins", 2, "pushes", 4));
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void welcomeTellsTheLimits() throws Exception {
        Welcome welcome =
                Welcome.parseFrom(new Player(stage, 0).next(Kind.WELCOME).payload());
        assertThat(welcome.getVersion()).isEqualTo(1);
        assertThat(welcome.getWindow()).isEqualTo(4);
        assertThat(welcome.getMaxFrame()).isEqualTo(16_384);
        assertThat(welcome.getHeartbeatMs()).isEqualTo(10_000);
    }

    @Test
    void aRequestIsAnswered() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn loggedIn = player.login("ann");
        assertThat(loggedIn.getPlayer()).isEqualTo("ann");
        player.request(1, FakeWorld.OWN);
        Sent answer = player.next(Kind.ANSWER);
        assertThat(new String(answer.payload(), StandardCharsets.UTF_8)).isEqualTo("1@ann");
        assertThat(answer.message()).isEqualTo(7);
        assertThat(stage.counters().accepted()).isEqualTo(1);
        assertThat(stage.counters().answered()).isEqualTo(1);
        assertThat(stage.counters().held()).isZero();
    }

    @Test
    void framesOutOfPlaceCloseWithANumber() throws Exception {
        Player noHello = new Player(stage, 0);
        noHello.next(Kind.WELCOME);
        noHello.request(1, FakeWorld.OWN);
        noHello.expectClose(Code.UNEXPECTED);

        Player twice = new Player(stage, 0);
        twice.login("bea");
        twice.send(Kind.HELLO, new byte[0]);
        twice.expectClose(Code.UNEXPECTED);

        Player broken = new Player(stage, 1);
        broken.next(Kind.WELCOME);
        broken.send(Kind.LOGIN, new byte[] {(byte) 0xff});
        broken.expectClose(Code.MALFORMED);

        FakeConnection old = stage.connect(0, broken.got::add);
        old.send(FakeFrame.of(
                Kind.HELLO,
                Hello.newBuilder().setMinVersion(2).setMaxVersion(3).build().toByteArray()));
        broken.expectClose(Code.VERSION);
    }

    @Test
    void aSkippedNumberCloses() throws Exception {
        Player player = new Player(stage, 0);
        player.login("cid");
        player.request(2, FakeWorld.OWN);
        player.expectClose(Code.OUT_OF_ORDER);
        assertThat(stage.counters().accepted()).isZero();
    }

    @Test
    void aNumberThatComesTwiceOnAConnectionIsIgnored() throws Exception {
        Player player = new Player(stage, 0);
        player.login("cleo");
        player.request(1, FakeWorld.OWN);
        player.expectAnswer(1);
        player.request(1, FakeWorld.OWN);
        player.request(2, FakeWorld.OWN);
        player.expectAnswer(2);
        assertThat(stage.counters().accepted()).isEqualTo(2);
    }

    @Test
    void refusalsNameTheReason() throws Exception {
        Player player = new Player(stage, 0);
        player.login("dot");
        player.request(1, 99);
        player.expectFailure(1, Code.UNKNOWN_MESSAGE);
        player.request(2, FakeWorld.BOTH);
        player.expectFailure(2, Code.AMBIGUOUS_TYPE);
        player.connection.send(FakeFrame.request(3, FakeWorld.OWN, "", "somebody", PAYLOAD));
        player.expectFailure(3, Code.NOT_ALLOWED);
        player.connection.send(FakeFrame.request(4, FakeWorld.ANY, "", "a\u0000b", PAYLOAD));
        player.expectFailure(4, Code.NOT_ALLOWED);
        player.connection.send(FakeFrame.request(5, FakeWorld.ANY, "", "x".repeat(129), PAYLOAD));
        player.expectFailure(5, Code.NOT_ALLOWED);
        player.connection.send(FakeFrame.request(6, FakeWorld.BOTH, "place", "x".repeat(128), PAYLOAD));
        player.expectAnswer(6);
        assertThat(stage.counters().answered()).isEqualTo(6);
    }

    @Test
    void aTypeThatIsAwayForAMomentStillGetsItsRequests() throws Exception {
        Player player = new Player(stage, 0);
        player.login("eve");
        player.request(1, FakeWorld.OWN);
        player.expectAnswer(1);
        stage.world.routes.remove(FakeWorld.OWN);
        player.request(2, FakeWorld.OWN);
        player.expectAnswer(2);
    }

    @Test
    void aTypeThatStaysAwayIsAbsentNotUnknown() throws Exception {
        stage.close();
        stage = new Stage(1, Map.of("absent.millis", 0));
        Player player = new Player(stage, 0);
        player.login("eve");
        player.request(1, FakeWorld.OWN);
        player.expectAnswer(1);
        stage.world.routes.remove(FakeWorld.OWN);
        for (long number = 2; ; number++) {
            player.request(number, FakeWorld.OWN);
            Sent sent = player.next();
            if (sent.kind() == Kind.FAILURE) {
                assertThat(sent.code()).isEqualTo(Code.LOGIC_ABSENT_VALUE);
                return;
            }
        }
    }

    @Test
    void pastTheWindowTheClientIsNotRead() throws Exception {
        List<Request> asked = new CopyOnWriteArrayList<>();
        stage.world.handler = (lane, request) -> asked.add(request);
        Player player = new Player(stage, 0);
        player.login("fay");
        for (int number = 1; number <= 10; number++) {
            player.request(number, FakeWorld.OWN);
        }
        until(() -> stage.lines().get(0).held() == 4 && !player.connection.isReading());
        assertThat(stage.lines().get(0).requests()).isEqualTo(4);
        assertThat(stage.lines().get(0).oldest()).isEqualTo(1);
        // Held is what was taken; it may still be on its way to the lane, and is to meet the handler that keeps it.
        until(() -> asked.size() == 4);
        stage.world.handler = (lane, request) -> stage.world.answer(request);
        asked.forEach(stage.world::answer);
        // The fifth may be read and answered while this thread still answers the second.
        List<Long> answered = new ArrayList<>();
        while (answered.size() < 10) {
            answered.add(player.next(Kind.ANSWER).number());
        }
        assertThat(answered).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void whatALinkLostIsSentAgain() throws Exception {
        stage.close();
        stage = stage(200);
        stage.world.broken = true;
        Player player = new Player(stage, 0);
        player.login("gus");
        player.request(1, FakeWorld.OWN);
        player.request(2, FakeWorld.OWN);
        until(() -> stage.lines().get(0).held() == 2);
        stage.world.broken = false;
        player.expectAnswer(1);
        player.expectAnswer(2);
        assertThat(stage.counters().unexpected()).isZero();
    }

    @Test
    void aShardWithoutAPlaceIsWaitedForAndThenRefused() throws Exception {
        int shard = Shards.of("own", "hal");
        stage.world.place(shard, -1);
        Player player = new Player(stage, 0);
        player.login("hal");
        player.request(1, FakeWorld.OWN);
        player.request(2, FakeWorld.OWN);
        until(() -> stage.lines().get(0).held() == 2);
        stage.world.place(shard, 1);
        player.expectAnswer(1);
        player.expectAnswer(2);
        stage.world.place(shard, 0);
        player.request(3, FakeWorld.OWN);
        player.expectAnswer(3);
    }

    @Test
    void anActorThatDoesNotAnswerInTimeIsAnsweredFor() throws Exception {
        stage.close();
        // What is answered has as long as what is not.
        stage = new Stage(2, Map.of("deadline.millis", 2500));
        List<Request> late = new CopyOnWriteArrayList<>();
        stage.world.handler = (lane, request) -> late.add(request);
        Player player = new Player(stage, 0);
        player.login("ida");
        stage.world.place(Shards.of("place", "nowhere"), -1);
        player.request(1, FakeWorld.OWN);
        player.connection.send(FakeFrame.request(2, FakeWorld.ANY, "", "nowhere", PAYLOAD));
        player.expectFailure(1, Code.OUTCOME_UNKNOWN);
        player.expectFailure(2, Code.LOGIC_ABSENT);
        late.forEach(stage.world::answer);
        stage.world.handler = (lane, request) -> stage.world.answer(request);
        player.request(3, FakeWorld.OWN);
        player.expectAnswer(3);
        assertThat(stage.counters().unexpected()).isZero();
        assertThat(stage.counters().held()).isZero();
    }

    @Test
    void anAnswerOutOfNowhereAndOneThatOvertakesAreCounted() throws Exception {
        List<Request> asked = new CopyOnWriteArrayList<>();
        stage.world.handler = (lane, request) -> asked.add(request);
        Player player = new Player(stage, 0);
        player.login("jon");
        player.request(1, FakeWorld.OWN);
        player.request(2, FakeWorld.OWN);
        player.request(3, FakeWorld.OWN);
        until(() -> asked.size() == 3);
        stage.world.answer(asked.get(1));
        stage.world.answer(asked.get(1));
        player.expectAnswer(2);
        until(() -> stage.counters().unexpected() == 1);
        assertThat(stage.counters().reordered()).isEqualTo(1);
        asked.get(0).path().asked(1);
        stage.world.answer(asked.get(2));
        player.expectAnswer(3);
        stage.world.answer(asked.get(0));
        player.expectAnswer(1);
        assertThat(stage.counters().reordered()).isEqualTo(1);
    }

    @Test
    void aSecondLoginReplacesTheFirstAtOnce() throws Exception {
        stage.world.handler = (lane, request) -> {
            stage.world.join(request);
            if (request.number() < 3) {
                stage.world.answer(request);
            }
        };
        Player first = new Player(stage, 0);
        LoggedIn loggedIn = first.login("kim");
        first.request(1, FakeWorld.OWN);
        first.expectAnswer(1);
        first.connection.send(FakeFrame.request(2, FakeWorld.ANY, "", "town", PAYLOAD));
        first.expectAnswer(2);
        first.request(3, FakeWorld.OWN);
        until(() -> stage.lines().get(0).held() == 1);
        new Player(stage, 1).login("kim");
        first.expectClose(Code.REPLACED);
        until(() -> stage.lines().size() == 1 && stage.world.ended.size() == 2);
        assertThat(stage.world.ended)
                .containsExactlyInAnyOrder(
                        "own/kim " + loggedIn.getSession() + " kim", "place/town " + loggedIn.getSession() + " kim");
        assertThat(stage.counters().abandoned()).isEqualTo(1);
        assertThat(stage.counters().disconnected()).isEqualTo(1);
    }

    @Test
    void tooManyJoinsAreRefusedByTellingTheActor() throws Exception {
        stage.world.handler = (lane, request) -> {
            stage.world.join(request);
            stage.world.answer(request);
        };
        Player player = new Player(stage, 0);
        player.login("lea");
        for (int number = 1; number <= 3; number++) {
            player.connection.send(FakeFrame.request(number, FakeWorld.ANY, "", "town" + number, PAYLOAD));
            player.expectAnswer(number);
        }
        until(() -> stage.world.ended.size() == 1);
        assertThat(stage.world.ended.get(0)).startsWith("place/town3 ");
    }

    @Test
    void logoutEndsTheSessionForGood() throws Exception {
        Player player = new Player(stage, 0);
        LoggedIn loggedIn = player.login("max");
        player.send(Kind.LOGOUT, new byte[0]);
        player.expectClose(Code.LOGGED_OUT);
        assertThat(stage.authenticator.ended).containsExactly(loggedIn.getSession());
        assertThat(stage.lines()).isEmpty();
        assertThat(stage.counters().disconnected()).isZero();
        Player again = new Player(stage, 0);
        again.next(Kind.WELCOME);
        again.send(
                Kind.RESUME,
                Resume.newBuilder().setToken(loggedIn.getToken()).build().toByteArray());
        again.expectFailure(0, Code.RESUME_FAILED);
        again.send(Kind.LOGIN, Login.getDefaultInstance().toByteArray());
        again.next(Kind.LOGGED_IN);
    }

    @Test
    void anOperatorKicksWithAReason() throws Exception {
        Player player = new Player(stage, 1);
        long session = player.login("ned").getSession();
        Player other = new Player(stage, 0);
        long others = other.login("max").getSession();
        stage.gateway.handle(Notice.newBuilder()
                .addEnded(session)
                .setKicked("ned")
                .setCode(Code.KICKED)
                .setText("be kind")
                .build()
                .toByteArray());
        Sent told = player.next(Kind.CLOSE);
        assertThat(told.text()).isEqualTo("be kind");
        assertThat(told.code()).isEqualTo(Code.KICKED_VALUE);
        until(() -> stage.lines().size() == 1);
        assertThat(stage.lines()).extracting(Sessions.Line::session).containsExactly(others);
        // The store has ended it itself.
        assertThat(stage.authenticator.ended).isEmpty();
    }

    @Test
    void aKickedPlayersSessionThatTheStoreHasForgottenEndsAsWell() throws Exception {
        Player player = new Player(stage, 1);
        long session = player.login("ned").getSession();
        stage.gateway.handle(Notice.newBuilder()
                .setKicked("ned")
                .setCode(Code.KICKED)
                .setText("be kind")
                .build()
                .toByteArray());
        assertThat(player.next(Kind.CLOSE).text()).isEqualTo("be kind");
        until(() -> stage.authenticator.ended.contains(session));
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

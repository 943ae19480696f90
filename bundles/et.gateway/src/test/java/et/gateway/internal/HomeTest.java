package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import et.cluster.Request;
import et.cluster.Shards;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Login;
import et.proto.client.Password;
import et.proto.client.Resume;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections go to the loop of their player's own actors, before there is anything of a session that could get lost on the way. */
@Timeout(60)
class HomeTest {

    private static final int LOOPS = 3;

    private final Stage stage = new Stage(LOOPS, Map.of());
    private final List<Request> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void know() {
        stage.world.ownTypes = List.of("own");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static int lane(String type, String player) {
        return Shards.of(type, player) % LOOPS;
    }

    /** A player with a connection to a loop that none of his actors is on. */
    private Player stranger(String name) {
        return new Player(stage, (lane("own", name) + 1) % LOOPS);
    }

    private EventLoop home(String name) {
        return stage.loops.get(lane("own", name));
    }

    @Test
    void requestsToOnesOwnActorTakeNoTask() throws Exception {
        Player player = stranger("ann");
        player.login("ann");
        assertThat(player.connection.loop()).isSameAs(home("ann"));
        stage.world.handler = (lane, request) -> {
            asked.add(request);
            stage.world.answer(request);
        };
        player.connection
                .loop()
                .submit(() -> {
                    player.connection.frame(FakeFrame.request(1, FakeWorld.OWN, "", "", Player.PAYLOAD));
                    assertThat(asked).as("handled before the call returns").hasSize(1);
                })
                .get(10, TimeUnit.SECONDS);
        player.expectAnswer(1);
    }

    @Test
    void whereMostOfThemAreIsHome() {
        Settings settings = Settings.of(Stage.config(Map.of()));
        List<GatewayLoop> loops = stage.loops.stream()
                .map(loop -> new GatewayLoop(loop, stage.world, stage.world, stage.world, settings))
                .toList();
        String name = Stream.iterate(0, i -> i + 1)
                .map(i -> "p" + i)
                .filter(player -> lane("a", player) == 1 && lane("b", player) == 2 && lane("c", player) == 2)
                .findFirst()
                .orElseThrow();
        assertThat(home(loops, 0, name, "a", "b", "c")).isEqualTo(2);
        assertThat(home(loops, 0, name, "a", "b")).as("the first of equals").isEqualTo(1);
        assertThat(home(loops, 2, name, "a", "b")).as("no move for nothing").isEqualTo(2);
        assertThat(home(loops, 0, name)).as("no own actors").isZero();
        stage.world.place(Shards.of("a", name), -1);
        assertThat(home(loops, 0, name, "a")).as("no place yet").isZero();
    }

    private int home(List<GatewayLoop> loops, int here, String player, String... types) {
        stage.world.ownTypes = List.of(types);
        return loops.indexOf(new Homes(loops, stage.world, stage.world).of(player, loops.get(here)));
    }

    @Test
    void actorsInOtherContainersAreNobodysHome() throws Exception {
        stage.world.container = "elsewhere";
        Player player = stranger("bea");
        EventLoop before = player.connection.loop();
        player.login("bea");
        assertThat(player.connection.loop()).isSameAs(before);
    }

    @Test
    void whatIsSentRightBehindTheLoginComesAfterItInOrder() throws Exception {
        Player player = stranger("cid");
        CountDownLatch hold = leave(player, "cid", Kind.LOGIN, login("cid"));
        for (int number = 1; number <= 4; number++) {
            player.request(number, FakeWorld.OWN);
        }
        hold.countDown();
        long session = LoggedIn.parseFrom(player.next(Kind.LOGGED_IN).payload()).getSession();
        for (int number = 1; number <= 4; number++) {
            player.expectAnswer(number);
        }
        assertThat(stage.world.applied.get(session)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(stage.counters().reordered() + stage.counters().unexpected()).isZero();
    }

    @Test
    void whoIsGoneOnArrivalIsAsIfGoneAfterTheLogin() throws Exception {
        stage.authenticator.resumeMillis = 100;
        Player player = stranger("dot");
        CountDownLatch hold = leave(player, "dot", Kind.LOGIN, login("dot"));
        player.connection.cut();
        hold.countDown();
        until(() -> stage.authenticator.ended.size() == 1);
        assertThat(stage.lines()).isEmpty();
    }

    @Test
    void aResumeFindsItsSessionAtHomeAndSendsNothingTwice() throws Exception {
        stage.world.handler = (lane, request) -> asked.add(request);
        Player first = stranger("eve");
        ByteString token = first.login("eve").getToken();
        first.request(1, FakeWorld.OWN);
        first.request(2, FakeWorld.OWN);
        until(() -> asked.size() == 2);
        Player second = stranger("eve");
        leave(second, "eve", Kind.RESUME, resume(token, 2)).countDown();
        first.expectClose(Code.REPLACED);
        second.next(Kind.RESUMED);
        for (int number = 1; number <= 3; number++) {
            second.request(number, FakeWorld.OWN);
        }
        until(() -> asked.size() == 3);
        asked.forEach(stage.world::answer);
        for (int number = 1; number <= 3; number++) {
            second.expectAnswer(number);
        }
        assertThat(second.connection.loop()).isSameAs(home("eve"));
        assertThat(stage.gateway.directory().mark())
                .as("sessions that went from loop to loop")
                .isZero();
        assertThat(stage.counters().unexpected()).isZero();
    }

    @Test
    void aKickReachesTheSessionThatAConnectionIsOnItsWayTo() throws Exception {
        stage.world.handler = (lane, request) -> asked.add(request);
        Player first = stranger("fay");
        LoggedIn loggedIn = first.login("fay");
        first.request(1, FakeWorld.OWN);
        until(() -> asked.size() == 1);
        Player second = stranger("fay");
        CountDownLatch hold = leave(second, "fay", Kind.RESUME, resume(loggedIn.getToken(), 1));
        stage.gateway.handle(kick("fay"));
        hold.countDown();
        first.expectClose(Code.KICKED);
        second.expectFailure(0, Code.RESUME_FAILED);
        assertThat(stage.lines()).isEmpty();
        assertThat(stage.counters().abandoned()).isEqualTo(1);
        assertThat(stage.counters().held()).isZero();
    }

    @Test
    void aKickReachesTheSessionThatIsMadeForAConnectionOnItsWay() throws Exception {
        Player first = stranger("fay");
        LoggedIn loggedIn = first.login("fay");
        stage.gateway.handle(
                Notice.newBuilder().addMoved(loggedIn.getSession()).build().toByteArray());
        first.expectClose(Code.REPLACED);
        until(() -> stage.lines().isEmpty());
        Player second = stranger("fay");
        CountDownLatch hold = leave(second, "fay", Kind.RESUME, resume(loggedIn.getToken(), 1));
        stage.gateway.handle(kick("fay"));
        hold.countDown();
        second.expectFailure(0, Code.RESUME_FAILED);
        assertThat(stage.lines()).isEmpty();
    }

    @Test
    void aKickReachesWhoIsOnTheWayFromTheLogin() throws Exception {
        Player player = stranger("fay");
        CountDownLatch hold = leave(player, "fay", Kind.LOGIN, login("fay"));
        stage.gateway.handle(kick("fay"));
        hold.countDown();
        player.next(Kind.LOGGED_IN);
        player.expectClose(Code.KICKED);
        until(() -> stage.lines().isEmpty());
        // Who was kicked may come back.
        assertThat(stranger("fay").login("fay").getPlayer()).isEqualTo("fay");
    }

    private static byte[] kick(String player) {
        return Notice.newBuilder()
                .setKicked(player)
                .setCode(Code.KICKED)
                .setText("be kind")
                .build()
                .toByteArray();
    }

    /** Lets the connection leave for its home, which takes nobody in until the latch is down. */
    private CountDownLatch leave(Player player, String name, Kind kind, byte[] payload) throws Exception {
        player.next(Kind.WELCOME);
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        home(name).execute(() -> {
            held.countDown();
            await(hold);
        });
        await(held);
        EventLoop before = player.connection.loop();
        player.send(kind, payload);
        until(() -> player.connection.loop() == home(name));
        // It says that it is at home a moment before it waits there: what follows is to come behind it.
        before.submit(() -> {}).get(10, TimeUnit.SECONDS);
        return hold;
    }

    private static byte[] login(String name) {
        return Login.newBuilder()
                .setPassword(Password.newBuilder().setName(name))
                .build()
                .toByteArray();
    }

    private static byte[] resume(ByteString token, long lastRequest) {
        return Resume.newBuilder()
                .setToken(token)
                .setLastRequest(lastRequest)
                .build()
                .toByteArray();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
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

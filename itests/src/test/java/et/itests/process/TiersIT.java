package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.client.EtClient;
import et.client.Listener;
import et.client.SessionEndedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Players notice nothing when containers of a cluster come, go, die, or stand still. One cluster for all: each test leaves it whole. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TiersIT {

    private static final Load LOAD = Load.asAsked();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String WATCH = "manager-1";

    private static final String DATABASE = "database";
    private static final String NEWER = "mvn:org.etserver/arena/1.1.0";

    /** {@code et.client.Code.KICKED} of the protocol. */
    private static final int KICKED = 205;

    @RegisterExtension
    static final Tiers tiers = new Tiers("gateway", "gateway", "manager", "logic", "logic");

    @Test
    @Order(1)
    void aDrainedContainerLosesNothing() throws Exception {
        whole("logic-1", "logic-2");
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            awaitPlay(WATCH);
            tiers.console(WATCH, "et:drain logic-2");
            Wait.until("logic-2 has no shard left", PATIENCE, () -> tiers.shards(WATCH, "logic-2") == 0);
            tiers.console(WATCH, "et:undrain logic-2");
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
        whole("logic-1", "logic-2");
    }

    @Test
    @Order(2)
    void aKilledLogicContainerLosesNothing() throws Exception {
        List<Long> slowest = new ArrayList<>();
        slowest.add(slowestWhenKilled());
        while (slowest.size() < LOAD.kills()) {
            tiers.startAgain("logic-1");
            slowest.add(slowestWhenKilled());
        }
        Collections.sort(slowest);
        System.out.printf(
                "Killed %d times: slowest answer %d ms (median), %d ms (most)%n",
                slowest.size(), slowest.get(slowest.size() / 2), slowest.get(slowest.size() - 1));
        // As long as it is only silent there, no hotfix is begun without it.
        Wait.until("logic-1 is gone for logic-2", PATIENCE, () -> tiers.shards("logic-2", "logic-1") < 0);
        tiers.console("logic-2", "et:hotfix apply " + NEWER);
        tiers.startAgain("logic-1");
        // It starts with the version before, and was away when the others went on.
        Wait.until(
                "logic-1 has caught up",
                PATIENCE,
                () -> tiers.serving("logic-1", "arena").equals("1.1.0"));
        tiers.console("logic-1", "et:hotfix rollback arena");
        assertThat(tiers.serving("logic-1", "arena")).isEqualTo("1.0.0");
        assertThat(tiers.serving("logic-2", "arena")).isEqualTo("1.0.0");
        whole("logic-1", "logic-2");
    }

    /** Milliseconds. */
    private static long slowestWhenKilled() throws Exception {
        whole("logic-1", "logic-2");
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            awaitPlay(WATCH);
            tiers.kill("logic-1");
            Wait.until("the other one has all shards", PATIENCE, () -> tiers.shards(WATCH, "logic-2") == 256);
            Robots.Figures figures = robots.figures();
            figures.expectNothingLost().expectNobodyDisconnected().expectSomebodyHadToLookAgain();
            return figures.of("max_us") / 1000;
        }
    }

    @Test
    @Order(3)
    void aKilledGatewayLosesNothing() throws Exception {
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            awaitPlay(WATCH);
            tiers.kill("gateway-2");
            Robots.Figures figures = robots.figures().expectNothingLost();
            assertThat(figures.of("disconnected")).as(figures.said()).isPositive();
        }
        tiers.startAgain("gateway-2");
    }

    @Test
    @Order(4)
    void playGoesOnWithoutAManager() throws Exception {
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            awaitPlay(WATCH);
            tiers.kill(WATCH);
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
        // Who comes now is let in, and shards are placed by somebody else.
        try (Robots late = Robots.play(tiers, LOAD.players())) {
            awaitPlay("logic-1");
            tiers.console("logic-1", "et:drain logic-2");
            Wait.until("logic-2 has no shard left", PATIENCE, () -> tiers.shards("logic-1", "logic-2") == 0);
            tiers.console("logic-1", "et:undrain logic-2");
            late.figures().expectNothingLost().expectNobodyDisconnected();
        }
        tiers.startAgain(WATCH);
    }

    @Test
    @Order(5)
    void aContainerThatStoodStillComesBackAndHasDoneNoHarm() throws Exception {
        whole("logic-1", "logic-2");
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            awaitPlay(WATCH);
            tiers.signal("logic-2", "STOP");
            Wait.until("the other one has all shards", PATIENCE, () -> tiers.shards(WATCH, "logic-1") == 256);
            tiers.signal("logic-2", "CONT");
            robots.figures().expectNothingLost().expectNobodyDisconnected().expectSomebodyHadToLookAgain();
        }
        whole("logic-1", "logic-2");
    }

    @Test
    @Order(6)
    void aKickTypedAnywhereEndsTheSessionAndIsWrittenDownOnce() throws Exception {
        for (String where : List.of("gateway-1", "gateway-2", WATCH, "logic-2")) {
            CompletableFuture<Integer> ended = new CompletableFuture<>();
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            EtClient client = EtClient.builder("tcp://127.0.0.1:" + tiers.port("gateway-1", "tcp"))
                    .device(secret)
                    .create(true)
                    .listener(new Listener() {
                        @Override
                        public void ended(SessionEndedException why) {
                            ended.complete(why.code());
                        }
                    })
                    .connect()
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            try (client) {
                assertThat(tiers.console(where, "et:kick " + client.player() + " too loud"))
                        .contains("1 session of " + client.player() + " ended");
                assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(KICKED);
                assertThat(tiers.audited("session.kick", client.player())).containsExactly("et: too loud");
            }
        }
    }

    @Test
    @Order(7)
    void aHotfixTypedAtOneLogicContainerSwitchesAllOfThem() throws Exception {
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            awaitPlay(WATCH);
            String receipt = tiers.console("logic-1", "et:hotfix apply --json " + NEWER);
            assertThat(receipt).contains("\"container\":\"logic-1\"", "\"container\":\"logic-2\"", "\"clean\":true");
            assertThat(tiers.serving("logic-2", "arena")).isEqualTo("1.1.0");
            tiers.console("logic-2", "et:hotfix rollback arena");
            assertThat(tiers.serving("logic-1", "arena")).isEqualTo("1.0.0");
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
    }

    @Test
    @Order(8)
    void aKilledDatabaseLosesNothing() throws Exception {
        Deaths.survive("database", tiers, this::awaitFew, () -> tiers.kill(DATABASE), () -> tiers.startAgain(DATABASE));
    }

    @Test
    @Order(9)
    void aLogicContainerThatIsKilledWithItsDatabaseLosesNothing() throws Exception {
        Deaths.survive(
                "both",
                tiers,
                this::awaitFew,
                () -> {
                    tiers.kill("logic-1");
                    tiers.kill(DATABASE);
                },
                () -> {
                    tiers.startAgain(DATABASE);
                    tiers.startAgain("logic-1");
                });
        whole("logic-1", "logic-2");
    }

    /** Every shard has a home, and each of these has its share. */
    private static void whole(String... logic) throws Exception {
        for (String one : logic) {
            Wait.until(one + " has its share of shards", PATIENCE, () -> tiers.shards(WATCH, one) >= 100);
        }
        Wait.until("every shard has a home", PATIENCE, () -> tiers.homeless(WATCH) == 0);
    }

    /** All of them are in. Those of the test before have left: see {@link #begin}. */
    private static void awaitPlay(String watch) throws Exception {
        Wait.until("robots play", PATIENCE, () -> tiers.sessions(watch) >= LOAD.players());
    }

    /** The same of those of {@link Deaths}; those of the death before have left. */
    private void awaitFew() throws Exception {
        Wait.until("robots play", PATIENCE, () -> tiers.sessions(WATCH) == Deaths.players());
    }

    @BeforeEach
    void begin() throws Exception {
        tiers.awaitNobody(WATCH, PATIENCE);
    }
}

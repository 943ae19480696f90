package et.testkit;

import static et.testkit.TallyLogic.A;
import static et.testkit.TallyLogic.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.testkit.tally.Add;
import et.testkit.tally.Added;
import et.testkit.tally.Give;
import et.testkit.tally.Grown;
import et.testkit.tally.Later;
import et.testkit.tally.Peek;
import et.testkit.tally.Peeked;
import et.testkit.tally.TallyState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorldEnvTest {

    static World world(long seed) {
        return World.seeded(seed).logic("tally", "1.0.0", new TallyLogic()).start();
    }

    static Add add(long amount) {
        return Add.newBuilder().setAmount(amount).build();
    }

    static Give give(String to, long amount) {
        return Give.newBuilder().setTo(to).setAmount(amount).build();
    }

    private static Peeked peek(Player player, et.api.ActorRef at) {
        return player.ask(at, Peek.getDefaultInstance()).as(Peeked.class);
    }

    @Test
    void anAnswerComesWithTheChangeStored() {
        try (World world = world(1)) {
            Player alice = world.player("alice");
            assertThat(alice.ask(A, add(3)).as(Added.class).getValue()).isEqualTo(3);
            assertThat(world.stored(A, TallyState.parser()).orElseThrow().getValue())
                    .isEqualTo(3);
        }
    }

    @Test
    void aCrashLosesNothingThatWasAnswered() {
        try (World world = world(2)) {
            Player alice = world.player("alice");
            alice.ask(A, add(3));
            world.crash();
            assertThat(alice.ask(A, add(4)).as(Added.class).getValue()).isEqualTo(7);
        }
    }

    @Test
    void aRepeatedRequestIsAppliedOnceAndAnsweredAlike() {
        try (World world = world(3)) {
            Player alice = world.player("alice");
            long number = alice.send(A, add(3));
            alice.repeat(number, A, add(3));
            alice.await(number);
            alice.repeat(number, A, add(3));
            world.run();
            assertThat(peek(alice, A).getValue()).isEqualTo(3);
            assertThat(alice.repeats()).isPositive();
        }
    }

    @Test
    void aLostAnswerIsAskedForAgain() {
        try (World world = world(4)) {
            Player alice = world.player("alice");
            alice.ask(A, add(1));
            long number = alice.send(A, add(2));
            alice.disconnect();
            world.advance(Duration.ofSeconds(1));
            assertThat(alice.unanswered()).isEqualTo(1);
            alice.reconnect();
            assertThat(alice.await(number).as(Added.class).getValue()).isEqualTo(3);
        }
    }

    @Test
    void aRefusalAndABugChangeNothing() {
        try (World world = world(5)) {
            Player alice = world.player("alice");
            alice.ask(A, add(3));
            assertThat(alice.ask(A, add(-1)).code()).isEqualTo(1000);
            assertThat(alice.ask(A, add(666)).code()).isEqualTo(et.proto.client.Code.LOGIC_FAILED_VALUE);
            assertThat(peek(alice, A).getValue()).isEqualTo(3);
        }
    }

    @Test
    void timersFireInVirtualTimeAndOutliveACrash() {
        try (World world = world(6)) {
            Player alice = world.player("alice");
            alice.ask(A, Later.newBuilder().setMillis(3_600_000).build());
            world.crash();
            alice.ask(A, Later.newBuilder().setMillis(3_600_000).build());
            assertThat(alice.pushes(Grown.class)).isEmpty();
            world.advance(Duration.ofMinutes(61));
            assertThat(alice.pushes(Grown.class)).hasSize(1);
        }
    }

    @Test
    void aStoreThatFailsForAWhileLosesNothing() {
        try (World world = world(7)) {
            Player alice = world.player("alice");
            alice.ask(A, add(1));
            world.store().failNext(3);
            assertThat(alice.ask(A, add(2)).as(Added.class).getValue()).isEqualTo(3);
            world.store().cutNextWrite();
            assertThat(alice.ask(A, add(3)).as(Added.class).getValue()).isEqualTo(6);
        }
    }

    @Test
    void aHotfixCarriesStatesOverAndARollbackBringsThemBack() {
        try (World world = world(8)) {
            Player alice = world.player("alice");
            alice.ask(A, add(3));
            alice.ask(B, add(5));
            world.hotfix("tally", "2.0.0", new TallyLogic.Next());
            assertThat(peek(alice, A).getLargest()).isEqualTo(-1);
            alice.ask(A, add(7));
            assertThat(peek(alice, A).getLargest()).isEqualTo(7);
            world.rollback("tally");
            assertThat(peek(alice, A))
                    .isEqualTo(Peeked.newBuilder().setValue(10).build());
            assertThat(peek(alice, B)).isEqualTo(Peeked.newBuilder().setValue(5).build());
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(trace(11)).isEqualTo(trace(11));
    }

    private static String trace(long seed) {
        try (World world = world(seed)) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            for (int round = 0; round < 5; round++) {
                alice.send(A, give("b", 2));
                bob.send(B, give("a", 1));
            }
            world.advance(Duration.ofSeconds(5));
            return world + " " + peek(alice, A) + peek(bob, B);
        }
    }

    @Test
    void aRefusedLogicFailsTheTestWithItsReason() {
        assertThatThrownBy(() -> World.seeded(1)
                        .logic("one", "1.0.0", new TallyLogic())
                        .logic("two", "1.0.0", new TallyLogic())
                        .start())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tally");
    }
}

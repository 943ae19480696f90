package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.news;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.Scenario;
import et.testkit.World;
import et.testkit.box.News;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is told to ask for a fresh picture, because pushes may be missing or a state has gone back. */
class SnapshotEnvTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration RELAXED = Duration.ofSeconds(60);

    @Test
    void aSessionHearsThatAnActorWhichItHasJoinedHasGoneBack() {
        try (World world = world(51, new BoxLogic().relaxed(RELAXED))) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            ask(alice, B, act("add", 1));
            alice.ask(A, act("join"));
            // Written: the actor is to know the session after the crash.
            world.move(A);
            ask(bob, A, act("add", 5));
            world.crash(A);
            world.advance(SECOND);
            assertThat(value(bob, A)).isZero();
            assertThat(alice.snapshots()).containsExactly(A);
            assertThat(alice.joined()).containsExactly(A);
            assertThat(bob.snapshots()).isEmpty();
        }
    }

    @Test
    void evenWhenAllOfItWasWritten() {
        try (World world = world(59, new BoxLogic())) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            world.run();
            world.crash(A);
            world.advance(SECOND);
            // What it had to say may have been lost all the same.
            assertThat(alice.snapshots()).containsExactly(A);
            assertThat(alice.joined()).containsExactly(A);
        }
    }

    @Test
    void evenWhenTheJoinItselfIsForgotten() {
        try (World world = world(52, new BoxLogic().relaxed(RELAXED))) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            world.run();
            world.crash(A);
            world.advance(SECOND);
            assertThat(alice.snapshots()).containsExactly(A);
            assertThat(alice.joined()).isEmpty();
        }
    }

    @Test
    void aCrashOfTheContainerIsTold() {
        try (World world = world(53, new BoxLogic())) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            world.run();
            world.crash();
            assertThat(alice.snapshots()).containsExactly(A);
        }
    }

    @Test
    void movesLoseNothingWheneverTheyCome() {
        BoxLogic logic = new BoxLogic().relaxed(RELAXED);
        Scenario.of(() -> world(54, logic), world -> {
                    Player alice = world.player("alice");
                    alice.ask(A, act("join"));
                    ask(alice, A, act("add", 5));
                    world.advance(SECOND);
                    return alice.snapshots().size() + " " + value(alice, A);
                })
                .atEveryStep(world -> world.move(A));
    }

    /** Whatever comes in between: what alice was told holds, and she gets what is pushed, or she is told to look again. */
    @Test
    void nothingIsMissingWithoutAWord() {
        BoxLogic logic = new BoxLogic().relaxed(RELAXED).act("news", (ctx, box, act) -> {
            ctx.broadcast(news("now"));
            return BoxLogic.add(box, 1, "");
        });
        Scenario<Boolean> script = Scenario.of(() -> world(58, logic), world -> {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            alice.ask(A, act("join"));
            ask(alice, A, act("add", 5));
            bob.ask(A, act("news"));
            world.advance(SECOND);
            long value = value(alice, A);
            world.advance(SECOND);
            boolean whole = value == 6 && alice.pushes(News.class).size() == 1;
            return whole || alice.snapshots().contains(A);
        });
        script.atEveryStep(world -> world.crash(A));
        script.atEveryStep(world -> world.move(A));
        script.atEveryStep(World::crash);
        script.atEveryStep(world -> {
            world.move(A);
            world.crash(A);
        });
        script.atEveryStep(world -> {
            world.move(A);
            world.move(A);
        });
    }

    @Test
    void aMoveAndACrashAreNotTakenForAMove() {
        try (World world = world(55, new BoxLogic())) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            world.run();
            world.move(A);
            world.crash(A);
            world.advance(SECOND);
            assertThat(alice.snapshots()).containsExactly(A);
        }
    }

    @Test
    void anActorThatCannotBeWrittenGoesBackAndSaysSo() {
        try (World world = world(56, new BoxLogic())) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            world.run();
            world.store().failNext(1_000_000);
            long number = alice.send(A, act("add", 1));
            world.advance(Duration.ofSeconds(45));
            world.store().failNext(0);
            assertThat(alice.await(number).code()).isEqualTo(Code.STORE_DOWN_VALUE);
            assertThat(alice.snapshots()).containsExactly(A);
        }
    }

    @Test
    void whatIsPushedBeforeTheSessionHasShownItselfIsMissing() {
        BoxLogic logic = new BoxLogic().act("news", (ctx, box, act) -> {
            ctx.broadcast(news("now"));
            return box;
        });
        try (World world = world(57, logic)) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            alice.ask(A, act("join"));
            world.run();
            world.move(A);
            // Her gateway looks for the actor's new place a little later than his.
            bob.send(A, act("news"));
            world.run();
            assertThat(alice.snapshots()).isEmpty();
            world.advance(SECOND);
            assertThat(alice.pushes(News.class)).isEmpty();
            assertThat(alice.snapshots()).containsExactly(A);
        }
    }
}

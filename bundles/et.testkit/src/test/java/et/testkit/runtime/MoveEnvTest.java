package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.news;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.stored;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.testkit.Player;
import et.testkit.Scenario;
import et.testkit.World;
import et.testkit.box.Acted;
import et.testkit.box.Echo;
import et.testkit.box.News;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A shard is given from one owner to another. */
class MoveEnvTest {

    @Test
    void requestsUnderWayAreAnsweredOnceAndInOrder() {
        try (World world = world(41, new BoxLogic())) {
            Player alice = world.player("alice");
            long first = 0;
            long last = 0;
            for (int i = 0; i < 20; i++) {
                last = alice.send(A, act("add", 1));
                first = first == 0 ? last : first;
                if (i % 5 == 0) {
                    world.move(A);
                }
            }
            assertThat(alice.await(first).as(Acted.class).getValue()).isEqualTo(1);
            assertThat(alice.await(last).as(Acted.class).getValue()).isEqualTo(20);
            assertThat(value(alice, A)).isEqualTo(20);
        }
    }

    @Test
    void whatWasNotYetWrittenIsWrittenFirst() {
        try (World world = world(42, new BoxLogic().relaxed(Duration.ofSeconds(60)))) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            assertThat(stored(world, A)).isZero();
            world.move(A);
            assertThat(stored(world, A)).isEqualTo(3);
            assertThat(value(alice, A)).isEqualTo(3);
        }
    }

    @Test
    void aSessionThatHadJoinedIsPushedToWithoutSayingAnything() {
        BoxLogic logic = new BoxLogic().act("news", (ctx, box, act) -> {
            ctx.broadcast(news(act.getTo()));
            return box;
        });
        try (World world = world(43, logic)) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            alice.ask(A, act("join"));
            world.run();
            world.move(A);
            world.advance(Duration.ofSeconds(1));
            bob.ask(A, act("news", "moved", 0));
            world.run();
            assertThat(alice.pushes(News.class)).containsExactly(news("moved"));
            assertThat(alice.snapshots()).isEmpty();
        }
    }

    @Test
    void anActorThatDoesNotKnowTheSessionSaysThatItHasLeft() {
        try (World world = world(44, new BoxLogic())) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            world.run();
            assertThat(alice.joined()).containsExactly(A);
            world.store().delete(A.type(), A.id());
            world.crash(A);
            world.advance(Duration.ofSeconds(1));
            assertThat(alice.joined()).isEmpty();
        }
    }

    @Test
    void questionsAreAnsweredWhicheverOfTheTwoMoves() {
        BoxLogic logic = new BoxLogic()
                .act("ask", (ctx, box, act) -> {
                    ctx.ask(B, BoxLogic.word("question", 1), Duration.ofSeconds(5));
                    return box;
                })
                .word("question", (ctx, box, word) -> {
                    ctx.reply(Echo.newBuilder().setText("here").build());
                    return box;
                });
        Scenario<String> script = Scenario.of(
                () -> world(45, logic),
                world -> ask(world.player("alice"), A, act("ask")).getText());
        script.atEveryStep(world -> world.move(A));
        script.atEveryStep(world -> world.move(B));
    }
}

package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.add;
import static et.testkit.runtime.BoxLogic.news;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.seen;
import static et.testkit.runtime.Boxes.stored;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Actors;
import et.actor.core.Settings;
import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.StateCodec;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.World;
import et.testkit.box.Act;
import et.testkit.box.Acted;
import et.testkit.box.News;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How actors come into memory, stay there and leave it. */
class LifeEnvTest {

    private static BoxLogic timed() {
        return new BoxLogic()
                .act("once", (ctx, box, act) -> {
                    ctx.startTimer("once", Duration.ofMillis(act.getAmount()));
                    return box;
                })
                .act("every", (ctx, box, act) -> {
                    ctx.startTimerEvery("tick", Duration.ofMillis(act.getAmount()));
                    return box;
                })
                .act("stop", (ctx, box, act) -> {
                    ctx.stopTimer("tick");
                    return box;
                })
                .also(on -> {
                    on.timer("once", (ctx, box) -> add(box, 1, ""));
                    on.timer("tick", (ctx, box) -> add(box, 1, ""));
                });
    }

    @Test
    void idleActorsLeaveMemoryAndComeBackAsTheyWere() {
        try (World world = world(1, new BoxLogic().relaxed(Duration.ofMinutes(10)))) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            assertThat(live(world)).isEqualTo(1);
            assertThat(stored(world, A)).isZero();
            world.advance(Duration.ofMinutes(6));
            assertThat(live(world)).isZero();
            assertThat(stored(world, A)).isEqualTo(1);
            assertThat(value(alice, A)).isEqualTo(1);
        }
    }

    private static int live(World world) {
        return world.await(world.actors().counts()).stream()
                .mapToInt(Actors.Count::actors)
                .sum();
    }

    @Test
    void anActorWithASessionStays() {
        try (World world = world(2, new BoxLogic())) {
            world.player("alice").ask(A, act("join"));
            world.advance(Duration.ofHours(1));
            assertThat(live(world)).isEqualTo(1);
        }
    }

    @Test
    void aTimerWakesASleepingActor() {
        try (World world = world(3, timed())) {
            Player alice = world.player("alice");
            alice.ask(A, act("once", Duration.ofHours(2).toMillis()));
            world.advance(Duration.ofHours(1));
            assertThat(live(world)).isZero();
            world.advance(Duration.ofMinutes(61));
            assertThat(stored(world, A)).isEqualTo(1);
        }
    }

    @Test
    void aPeriodicTimerFiresOnTimeAndOnceForWhatWasMissed() {
        try (World world = world(4, timed())) {
            Player alice = world.player("alice");
            alice.ask(A, act("every", 1000));
            world.advance(Duration.ofMillis(10_500));
            assertThat(value(alice, A)).isEqualTo(10);
            world.uninstall(BUNDLE, "1.0.0");
            world.advance(Duration.ofMinutes(1));
            world.install(BUNDLE, "1.0.1", timed());
            world.run();
            assertThat(value(alice, A)).isEqualTo(11);
            alice.ask(A, act("stop"));
            world.advance(Duration.ofMinutes(1));
            assertThat(value(alice, A)).isEqualTo(11);
        }
    }

    @Test
    void aPeriodicTimerThatChangesNothingWritesNothing() {
        BoxLogic logic = timed().also(on -> {}).act("watch", (ctx, box, act) -> {
            ctx.startTimerEvery("idle", Duration.ofMillis(50));
            return box;
        });
        logic.also(on -> on.timer("idle", (ctx, box) -> box));
        try (World world = world(5, logic)) {
            Player alice = world.player("alice");
            alice.ask(A, act("watch"));
            long revision = world.row(A).revision();
            world.advance(Duration.ofMinutes(1));
            assertThat(world.row(A).revision()).isEqualTo(revision);
        }
    }

    @Test
    void aTimerWhoseHandlerFailsIsTriedAgain() {
        int[] runs = {0};
        BoxLogic logic = new BoxLogic()
                .act("start", (ctx, box, act) -> {
                    ctx.startTimer("shaky", Duration.ofMillis(10));
                    return box;
                })
                .also(on -> on.timer("shaky", (ctx, box) -> {
                    if (++runs[0] < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    return add(box, 1, "");
                }));
        try (World world = world(6, logic)) {
            Player alice = world.player("alice");
            alice.ask(A, act("start"));
            world.advance(Duration.ofSeconds(30));
            assertThat(runs[0]).isEqualTo(3);
            assertThat(value(alice, A)).isEqualTo(1);
        }
    }

    @Test
    void aTimerThatTheNewCodeDoesNotKnowIsDropped() {
        try (World world = world(7, timed())) {
            Player alice = world.player("alice");
            alice.ask(A, act("every", 1000));
            world.hotfix(BUNDLE, "1.0.1", new BoxLogic());
            world.advance(Duration.ofSeconds(5));
            assertThat(value(alice, A)).isZero();
            assertThat(world.await(world.actors().inspect("box", "a"))
                            .orElseThrow()
                            .timers())
                    .isEmpty();
        }
    }

    @Test
    void theFirstMessageFindsTheActorCreated() {
        BoxLogic logic = new BoxLogic().also(on -> on.created((ctx, box) -> add(box, 100, "created")));
        try (World world = world(8, logic)) {
            Player alice = world.player("alice");
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(101);
            world.crash();
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(102);
            assertThat(seen(alice, A)).isEqualTo("created");
        }
    }

    @Test
    void tooMuchForOneActorIsRefused() {
        Settings settings = new Settings(
                new Settings.Limits(4, 1 << 20, 1000, 128, 1 << 18, 1024, 1000, 0),
                Settings.Times.DEFAULT,
                Settings.Faults.DEFAULT);
        try (World world = World.seeded(9)
                .logic(BUNDLE, "1.0.0", new BoxLogic())
                .settings(settings)
                .start()) {
            Player alice = world.player("alice");
            ask(alice, B, act("add", 1));
            world.uninstall(BUNDLE, "1.0.0");
            List<Long> numbers = new ArrayList<>();
            for (int at = 0; at < 6; at++) {
                numbers.add(alice.send(A, act("add", 1)));
            }
            world.run();
            assertThat(alice.unanswered()).isEqualTo(4);
            assertThat(alice.await(numbers.get(5)).code()).isEqualTo(Code.OVERLOADED_VALUE);
            world.install(BUNDLE, "1.0.1", new BoxLogic());
            assertThat(alice.await(numbers.get(3)).as(Acted.class).getValue()).isEqualTo(4);
        }
    }

    @Test
    void aCommitterWithoutRoomHoldsTheActor() {
        try (World world = World.seeded(10)
                .logic(BUNDLE, "1.0.0", new BoxLogic())
                .committerRoom(1)
                .start()) {
            List<Player> players = new ArrayList<>();
            List<Long> numbers = new ArrayList<>();
            for (int at = 0; at < 20; at++) {
                Player player = world.player("p" + at);
                players.add(player);
                value(player, new et.api.ActorRef("box", "x" + at));
            }
            world.store().failNext(3);
            for (int at = 0; at < 20; at++) {
                Player player = players.get(at);
                numbers.add(player.send(new et.api.ActorRef("box", "x" + at), act("add", 1)));
                player.send(new et.api.ActorRef("box", "x" + at), act("add", 1));
            }
            world.advance(Duration.ofSeconds(30));
            for (int at = 0; at < 20; at++) {
                assertThat(players.get(at).await(numbers.get(at)).ok()).isTrue();
                assertThat(value(players.get(at), new et.api.ActorRef("box", "x" + at)))
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void anotherOwnerOfTheShardEndsItHere() {
        try (World world = world(11, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.store().raise(List.of(et.cluster.Shards.of("box", "a")), "another");
            long number = alice.send(A, act("add", 1));
            world.advance(Duration.ofSeconds(1));
            assertThat(alice.unanswered()).isEqualTo(1);
            assertThat(stored(world, A)).isEqualTo(1);
            world.crash(A);
            assertThat(alice.await(number).as(Acted.class).getValue()).isEqualTo(2);
        }
    }

    @Test
    void aStoreThatStaysAwayFailsTheRequestAndChangesNothing() {
        try (World world = world(12, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.store().failNext(1_000_000);
            long number = alice.send(A, act("add", 1));
            world.advance(Duration.ofSeconds(45));
            assertThat(code(world.player("bob"), B, act("get"))).isEqualTo(Code.STORE_DOWN_VALUE);
            assertThat(alice.unanswered()).isEqualTo(1);
            world.store().failNext(0);
            assertThat(alice.await(number).code()).isEqualTo(Code.STORE_DOWN_VALUE);
            assertThat(value(alice, A)).isEqualTo(1);
        }
    }

    @Test
    void whoAsksForASleepingActorWaitsUntilTheStoreIsBack() {
        try (World world = world(13, new BoxLogic())) {
            Player alice = world.player("alice");
            world.store().failNext(1_000_000);
            long number = alice.send(A, act("add", 1));
            world.advance(Duration.ofSeconds(20));
            assertThat(alice.unanswered()).isEqualTo(1);
            world.store().failNext(0);
            assertThat(alice.await(number).as(Acted.class).getValue()).isEqualTo(1);
        }
    }

    /** Changes its state in place. */
    @ActorType(value = "pile", reach = Reach.ANY)
    private static final class Pile implements ActorLogic<StringBuilder> {

        @Override
        public void define(Handlers<StringBuilder> on) {
            on.state(new StateCodec<>() {
                @Override
                public StringBuilder initial() {
                    return new StringBuilder();
                }

                @Override
                public byte[] encode(StringBuilder state) {
                    return state.toString().getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public StringBuilder decode(byte[] bytes) {
                    return new StringBuilder(new String(bytes, StandardCharsets.UTF_8));
                }

                @Override
                public boolean changed(StringBuilder state) {
                    return true;
                }
            });
            on.request(Act.class, Pile::act);
        }

        private static StringBuilder act(ActorContext ctx, StringBuilder state, Act act) {
            state.append(act.getTo());
            if (act.getName().equals("fail")) {
                throw new IllegalStateException("half way");
            }
            ctx.reply(Acted.newBuilder().setText(state.toString()).build());
            return state;
        }
    }

    @Test
    void aStateThatIsChangedInPlaceGoesBackToItsLastGoodOne() {
        et.api.ActorRef pile = new et.api.ActorRef("pile", "p");
        try (World world = World.seeded(13).logic("piles", "1.0.0", new Pile()).start()) {
            Player alice = world.player("alice");
            assertThat(ask(alice, pile, act("push", "a", 0)).getText()).isEqualTo("a");
            assertThat(code(alice, pile, act("fail", "x", 0))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(ask(alice, pile, act("push", "b", 0)).getText()).isEqualTo("ab");
            world.crash();
            assertThat(ask(alice, pile, act("push", "c", 0)).getText()).isEqualTo("abc");
        }
    }

    @Test
    void anActorTellsAboutItself() {
        BoxLogic logic = timed().act("news", (ctx, box, act) -> {
            ctx.broadcast(news("x"));
            return box;
        });
        try (World world = world(14, logic)) {
            Player alice = world.player("alice");
            alice.ask(A, act("join"));
            alice.ask(A, act("once", 60_000));
            ask(alice, A, act("add", 7));
            Actors.Detail detail =
                    world.await(world.actors().inspect("box", "a")).orElseThrow();
            assertThat(detail.state()).contains("value: 7");
            assertThat(detail.sessions()).containsExactly("alice");
            assertThat(detail.timers()).extracting(Actors.TimerLine::name).containsExactly("once");
            assertThat(detail.line().version()).isEqualTo("1.0.0");
            assertThat(detail.line().phase()).isEqualTo("live");
            assertThat(world.await(world.actors().list("box", 10))).hasSize(1);
            assertThat(world.await(world.actors().inspect("box", "nobody"))).isEmpty();
            assertThat(alice.pushes(News.class)).isEmpty();
        }
    }
}

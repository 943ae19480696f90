package et.testkit.runtime;

import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Actors;
import et.actor.Canary;
import et.actor.Logic;
import et.actor.Logics;
import et.actor.Logics.Figures;
import et.api.ActorRef;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.World;
import et.testkit.box.News;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two versions of one type, side by side, each with its own actors. */
class CanaryEnvTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final List<ActorRef> BOXES =
            IntStream.range(0, 60).mapToObj(id -> new ActorRef("box", "b" + id)).toList();

    /** Schema 2: values are doubled on the way up, halved on the way down; each act adds ten times as much. */
    private static BoxLogic doubled() {
        return new BoxLogic()
                .act("version", (ctx, box, act) -> {
                    ctx.reply(BoxLogic.acted(box).toBuilder().setText("2").build());
                    return box;
                })
                .also(on -> {
                    on.schema(2);
                    on.upgrade(
                            1,
                            box -> box.toBuilder().setValue(box.getValue() * 2).build());
                    on.downgrade(
                            1,
                            box -> box.toBuilder().setValue(box.getValue() / 2).build());
                });
    }

    private static BoxLogic first() {
        return new BoxLogic().act("version", (ctx, box, act) -> {
            ctx.reply(BoxLogic.acted(box).toBuilder().setText("1").build());
            return box;
        });
    }

    private static Logics.Switched begin(World world, BoxLogic next, Canary who) {
        world.logics().pin(BUNDLE, "1.0.0");
        world.install(BUNDLE, "2.0.0", next);
        return world.logics().canary(BUNDLE, "2.0.0", who, DEADLINE);
    }

    private static String version(Player player, ActorRef box) {
        return ask(player, box, act("version")).getText();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void eachActorHasOneVersionWhateverHappens(long seed) {
        Random random = new Random(seed);
        try (World world = world(seed, first())) {
            Player alice = world.player("alice");
            BOXES.forEach(box -> ask(alice, box, act("add", 4)));
            Canary who = Canary.parse("30%,box/b1", seed);
            begin(world, doubled(), who);
            for (int turn = 0; turn < 200; turn++) {
                ActorRef box = BOXES.get(random.nextInt(BOXES.size()));
                switch (random.nextInt(20)) {
                    case 0 -> world.crash(box);
                    case 1 -> world.move(box);
                    case 2 -> world.advance(Duration.ofMinutes(6));
                    default ->
                        assertThat(version(alice, box))
                                .as("%s at %s", box, world)
                                .isEqualTo(who.includes(box) ? "2" : "1");
                }
            }
            for (ActorRef box : BOXES) {
                assertThat(value(alice, box)).as("%s at %s", box, world).isEqualTo(who.includes(box) ? 8 : 4);
            }
            long in = BOXES.stream().filter(who::includes).count();
            assertThat(census(world, "2.0.0")).isEqualTo(in);
            assertThat(census(world, "1.0.0")).isEqualTo(BOXES.size() - in);
        }
    }

    @Test
    void wideningLetsMoreInAndKeepsThoseWhoAre() {
        try (World world = world(24, first())) {
            Player alice = world.player("alice");
            BOXES.forEach(box -> ask(alice, box, act("add", 4)));
            Canary small = Canary.parse("20%", 24);
            begin(world, doubled(), small);
            world.logics().sweep(DEADLINE);
            BOXES.forEach(box -> version(alice, box));
            Canary wide = small.and(Canary.parse("60%", 0));
            world.logics().canary(BUNDLE, "2.0.0", wide, DEADLINE);
            for (ActorRef box : BOXES) {
                assertThat(version(alice, box)).isEqualTo(wide.includes(box) ? "2" : "1");
            }
            assertThat(messages(world, "2.0.0")).as("what was measured goes on").isEqualTo(count(small) + count(wide));

            world.logics().activate(BUNDLE, "2.0.0", DEADLINE);
            BOXES.forEach(box -> assertThat(version(alice, box)).isEqualTo("2"));
            assertThat(world.logics().figures(BUNDLE)).isEmpty();
            assertThat(world.logics().trying(BUNDLE)).isEmpty();
            BOXES.forEach(box -> assertThat(value(alice, box)).isEqualTo(8));
        }
    }

    @Test
    void aStepBackRestoresTheVeryBytesOfThoseWhoDidNothingAndMigratesTheOthersDown() {
        ActorRef idle = BOXES.get(0);
        ActorRef busy = BOXES.get(1);
        ActorRef outside = BOXES.get(2);
        try (World world = world(25, first())) {
            Player alice = world.player("alice");
            List.of(idle, busy, outside).forEach(box -> ask(alice, box, act("add", 3)));
            byte[] before = world.row(idle).state();
            begin(world, doubled(), Canary.parse("box/b0,box/b1", 25));
            assertThat(value(alice, idle)).isEqualTo(6);
            assertThat(ask(alice, busy, act("add", 4)).getValue()).isEqualTo(10);
            assertThat(ask(alice, outside, act("add", 4)).getValue()).isEqualTo(7);
            assertThat(world.row(busy).schema()).isEqualTo(2);

            Logics.Switched back = world.logics().revert(BUNDLE, "1.0.0", DEADLINE);
            assertThat(back.types()).containsExactly("box");
            world.logics().sweep(DEADLINE);
            world.logics().settle(BUNDLE);
            world.uninstall(BUNDLE, "2.0.0");
            assertThat(value(alice, idle)).isEqualTo(3);
            assertThat(value(alice, busy)).isEqualTo(5);
            assertThat(value(alice, outside)).isEqualTo(7);
            assertThat(world.row(idle).state()).isEqualTo(before);
        }
    }

    @Test
    void theSidesAreMeasuredApart() {
        try (World world = world(26, first())) {
            Player alice = world.player("alice");
            Canary who = Canary.parse("50%", 26);
            begin(
                    world,
                    doubled().act("fail", (ctx, box, act) -> {
                        throw new IllegalStateException("a bug");
                    }),
                    who);
            ActorRef in = BOXES.stream().filter(who::includes).findFirst().orElseThrow();
            BOXES.forEach(box -> ask(alice, box, act("add", 1)));
            assertThat(code(alice, in, act("fail"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            List<Figures> figures = world.logics().figures(BUNDLE);
            assertThat(figures).extracting(Figures::version).containsExactly("1.0.0", "2.0.0");
            assertThat(figures).extracting(Figures::tried).containsExactly(false, true);
            assertThat(figures).extracting(Figures::errors).containsExactly(0L, 1L);
            assertThat(figures)
                    .extracting(Figures::messages)
                    .containsExactly((long) BOXES.size() - count(who), count(who) + 1);
            assertThat(figures).allSatisfy(one -> {
                assertThat(one.times().total()).isEqualTo(one.messages());
                assertThat(one.allocated()).isPositive();
            });
        }
    }

    @Test
    void aSessionThatEndsIsCountedWhereItWas() {
        try (World world = world(27, first())) {
            Player alice = world.player("alice");
            begin(world, doubled(), Canary.parse("box/b0", 27));
            code(alice, BOXES.get(0), act("join"));
            assertThat(world.logics().census(BUNDLE, DEADLINE).orElseThrow())
                    .extracting(c -> c.version() + " " + c.actors() + " " + c.sessions())
                    .containsExactly("2.0.0 1 1");
            alice.leave();
            world.advance(Duration.ofSeconds(1));
            assertThat(world.logics().figures(BUNDLE))
                    .extracting(Figures::ended)
                    .containsExactly(0L, 1L);
        }
    }

    @Test
    void actorsOfBothSidesTalkToEachOther() {
        ActorRef in = BOXES.get(0);
        ActorRef out = BOXES.get(1);
        try (World world = world(28, talking(first()))) {
            Player alice = world.player("alice");
            begin(world, talking(doubled()), Canary.parse("box/b0", 28));
            ask(alice, in, act("tell", out.id(), 3));
            ask(alice, out, act("tell", in.id(), 5));
            world.advance(Duration.ofSeconds(1));
            assertThat(value(alice, out)).isEqualTo(3);
            assertThat(value(alice, in)).isEqualTo(5);
        }
    }

    private static BoxLogic talking(BoxLogic logic) {
        return logic.act("tell", (ctx, box, act) -> {
                    ctx.tell(new ActorRef("box", act.getTo()), BoxLogic.word("get", act.getAmount()));
                    ctx.reply(BoxLogic.acted(box));
                    return box;
                })
                .word("get", (ctx, box, word) -> BoxLogic.add(box, word.getAmount(), ""));
    }

    @Test
    void aRequestThatOnlyTheNewVersionKnowsIsRefusedByTheOld() {
        ActorRef in = BOXES.get(0);
        ActorRef out = BOXES.get(1);
        News news = BoxLogic.news("extra");
        BoxLogic next = doubled()
                .also(on -> on.request(News.class, (ctx, box, message) -> {
                    ctx.reply(BoxLogic.acted(box));
                    return box;
                }));
        try (World world = world(29, first())) {
            Player alice = world.player("alice");
            begin(world, next, Canary.parse("box/b0", 29));
            assertThat(alice.ask(in, news).ok()).isTrue();
            assertThat(alice.ask(out, news).code()).isEqualTo(Code.UNKNOWN_MESSAGE_VALUE);
        }
    }

    @Test
    void afterARestartTheCanarysActorsWaitForTheirVersion() {
        ActorRef in = BOXES.get(0);
        ActorRef out = BOXES.get(1);
        try (World world = world(30, first())) {
            Player alice = world.player("alice");
            ask(alice, in, act("add", 3));
            ask(alice, out, act("add", 3));
            // What a container that starts knows from the records, before its bundles come up.
            world.logics().pin(BUNDLE, "1.0.0");
            world.logics().reserve(BUNDLE, "2.0.0", Canary.parse("box/b0", 30));
            long waiting = alice.send(in, act("add", 1));
            assertThat(value(alice, out)).isEqualTo(3);
            assertThat(alice.unanswered()).isEqualTo(1);
            world.install(BUNDLE, "2.0.0", doubled());
            assertThat(alice.await(waiting).ok()).isTrue();
            assertThat(value(alice, in)).isEqualTo(7);
            assertThat(version(alice, out)).isEqualTo("1");
        }
    }

    @Test
    void whenTheNewVersionGoesItsActorsWaitAndTheOthersGoOn() {
        ActorRef in = BOXES.get(0);
        ActorRef out = BOXES.get(1);
        try (World world = world(31, first())) {
            Player alice = world.player("alice");
            ask(alice, in, act("add", 3));
            begin(world, doubled(), Canary.parse("box/b0", 31));
            ask(alice, in, act("add", 1));
            world.uninstall(BUNDLE, "2.0.0");
            long waiting = alice.send(in, act("add", 1));
            assertThat(version(alice, out)).isEqualTo("1");
            assertThat(alice.unanswered()).isEqualTo(1);
            world.install(BUNDLE, "2.0.0", doubled());
            assertThat(alice.await(waiting).ok()).isTrue();
            assertThat(value(alice, in)).isEqualTo(8);
        }
    }

    @Test
    void whereEachStandsCanBeSeen() {
        try (World world = world(32, first())) {
            begin(world, doubled(), Canary.parse("10%", 32));
            assertThat(world.logics().all())
                    .extracting(l -> l.version() + " " + l.standing() + " " + l.reason())
                    .containsExactly("1.0.0 ACTIVE ", "2.0.0 CANARY serves 10%");
            world.logics().revert(BUNDLE, "1.0.0", DEADLINE);
            assertThat(world.logics().all())
                    .extracting(Logic::standing)
                    .containsExactly(Logic.Standing.ACTIVE, Logic.Standing.CANDIDATE);
        }
    }

    @Test
    void aCanaryNeedsSomethingToBeComparedWith() {
        try (World world = world(33, first())) {
            assertThatThrownBy(() -> world.logics().canary(BUNDLE, "1.0.0", Canary.parse("10%", 1), DEADLINE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("serves box already");
            assertThatThrownBy(() -> world.logics().canary(BUNDLE, "3.0.0", Canary.parse("10%", 1), DEADLINE))
                    .hasMessageContaining("No logic of boxes/3.0.0 is registered");
            assertThat(version(world.player("alice"), BOXES.get(0))).isEqualTo("1");
        }
    }

    private static long count(Canary who) {
        return BOXES.stream().filter(who::includes).count();
    }

    private static long messages(World world, String version) {
        return world.logics().figures(BUNDLE).stream()
                .filter(one -> one.version().equals(version))
                .mapToLong(Figures::messages)
                .sum();
    }

    private static int census(World world, String version) {
        return world.await(world.actors().counts()).stream()
                .filter(count -> count.version().equals(version))
                .mapToInt(Actors.Count::actors)
                .sum();
    }
}

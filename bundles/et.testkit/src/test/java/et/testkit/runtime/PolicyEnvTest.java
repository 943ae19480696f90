package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.word;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.seen;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Logics;
import et.actor.Logics.Census;
import et.actor.Policy;
import et.api.ActorRef;
import et.testkit.Player;
import et.testkit.World;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two versions of one type serve, and a policy says when an actor goes over. */
class PolicyEnvTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final ActorRef C = new ActorRef("box", "c");

    /** A box is over when it is full. */
    private static final long FULL = 100;

    private static final List<ActorRef> BOXES =
            IntStream.range(0, 40).mapToObj(id -> new ActorRef("box", "b" + id)).toList();

    /** Says its name; asks somebody who does not answer, for half a minute. */
    private static BoxLogic named(String name) {
        return new BoxLogic()
                .act("version", (ctx, box, act) -> {
                    ctx.reply(BoxLogic.acted(box).toBuilder().setText(name).build());
                    return box;
                })
                .act("wait", (ctx, box, act) -> {
                    ctx.ask(new ActorRef("nobody", "x"), word("never", 0), Duration.ofSeconds(30));
                    return box;
                })
                .also(on -> on.failure((ctx, box, failure) -> {
                    ctx.reply(BoxLogic.acted(box).toBuilder()
                            .setText("told to " + name)
                            .build());
                    return box;
                }));
    }

    private static BoxLogic first() {
        return named("1").also(on -> on.over(box -> box.getValue() >= FULL));
    }

    /** Schema 2: values are one more on the way up, and one less on the way down, where what was seen is forgotten. */
    private static BoxLogic second() {
        return named("2").also(on -> {
            on.schema(2);
            on.upgrade(1, box -> box.toBuilder().setValue(box.getValue() + 1).build());
            on.downgrade(
                    1,
                    box -> box.toBuilder()
                            .setValue(box.getValue() - 1)
                            .clearSeen()
                            .build());
        });
    }

    private static void begin(World world, Policy policy) {
        world.logics().pin(BUNDLE, "1.0.0");
        world.install(BUNDLE, "2.0.0", second());
        world.logics().canary(BUNDLE, "2.0.0", policy, DEADLINE);
    }

    private static String version(Player player, ActorRef box) {
        return ask(player, box, act("version")).getText();
    }

    private static int live(World world, String version) {
        return world.logics().census(BUNDLE, DEADLINE).orElseThrow().stream()
                .filter(census -> census.version().equals(version))
                .mapToInt(Census::actors)
                .sum();
    }

    @Test
    void byIdleAnActorKeepsItsCodeUntilItsAnswerHasCome() {
        try (World world = world(41, first())) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            ask(alice, A, act("add", 4));
            ask(alice, B, act("add", 4));
            long waiting = alice.send(A, act("wait"));
            world.run();
            begin(world, Policy.IDLE);
            assertThat(version(bob, B)).isEqualTo("2");
            assertThat(version(bob, A)).isEqualTo("1");
            Logics.Sweep sweep = world.logics().sweep(DEADLINE);
            assertThat(sweep.left()).as("who may not go is not left").isZero();
            assertThat(world.logics().census(BUNDLE, DEADLINE).orElseThrow())
                    .extracting(c -> c.version() + " " + c.actors() + " " + c.some())
                    .containsExactly("1.0.0 1 [a]", "2.0.0 1 [b]");

            assertThat(ask(bob, A, act("add", 4)).getValue()).isEqualTo(8);
            world.advance(Duration.ofSeconds(31));
            assertThat(alice.await(waiting).as(et.testkit.box.Acted.class).getText())
                    .isEqualTo("told to 1");
            world.logics().sweep(DEADLINE);
            assertThat(live(world, "1.0.0"))
                    .as("nobody has to send it a message")
                    .isZero();
            assertThat(version(bob, A)).isEqualTo("2");
            assertThat(value(bob, A)).isEqualTo(9);
        }
    }

    @Test
    void byIdleAnAnswerThatWaitsForItsTurnIsPending() {
        try (World world = world(42, first())) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            ask(alice, A, act("add", 4));
            long waiting = alice.send(A, act("wait"));
            world.run();
            begin(world, Policy.IDLE);
            // Requests and the end of the question come together; each is looked at anew.
            world.advance(Duration.ofSeconds(29));
            for (int turn = 0; turn < 20; turn++) {
                bob.send(A, act("add", 1));
                world.advance(Duration.ofMillis(100));
            }
            assertThat(alice.await(waiting).as(et.testkit.box.Acted.class).getText())
                    .isEqualTo("told to 1");
            assertThat(version(bob, A)).isEqualTo("2");
            assertThat(value(bob, A)).as("migrated once").isEqualTo(4 + 20 + 1);
        }
    }

    @Test
    void byIdleWhatIsPendingEndsWithItsContainer() {
        try (World world = world(43, first())) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            ask(alice, A, act("add", 4));
            alice.send(A, act("wait"));
            world.run();
            begin(world, Policy.IDLE);
            assertThat(version(bob, A)).isEqualTo("1");
            world.crash(A);
            assertThat(version(bob, A)).isEqualTo("2");
            assertThat(world.logics().asleep(BUNDLE, DEADLINE).actors()).isZero();
        }
    }

    @Test
    void byIdleAnAnswerThatNobodyTookIsNotPending() {
        try (World world = world(56, first())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 4));
            alice.send(A, act("wait"));
            world.run();
            begin(world, Policy.IDLE);
            // While the old version is away, its answer comes, and waits longer than it may.
            world.uninstall(BUNDLE, "1.0.0");
            world.advance(Duration.ofMinutes(2));
            world.install(BUNDLE, "1.0.0", first());
            assertThat(version(alice, A)).isEqualTo("2");
            assertThat(value(alice, A)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {44, 45, 46})
    void byEndAnActorKeepsItsCodeUntilItIsOverWhateverHappens(long seed) {
        Random random = new Random(seed);
        try (World world = world(seed, first())) {
            Player alice = world.player("alice");
            // The first half is under way; of the others nobody has heard.
            List<ActorRef> begun = BOXES.subList(0, BOXES.size() / 2);
            begun.forEach(box -> ask(alice, box, act("add", 1 + random.nextInt(40))));
            Set<ActorRef> old = new HashSet<>(begun);
            begin(world, Policy.END);
            for (int turn = 0; turn < 400; turn++) {
                ActorRef box = BOXES.get(random.nextInt(BOXES.size()));
                switch (random.nextInt(20)) {
                    case 0 -> world.crash(box);
                    case 1 -> world.move(box);
                    case 2 -> world.advance(Duration.ofMinutes(6));
                    case 3, 4, 5, 6 -> {
                        long value = ask(alice, box, act("add", 30)).getValue();
                        if (value >= FULL) {
                            old.remove(box);
                        }
                    }
                    default ->
                        assertThat(version(alice, box))
                                .as("%s at %s", box, world)
                                .isEqualTo(old.contains(box) ? "1" : "2");
                }
            }
            assertThat(old).as("some are over, and some are not, at %s", world).hasSizeBetween(1, begun.size() - 1);
            assertThat(world.logics().asleep(BUNDLE, DEADLINE).actors()).isEqualTo(old.size());
            BOXES.forEach(box -> version(alice, box));
            assertThat(live(world, "1.0.0")).isEqualTo(old.size());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {47, 48})
    void byNewWhoHasARowKeepsItsCodeWhateverHappens(long seed) {
        Random random = new Random(seed);
        try (World world = world(seed, first())) {
            Player alice = world.player("alice");
            Set<ActorRef> old = new HashSet<>(BOXES.subList(0, 10));
            old.forEach(box -> ask(alice, box, act("add", 1)));
            begin(world, Policy.NEW);
            for (int turn = 0; turn < 300; turn++) {
                ActorRef box = BOXES.get(random.nextInt(BOXES.size()));
                switch (random.nextInt(20)) {
                    case 0 -> world.crash(box);
                    case 1 -> world.move(box);
                    case 2 -> world.advance(Duration.ofMinutes(6));
                    case 3, 4, 5, 6 -> ask(alice, box, act("add", 30));
                    default ->
                        assertThat(version(alice, box))
                                .as("%s at %s", box, world)
                                .isEqualTo(old.contains(box) ? "1" : "2");
                }
            }
            Logics.Asleep asleep = world.logics().asleep(BUNDLE, DEADLINE);
            assertThat(asleep.actors()).isEqualTo(10);
            assertThat(asleep.some()).hasSize(Census.SOME).allMatch(name -> name.startsWith("box/b"));
            assertThat(asleep.all()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"END", "NEW"})
    void whoWasNeverStoredIsNewAndStaysSo(String policy) {
        try (World world = world(49, first())) {
            Player alice = world.player("alice");
            assertThat(version(alice, A)).isEqualTo("1");
            begin(world, Policy.valueOf(policy));
            assertThat(version(alice, A)).isEqualTo("2");
            // Its row is written though its state has not changed since: it has to say whose it is.
            alice.ask(A, act("join"));
            assertThat(world.row(A).code()).isEqualTo(BUNDLE + "/2.0.0");
            world.crash(A);
            assertThat(version(alice, A)).isEqualTo("2");
        }
    }

    @Test
    void byEndATypeThatDoesNotSayWhenItIsOverGoesAtOnce() {
        try (World world = world(50, named("1"))) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 4));
            begin(world, Policy.END);
            assertThat(version(alice, A)).isEqualTo("2");
            assertThat(world.logics().asleep(BUNDLE, DEADLINE).actors()).isZero();
        }
    }

    @Test
    void whoCannotSayWhetherItIsOverIsNot() {
        BoxLogic broken = named("1")
                .also(on -> on.over(box -> {
                    throw new IllegalStateException("a bug");
                }));
        try (World world = world(51, broken)) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 4));
            begin(world, Policy.END);
            assertThat(version(alice, A)).isEqualTo("1");
            world.crash(A);
            assertThat(version(alice, A)).isEqualTo("1");
            assertThat(world.logics().asleep(BUNDLE, DEADLINE).some()).containsExactly("box/a");
        }
    }

    @Test
    void afterARestartWhoeverIsForTheNewVersionWaitsForIt() {
        try (World world = world(52, first())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", FULL));
            ask(alice, B, act("add", 4));
            world.crash(A);
            world.crash(B);
            // What a container that starts knows from the records, before its bundles come up.
            world.logics().pin(BUNDLE, "1.0.0");
            world.logics().reserve(BUNDLE, "2.0.0", Policy.END);
            long over = alice.send(A, act("add", 1));
            long anew = alice.send(C, act("add", 1));
            assertThat(version(alice, B)).isEqualTo("1");
            assertThat(alice.unanswered()).isEqualTo(2);
            world.install(BUNDLE, "2.0.0", second());
            assertThat(alice.await(over).ok()).isTrue();
            assertThat(alice.await(anew).ok()).isTrue();
            assertThat(value(alice, A)).isEqualTo(FULL + 2);
            assertThat(value(alice, C)).isEqualTo(1);
            assertThat(version(alice, B)).isEqualTo("1");
        }
    }

    @Test
    void whenTheNewVersionGoesItsActorsWaitAndTheOthersGoOn() {
        try (World world = world(53, first())) {
            Player alice = world.player("alice");
            ask(alice, B, act("add", 4));
            begin(world, Policy.END);
            ask(alice, A, act("add", 3));
            world.uninstall(BUNDLE, "2.0.0");
            long waiting = alice.send(A, act("add", 1));
            assertThat(version(alice, B)).isEqualTo("1");
            assertThat(alice.unanswered()).isEqualTo(1);
            world.install(BUNDLE, "2.0.0", second());
            assertThat(alice.await(waiting).ok()).isTrue();
            assertThat(value(alice, A)).isEqualTo(4);
        }
    }

    @Test
    void aRollbackBringsAllBackAndASwitchTakesAllAlong() {
        try (World world = world(54, first())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", "x", FULL));
            ask(alice, B, act("add", 4));
            byte[] before = world.row(A).state();
            begin(world, Policy.END);
            assertThat(version(alice, A)).isEqualTo("2");
            ask(alice, C, act("add", 8));
            assertThat(world.logics().figures(BUNDLE))
                    .as("a policy is not judged")
                    .isEmpty();

            world.logics().revert(BUNDLE, "1.0.0", DEADLINE);
            world.logics().sweep(DEADLINE);
            assertThat(live(world, "2.0.0")).isZero();
            List.of(A, B, C).forEach(box -> assertThat(version(alice, box)).isEqualTo("1"));
            assertThat(world.row(A).state()).isEqualTo(before);
            assertThat(value(alice, A)).isEqualTo(FULL);
            assertThat(seen(alice, A)).as("its very bytes").isEqualTo("x");
            assertThat(value(alice, C)).isEqualTo(7);

            world.logics().canary(BUNDLE, "2.0.0", Policy.END, DEADLINE);
            assertThat(version(alice, B)).isEqualTo("1");
            world.logics().activate(BUNDLE, "2.0.0", DEADLINE);
            assertThat(version(alice, B)).isEqualTo("2");
            assertThat(world.logics().sweep(DEADLINE).left()).isZero();
            assertThat(live(world, "1.0.0")).isZero();
        }
    }

    @Test
    void whereEachStandsCanBeSeen() {
        try (World world = world(55, first())) {
            begin(world, Policy.IDLE);
            assertThat(world.logics().all())
                    .extracting(l -> l.version() + " " + l.standing() + " " + l.ends() + " " + l.reason())
                    .containsExactly("1.0.0 ACTIVE true ", "2.0.0 CANARY false takes over by the policy idle");
        }
    }
}

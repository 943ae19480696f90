package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.acted;
import static et.testkit.runtime.BoxLogic.add;
import static et.testkit.runtime.BoxLogic.news;
import static et.testkit.runtime.BoxLogic.word;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Replayed;
import et.actor.Replayed.Difference;
import et.actor.core.Settings;
import et.api.Refusal;
import et.testkit.Player;
import et.testkit.World;
import et.testkit.box.Box;
import et.testkit.box.Echo;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Another version handles what the active one has handled, and nobody notices. */
class ReplayEnvTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger calls = new AtomicInteger();

    /** Does something of each kind. */
    private static BoxLogic busy() {
        return new BoxLogic()
                .act("gamble", (ctx, box, act) -> {
                    long drawn = ctx.random().nextLong()
                            + ctx.newId()
                            + ctx.newId()
                            + ctx.now().toEpochMilli();
                    ctx.reply(acted(add(box, drawn, "")));
                    return add(box, drawn, "gambled");
                })
                .act("say", (ctx, box, act) -> {
                    ctx.broadcast(news("all"));
                    ctx.push(news("you"));
                    ctx.joined().forEach(session -> ctx.push(session, news(session.player())));
                    ctx.session().ifPresent(ctx::leave);
                    ctx.startTimer("bell", Duration.ofMillis(50));
                    ctx.startTimerEvery("drum", Duration.ofMillis(70));
                    return box;
                })
                .act("hush", (ctx, box, act) -> {
                    ctx.stopTimer("drum");
                    return add(box, 1, "hush");
                })
                .act("question", (ctx, box, act) -> {
                    ctx.ask(B, word("answer", 5), Duration.ofSeconds(1));
                    ctx.tell(B, word("hear", 6));
                    ctx.send(B, word("hear", 7));
                    return box;
                })
                .act("work", (ctx, box, act) -> {
                    ctx.blocking(() -> Echo.newBuilder().setText("done").build(), Duration.ofSeconds(1));
                    return box;
                })
                .act("lost", (ctx, box, act) -> {
                    ctx.ask(B, word("silence", 5), Duration.ofSeconds(1));
                    return box;
                })
                .act("refuse", (ctx, box, act) -> {
                    throw new Refusal(1077, "not " + box.getValue());
                })
                .act("throw", (ctx, box, act) -> {
                    throw new IllegalStateException("on purpose");
                })
                .word("answer", (ctx, box, word) -> {
                    ctx.reply(Echo.newBuilder()
                            .setText(ctx.sender().orElseThrow() + " " + word.getAmount())
                            .build());
                    return add(box, word.getAmount(), "answer");
                })
                .word("silence", (ctx, box, word) -> box)
                .word("hear", (ctx, box, word) -> add(box, word.getAmount(), "heard"))
                .onFailure()
                .onLeft()
                .also(on -> {
                    on.timer("bell", (ctx, box) -> add(box, 100, "bell"));
                    on.timer("drum", (ctx, box) -> add(box, 1000, "drum"));
                    on.created((ctx, box) -> add(box, 1, "created"));
                });
    }

    private static void play(World world) {
        Player alice = world.player("alice");
        ask(alice, A, act("add", 3));
        ask(alice, A, act("gamble"));
        alice.ask(A, act("join"));
        world.player("bob").ask(A, act("join"));
        // The first messages of each second are recorded.
        world.advance(Duration.ofSeconds(2));
        alice.ask(A, act("say"));
        alice.ask(A, act("question"));
        world.advance(Duration.ofSeconds(2));
        alice.ask(A, act("work"));
        alice.ask(A, act("lost"));
        assertThat(code(alice, A, act("refuse"))).isEqualTo(1077);
        code(alice, A, act("throw"));
        world.advance(Duration.ofSeconds(2));
        alice.ask(A, act("hush"));
        world.run();
    }

    private static Replayed replay(World world, BoxLogic candidate) {
        world.logics().pin(BUNDLE, "1.0.0");
        world.install(BUNDLE, "2.0.0", candidate);
        Box before = world.stored(A, Box.parser()).orElse(Box.getDefaultInstance());
        long steps = world.steps();
        Replayed replayed = world.logics().replay(BUNDLE, "2.0.0", LONG);
        world.run();
        assertThat(world.steps()).as("nothing came of it").isEqualTo(steps);
        assertThat(world.stored(A, Box.parser()).orElse(Box.getDefaultInstance()))
                .isEqualTo(before);
        return replayed;
    }

    private static Replayed replayed(UnaryOperator<BoxLogic> change) {
        try (World world = world(81, busy())) {
            play(world);
            return replay(world, change.apply(busy()));
        }
    }

    @Test
    void theSameCodeDoesTheSameEverywhere() {
        Replayed replayed = replayed(same -> same);
        assertThat(replayed.differences()).isEmpty();
        // Created twice, five acts, bell and drum, what the other actor heard and answered, answers, a failure.
        assertThat(replayed.messages()).isGreaterThan(20);
        assertThat(replayed.actors()).isEqualTo(2);
        assertThat(replayed.same()).isEqualTo(replayed.messages());
    }

    @Test
    void anotherReplyIsShownWithBoth() {
        Replayed replayed = replayed(other -> other.act("add", (ctx, box, act) -> {
            ctx.reply(acted(add(box, act.getAmount() + 1, "")));
            return add(box, act.getAmount(), act.getTo());
        }));
        assertThat(replayed.differing()).isEqualTo(1);
        assertThat(replayed.differences())
                .containsExactly(new Difference(
                        "box/a",
                        "request et.testkit.box.Act",
                        false,
                        "it replies Acted { value: 5 }; recorded: it replies Acted { value: 4 }"));
    }

    @Test
    void anotherStateIsShownWithBoth() {
        Replayed replayed = replayed(other -> other.also(on -> on.over(box -> false))
                .word("hear", (ctx, box, word) -> add(box, word.getAmount(), "herd")));
        assertThat(replayed.differing()).isEqualTo(2);
        assertThat(replayed.differences())
                .allSatisfy(one -> assertThat(one.what())
                        .startsWith("its state becomes value: ")
                        .contains("seen: \"herd\"", "; recorded: value: ", "seen: \"heard\""));
    }

    @Test
    void whatIsPushedAskedAndTimedIsCompared() {
        Replayed replayed = replayed(other -> other.act("say", (ctx, box, act) -> {
                    ctx.broadcast(news("all"));
                    ctx.startTimer("bell", Duration.ofMillis(51));
                    return box;
                })
                .act("question", (ctx, box, act) -> {
                    ctx.ask(A, word("answer", 5), Duration.ofSeconds(1));
                    return box;
                }));
        assertThat(replayed.differing()).isEqualTo(2);
        assertThat(replayed.differences().get(0).what())
                .contains("it starts the timer bell in 51 ms; recorded: it pushes to alice (session ");
        assertThat(replayed.differences().get(1).what())
                .contains(
                        "it asks box/a within 1000 ms Word { name: \"answer\" amount: 5 }; recorded: it asks box/b within"
                                + " 1000 ms Word { name: \"answer\" amount: 5 }",
                        "nothing; recorded: it tells box/b");
    }

    @Test
    void failuresComeFirstAndAreCountedApart() {
        Replayed replayed = replayed(other -> other.act("add", (ctx, box, act) -> add(box, 2, ""))
                .act("hush", (ctx, box, act) -> {
                    throw new IllegalStateException("a new mistake");
                })
                .act("refuse", (ctx, box, act) -> box)
                .act("throw", (ctx, box, act) -> box));
        assertThat(replayed.failing()).isEqualTo(1);
        assertThat(replayed.differing()).isEqualTo(3);
        assertThat(replayed.differences().get(0))
                .isEqualTo(new Difference(
                        "box/a",
                        "request et.testkit.box.Act",
                        true,
                        "it fails: java.lang.IllegalStateException: a new mistake; recorded: it succeeds"));
        assertThat(replayed.differences())
                .extracting(Difference::what)
                .anyMatch(what -> what.startsWith("it succeeds; recorded: it refuses with 1077 not "))
                .anyMatch(what -> what.startsWith("it succeeds; recorded: it fails: java.lang.IllegalStateException"));
    }

    @Test
    void whoReadsAClockOfItsOwnIsLeftOut() {
        Replayed replayed =
                replayed(other -> other.act("add", (ctx, box, act) -> add(box, calls.incrementAndGet(), "")));
        assertThat(replayed.unsteady()).isEqualTo(1);
        assertThat(replayed.differences()).isEmpty();
    }

    @Test
    void statesOfAnotherSchemaAreComparedAsTheVersionBeforeWouldGetThem() {
        UnaryOperator<BoxLogic> doubled = other -> other.also(on -> {
                    on.schema(2);
                    on.upgrade(
                            1,
                            box -> box.toBuilder().setValue(box.getValue() * 2).build());
                    on.downgrade(
                            1,
                            box -> box.toBuilder().setValue(box.getValue() / 2).build());
                })
                .act("hush", (ctx, box, act) -> {
                    ctx.stopTimer("drum");
                    return add(box, 2, "hush");
                });
        try (World world = world(82, busy())) {
            Player alice = world.player("alice");
            alice.ask(A, act("hush"));
            Replayed replayed = replay(world, doubled.apply(busy()));
            // The handler of "created" adds 1 still, which is half of what it was.
            assertThat(replayed.same()).isEqualTo(1);
            assertThat(replayed.differences()).extracting(Difference::handler).containsExactly("created");
        }
    }

    @Test
    void ofLongTextsWhatDiffersIsShown() {
        String same = "s".repeat(1000);
        try (World world = world(86, busy())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", same, 1));
            world.run();
            Replayed replayed =
                    replay(world, busy().act("add", (ctx, box, act) -> add(box, act.getAmount(), act.getTo() + "t")));
            String state = replayed.differences().get(0).what();
            assertThat(state)
                    .endsWith("st\"; recorded: ... " + "s".repeat(40) + "\"")
                    .hasSizeLessThan(300);
        }
    }

    @Test
    void oneBusyHandlerDoesNotHideTheOthers() {
        Replayed replayed = replayed(other -> other.act("add", (ctx, box, act) -> box)
                .act("gamble", (ctx, box, act) -> box)
                .act("join", (ctx, box, act) -> box)
                .act("say", (ctx, box, act) -> box)
                .act("question", (ctx, box, act) -> box)
                .word("hear", (ctx, box, word) -> box));
        assertThat(replayed.differing()).isGreaterThan(5);
        assertThat(replayed.differences())
                .filteredOn(one -> one.handler().equals("request et.testkit.box.Act"))
                .hasSize(3);
        assertThat(replayed.differences()).extracting(Difference::handler).contains("message et.testkit.box.Word");
    }

    @Test
    void aHandlerThatIsGoneIsAFailure() {
        try (World world = world(
                83,
                busy().also(on -> on.timer("gong", (ctx, box) -> add(box, 1, "gong")))
                        .act("strike", (ctx, box, act) -> {
                            ctx.startTimer("gong", Duration.ofMillis(1));
                            return box;
                        }))) {
            world.player("alice").ask(A, act("strike"));
            world.advance(Duration.ofSeconds(1));
            Replayed replayed = replay(world, busy().act("strike", (ctx, box, act) -> box));
            assertThat(replayed.differences())
                    .contains(new Difference(
                            "box/a",
                            "timer gong",
                            true,
                            "it fails: there is no handler for it any more; recorded: it succeeds"));
        }
    }

    @Test
    void onlyWhatTheActiveVersionHandledIsReplayed() {
        try (World world = world(84, busy())) {
            ask(world.player("alice"), A, act("add", 3));
            world.hotfix(BUNDLE, "1.1.0", busy());
            world.confirm(BUNDLE);
            world.logics().pin(BUNDLE, "1.1.0");
            world.install(BUNDLE, "2.0.0", busy());
            assertThat(world.logics().replay(BUNDLE, "2.0.0", LONG)).isEqualTo(Replayed.NOTHING);
        }
    }

    @Test
    void theNewestAreKeptAndNoneWhenNoneAreWanted() {
        Settings.Limits limits = Settings.Limits.DEFAULT;
        for (int bytes : new int[] {0, 5000}) {
            Settings settings = new Settings(
                    new Settings.Limits(
                            limits.stash(),
                            limits.stashBytes(),
                            limits.held(),
                            limits.answers(),
                            limits.answerBytes(),
                            limits.outbox(),
                            limits.actors(),
                            bytes),
                    Settings.Times.DEFAULT,
                    Settings.Faults.DEFAULT);
            try (World world = World.seeded(85)
                    .logic(BUNDLE, "1.0.0", busy())
                    .lanes(1)
                    .settings(settings)
                    .start()) {
                Player alice = world.player("alice");
                for (int second = 0; second < 30; second++) {
                    ask(alice, A, act("add", second));
                    world.advance(Duration.ofSeconds(2));
                }
                Replayed replayed = replay(world, busy().act("add", (ctx, box, act) -> box));
                if (bytes == 0) {
                    assertThat(replayed).isEqualTo(Replayed.NOTHING);
                } else {
                    assertThat(replayed.messages()).isBetween(5, 12);
                    // The sum of 0 to 17 is 153.
                    assertThat(replayed.differences())
                            .allSatisfy(one ->
                                    assertThat(one.what()).containsPattern("recorded: value: (1[6-9]|[2-4]\\d)\\d "));
                }
            }
        }
    }
}

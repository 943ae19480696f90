package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorRef;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Refusal;
import et.api.table.Index;
import et.api.table.Key;
import et.api.table.Query;
import et.api.table.Table;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.Scenario;
import et.testkit.World;
import et.testkit.box.Act;
import et.testkit.box.Acted;
import et.testkit.box.Box;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows of a game's tables go with the change of the actor that writes them, and come back as a message. */
class TablesEnvTest {

    @Table(value = "scores", indexes = @Index({"points"}))
    record Score(@Key String player, long points) {}

    /** As a later version has it. */
    @Table("scores")
    record Seasoned(@Key String player, long points, int season) {}

    /** As no version may have it beside the others. */
    @Table("scores")
    record Worded(@Key String player, String points) {}

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Query<Score> BEST =
            Query.first(10, Score.class).descending("points").fresh();
    private static final Query<Seasoned> ALL = Query.first(10, Seasoned.class).fresh();

    private static String name(ActorContext ctx) {
        return ctx.self().id();
    }

    private static Box putting(ActorContext ctx, Box box, Act act) {
        Box next = BoxLogic.add(box, act.getAmount(), "");
        ctx.put(new Score(name(ctx), next.getValue()));
        ctx.reply(BoxLogic.acted(next));
        return next;
    }

    private static BoxLogic scores() {
        return new BoxLogic()
                .act("put", TablesEnvTest::putting)
                .act("put for", (ctx, box, act) -> {
                    ctx.put(new Score(act.getTo(), act.getAmount()));
                    ctx.reply(BoxLogic.acted(box));
                    return box;
                })
                .act("delete", (ctx, box, act) -> {
                    ctx.delete(Score.class, act.getTo());
                    ctx.reply(BoxLogic.acted(box));
                    return box;
                })
                .act("best", (ctx, box, act) -> {
                    ctx.find("best", BEST, SOON);
                    return box;
                })
                .also(on -> {
                    on.table(Score.class);
                    on.found("best", Score.class, TablesEnvTest::best);
                });
    }

    private static Box best(ActorContext ctx, Box box, List<Score> found) {
        ctx.reply(Acted.newBuilder()
                .setText(found.stream()
                        .map(score -> score.player() + " " + score.points())
                        .collect(Collectors.joining(", ")))
                .build());
        return box;
    }

    private static BoxLogic seasons() {
        return new BoxLogic()
                .act("put", (ctx, box, act) -> {
                    ctx.put(new Seasoned(name(ctx), box.getValue(), (int) act.getAmount()));
                    ctx.reply(BoxLogic.acted(box));
                    return box;
                })
                .act("best", (ctx, box, act) -> {
                    ctx.find("best", ALL, SOON);
                    return box;
                })
                .also(on -> {
                    on.table(Seasoned.class);
                    on.found("best", Seasoned.class, (ctx, box, found) -> {
                        ctx.reply(Acted.newBuilder().setText(found.toString()).build());
                        return box;
                    });
                });
    }

    private static Act putFor(String player, long points) {
        return act("put for", points).toBuilder().setTo(player).build();
    }

    private static String best(Player player) {
        return ask(player, B, act("best")).getText();
    }

    @Test
    void whatOneActorPutsAnotherFinds() {
        try (World world = Boxes.world(1, scores())) {
            Player alice = world.player("alice");
            assertThat(best(alice)).isEmpty();
            ask(alice, A, act("put", 3));
            ask(alice, B, act("put", 5));
            assertThat(best(alice)).isEqualTo("b 5, a 3");
            ask(alice, A, act("put", 4));
            assertThat(best(alice)).isEqualTo("a 7, b 5");
            ask(alice, A, act("delete", "b", 0));
            assertThat(best(alice)).isEqualTo("a 7");
        }
    }

    @Test
    void aRowAndTheStateAreOneWriteWhateverHappens() {
        Scenario.of(() -> Boxes.world(2, scores()), world -> {
                    Player alice = world.player("alice");
                    ask(alice, A, act("put", 3));
                    ask(alice, A, act("put", 4));
                    return value(alice, A) + ": " + best(alice);
                })
                .atEveryStep(World::crash);
    }

    @Test
    void aWriteWhoseOutcomeIsUnknownIsDoneOnce() {
        BoxLogic logic = scores().act("insert", (ctx, box, act) -> {
            ctx.insert(new Score(name(ctx), 1));
            ctx.reply(BoxLogic.acted(box));
            return box;
        });
        try (World world = Boxes.world(3, logic)) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.store().cutNextWrite();
            assertThat(code(alice, A, act("insert"))).isZero();
            assertThat(best(alice)).isEqualTo("a 1");
        }
    }

    @Test
    void aHandlerThatThrowsWritesNoRow() {
        BoxLogic logic = scores().act("fail", (ctx, box, act) -> {
                    ctx.put(new Score("x", 1));
                    throw new IllegalStateException("a bug");
                })
                .act("refuse", (ctx, box, act) -> {
                    ctx.put(new Score("y", 1));
                    throw new Refusal(1000, "no");
                });
        try (World world = Boxes.world(4, logic)) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("fail"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(code(alice, A, act("refuse"))).isEqualTo(1000);
            ask(alice, A, act("put", 1));
            assertThat(best(alice)).isEqualTo("a 1");
        }
    }

    @Test
    void ofTwoWhoInsertTheSameKeyOneIsToldThatNothingWasChanged() {
        BoxLogic logic = scores().act("claim", (ctx, box, act) -> {
            ctx.insert(new Score("champion", 1));
            ctx.reply(BoxLogic.acted(box));
            return BoxLogic.add(box, 1, "");
        });
        try (World world = Boxes.world(5, logic)) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("claim"))).isZero();
            assertThat(code(alice, B, act("claim"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(value(alice, A)).isEqualTo(1);
            assertThat(value(alice, B)).isZero();
            assertThat(best(alice)).isEqualTo("champion 1");
        }
    }

    @Test
    void relaxedRowsGoWithTheNextWriteAndTheNewestOfEachKeyCounts() {
        try (World world = Boxes.world(6, scores().relaxed(Duration.ofSeconds(5)))) {
            Player alice = world.player("alice");
            ask(alice, A, act("put", 3));
            ask(alice, A, putFor("z", 9));
            ask(alice, A, act("put", 4));
            assertThat(best(alice)).isEmpty();
            world.advance(Duration.ofSeconds(6));
            assertThat(best(alice)).isEqualTo("z 9, a 7");
            ask(alice, A, act("put", 1));
            world.crash();
            assertThat(best(alice)).isEqualTo("z 9, a 7");
        }
    }

    @Test
    void relaxedRowsOutliveADatabaseThatIsAway() {
        try (World world = Boxes.world(7, scores().relaxed(Duration.ofSeconds(1)))) {
            Player alice = world.player("alice");
            ask(alice, A, act("put", 3));
            world.store().failNext(100);
            world.advance(Duration.ofSeconds(5));
            ask(alice, A, putFor("z", 9));
            ask(alice, A, act("put", 1));
            world.advance(Duration.ofMinutes(1));
            world.store().failNext(0);
            world.advance(Duration.ofMinutes(2));
            assertThat(best(alice)).isEqualTo("z 9, a 4");
        }
    }

    @Test
    void anInsertionMakesARelaxedHandlerDurable() {
        BoxLogic logic = scores().relaxed(Duration.ofMinutes(1)).act("insert", (ctx, box, act) -> {
            ctx.insert(new Score(name(ctx), 1));
            ctx.reply(BoxLogic.acted(box));
            return box;
        });
        try (World world = Boxes.world(8, logic)) {
            Player alice = world.player("alice");
            ask(alice, A, act("insert"));
            world.crash();
            assertThat(best(alice)).isEqualTo("a 1");
        }
    }

    @Test
    void whatTheOldVersionWritesKeepsTheColumnsOfTheNewOne() {
        try (World world = Boxes.world(9, scores())) {
            Player alice = world.player("alice");
            ask(alice, A, act("put", 3));
            world.hotfix(BUNDLE, "1.1.0", seasons());
            assertThat(best(alice)).isEqualTo("[Seasoned[player=a, points=3, season=0]]");
            ask(alice, A, act("put", 2));
            world.rollback(BUNDLE);
            ask(alice, A, act("put", 4));
            assertThat(best(alice)).isEqualTo("a 7");
            world.hotfix(BUNDLE, "1.1.1", seasons());
            assertThat(best(alice)).isEqualTo("[Seasoned[player=a, points=7, season=2]]");
        }
    }

    @Test
    void aColumnOfAnotherClassIsRefusedBeforeAnythingIsChanged() {
        try (World world = Boxes.world(10, scores())) {
            assertThatThrownBy(() -> world.hotfix(BUNDLE, "1.1.0", new BoxLogic().also(on -> on.table(Worded.class))))
                    .hasMessageContaining("the column points of g_boxes_scores was long and is text")
                    .hasMessageContaining("Give the new column another name");
            ask(world.player("alice"), A, act("put", 3));
        }
    }

    @Test
    void aTableOfAnotherBundleIsRefused() {
        try (World world =
                World.seeded(11).logic("one.boxes", "1.0.0", scores()).start()) {
            assertThatThrownBy(() -> world.install("other.boxes", "1.0.0", new OtherLogic()))
                    .hasMessageContaining("the table g_boxes_scores belongs to the bundle one.boxes");
        }
    }

    @ActorType("other")
    private static final class OtherLogic implements ActorLogic<Box> {

        @Override
        public void define(Handlers<Box> on) {
            on.state(Box.parser());
            on.request(Act.class, (ctx, box, act) -> box);
            on.table(Score.class);
        }
    }

    @Test
    void whatDoesNotFitIsNamedAndChangesNothing() {
        wrong((ctx, act) -> ctx.put(new Seasoned("a", 1, 1)));
        wrong((ctx, act) -> ctx.put(new Score("x".repeat(129), 1)));
        wrong((ctx, act) -> ctx.put(new Score("half \ud800", 1)));
        wrong((ctx, act) -> ctx.delete(Score.class, 1));
        wrong((ctx, act) -> ctx.delete(Score.class));
        wrong((ctx, act) -> ctx.find("worst", BEST, SOON));
        wrong((ctx, act) -> ctx.find("best", ALL, SOON));
        wrong((ctx, act) -> ctx.find("best", BEST.equal("point", 1L), SOON));
        wrong((ctx, act) -> ctx.find("best", BEST.equal("points", "1"), SOON));
        wrong((ctx, act) -> ctx.find("best", BEST.absent("points"), SOON));
        wrong((ctx, act) -> ctx.find("best", BEST.startsWith("points", "1"), SOON));
        wrong((ctx, act) -> ctx.find("best", BEST, Duration.ofHours(1)));
        wrong((ctx, act) -> {
            for (int i = 0; i < 65; i++) {
                ctx.put(new Score("p" + i, i));
            }
        });
        wrong((ctx, act) -> {
            ctx.put(new Score("x", 1));
            ctx.find("best", Query.first(1001, Score.class), SOON);
        });
    }

    private static void wrong(BiConsumer<ActorContext, Act> does) {
        BoxLogic logic = scores().act("wrong", (ctx, box, act) -> {
            does.accept(ctx, act);
            return box;
        });
        try (World world = Boxes.world(12, logic)) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("wrong"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            ask(alice, A, act("add", 1));
            assertThat(best(alice)).isEmpty();
        }
    }

    @Test
    void anActorThatAsksAndIsMovedAwayTellsNobodyTwice() {
        try (World world = Boxes.world(13, scores())) {
            Player alice = world.player("alice");
            ask(alice, A, act("put", 3));
            alice.send(B, act("best"));
            world.move(new ActorRef("box", "b"));
            assertThat(best(alice)).isEqualTo("a 3");
        }
    }
}

package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.acted;
import static et.testkit.runtime.BoxLogic.add;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.seen;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Logics;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.World;
import et.testkit.box.Box;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How code changes under live actors. */
class CodeEnvTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Schema 2: values are doubled on the way up, halved on the way down. */
    private static BoxLogic doubled() {
        return new BoxLogic().also(on -> {
            on.schema(2);
            on.upgrade(1, box -> box.toBuilder().setValue(box.getValue() * 2).build());
            on.downgrade(1, box -> box.toBuilder().setValue(box.getValue() / 2).build());
        });
    }

    private static BoxLogic unreadable() {
        return new BoxLogic().also(on -> {
            on.schema(2);
            on.upgrade(1, box -> {
                if (box.getValue() == 13) {
                    throw new IllegalStateException("an unlucky state");
                }
                return box;
            });
        });
    }

    @Test
    void aSwitchMigratesAndARollbackRestoresTheVeryBytes() {
        try (World world = world(1, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            ask(alice, B, act("add", 3));
            byte[] before = world.row(A).state();
            world.hotfix(BUNDLE, "2.0.0", doubled());
            assertThat(value(alice, A)).isEqualTo(6);
            ask(alice, B, act("add", 1));
            world.rollback(BUNDLE);
            assertThat(value(alice, A)).isEqualTo(3);
            assertThat(value(alice, B)).isEqualTo(3);
            assertThat(world.row(A).state()).isEqualTo(before);
            ask(alice, A, act("add", 1));
            assertThat(world.row(A).schema()).isEqualTo(1);
        }
    }

    @Test
    void actorsThatAreNotInMemoryAreCarriedOverWhenTheyComeBothWays() {
        try (World world = world(2, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            ask(alice, B, act("add", 3));
            world.advance(Duration.ofMinutes(10));
            world.hotfix(BUNDLE, "2.0.0", doubled());
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(7);
            assertThat(value(alice, B)).isEqualTo(6);
            world.advance(Duration.ofMinutes(10));
            assertThat(world.row(A).schema()).isEqualTo(2);
            assertThat(world.row(B).schema()).isEqualTo(1);
            Logics logics = world.logics();
            logics.revert(BUNDLE, "1.0.0", DEADLINE);
            assertThat(value(alice, A)).isEqualTo(3);
            assertThat(value(alice, B)).isEqualTo(3);
        }
    }

    @Test
    void eachActorThatIsCarriedOverPausesOnce() {
        try (World world = world(12, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            ask(alice, B, act("add", 3));
            world.logics().pin(BUNDLE, "1.0.0");
            world.install(BUNDLE, "2.0.0", doubled());
            world.logics().activate(BUNDLE, "2.0.0", DEADLINE);
            assertThat(value(alice, A)).isEqualTo(6);
            assertThat(world.logics().sweep(DEADLINE).pauses().total()).isEqualTo(2);
            assertThat(value(alice, B)).isEqualTo(6);
            assertThat(world.logics().sweep(DEADLINE).pauses().total()).isEqualTo(2);
            world.logics().revert(BUNDLE, "1.0.0", DEADLINE);
            assertThat(world.logics().sweep(DEADLINE).pauses().total()).isEqualTo(2);
        }
    }

    @Test
    void aStateThatTheNewCodeCannotTakeIsOutOfServiceUntilTheRollback() {
        try (World world = world(3, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 13));
            ask(alice, B, act("add", 1));
            world.hotfix(BUNDLE, "2.0.0", unreadable());
            assertThat(code(alice, A, act("get"))).isEqualTo(Code.STATE_UNREADABLE_VALUE);
            assertThat(value(alice, B)).isEqualTo(1);
            assertThat(world.logics().sweep(DEADLINE).parked()).containsOnlyKeys("box/a");
            world.rollback(BUNDLE);
            assertThat(value(alice, A)).isEqualTo(13);
        }
    }

    @Test
    void aTrialFindsThatStateBefore() {
        try (World world = world(4, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 13));
            ask(alice, B, act("add", 1));
            world.logics().pin(BUNDLE, "1.0.0");
            world.install(BUNDLE, "2.0.0", unreadable());
            Logics.Trial trial = world.logics().trial(BUNDLE, "2.0.0", DEADLINE);
            assertThat(trial.actors()).isEqualTo(2);
            assertThat(trial.migrated()).isEqualTo(1);
            assertThat(trial.failed()).isEqualTo(1);
            assertThat(trial.failures().get(0)).startsWith("box/a: ").contains("an unlucky state");
            assertThat(value(alice, A)).isEqualTo(13);
        }
    }

    @Test
    void aRowOfANewerSchemaIsLeftAloneWhenNobodyCanReadIt() {
        try (World world = world(5, doubled())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            byte[] before = world.row(A).state();
            world.uninstall(BUNDLE, "1.0.0");
            world.install(BUNDLE, "0.9.0", new BoxLogic());
            assertThat(code(alice, A, act("get"))).isEqualTo(Code.STATE_UNREADABLE_VALUE);
            world.advance(Duration.ofMinutes(10));
            assertThat(world.row(A).state()).isEqualTo(before);
        }
    }

    @Test
    void requestsWithoutLogicAreHeldAndTakenUp() {
        try (World world = world(6, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.uninstall(BUNDLE, "1.0.0");
            long first = alice.send(A, act("add", 1));
            long second = alice.send(B, act("add", 1));
            world.advance(Duration.ofSeconds(5));
            assertThat(alice.unanswered()).isEqualTo(2);
            world.install(BUNDLE, "1.0.1", new BoxLogic());
            assertThat(alice.await(first).ok()).isTrue();
            assertThat(alice.await(second).ok()).isTrue();
            assertThat(value(alice, A)).isEqualTo(2);
        }
    }

    @Test
    void requestsAreNotHeldForEver() {
        try (World world = world(7, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.uninstall(BUNDLE, "1.0.0");
            long number = alice.send(A, act("add", 1));
            world.advance(Duration.ofSeconds(12));
            assertThat(alice.await(number).code()).isEqualTo(Code.LOGIC_ABSENT_VALUE);
        }
    }

    @Test
    void aNewerVersionOfTheSameBundleTakesOverByItselfUnlessPinned() {
        try (World world = world(8, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            world.logics().pin(BUNDLE, "1.0.0");
            world.install(BUNDLE, "2.0.0", doubled());
            world.advance(Duration.ofSeconds(1));
            assertThat(value(alice, A)).isEqualTo(3);
            world.logics().unpin(BUNDLE);
            world.install(BUNDLE, "2.1.0", doubled());
            world.advance(Duration.ofSeconds(1));
            assertThat(value(alice, A)).isEqualTo(6);
        }
    }

    @Test
    void anotherBundleWithTheTypeIsRefused() {
        try (World world = world(9, new BoxLogic())) {
            assertThatThrownBy(() -> world.install("other", "1.0.0", new BoxLogic()))
                    .hasMessageContaining("served by the bundle boxes");
            assertThat(value(world.player("alice"), A)).isZero();
        }
    }

    @Test
    void aHandlerThatKeepsFailingIsCutOffUntilAHotfix() {
        int[] runs = {0};
        BoxLogic logic = new BoxLogic().act("fail", (ctx, box, act) -> {
            runs[0]++;
            throw new IllegalStateException("a bug");
        });
        try (World world = world(10, logic)) {
            Player alice = world.player("alice");
            for (int at = 0; at < 20; at++) {
                assertThat(code(alice, A, act("fail"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            }
            assertThat(code(alice, A, act("fail"))).isEqualTo(Code.QUARANTINED_VALUE);
            assertThat(runs[0]).isEqualTo(20);
            world.hotfix(BUNDLE, "1.0.1", new BoxLogic());
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(1);
        }
    }

    @Test
    void failuresThatAreFarApartCutNothingOff() {
        BoxLogic logic = new BoxLogic().act("fail", (ctx, box, act) -> {
            throw new IllegalStateException("a bug");
        });
        try (World world = world(11, logic)) {
            Player alice = world.player("alice");
            for (int at = 0; at < 40; at++) {
                assertThat(code(alice, A, act("fail"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
                world.advance(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void theCountsOfAllVersionsAddUp() {
        try (World world = world(12, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            ask(alice, B, act("add", 1));
            world.hotfix(BUNDLE, "1.0.1", new BoxLogic());
            ask(alice, A, act("add", 1));
            assertThat(world.logics().counters().handled())
                    .containsEntry("box boxes/1.0.0", 2L)
                    .containsEntry("box boxes/1.0.1", 1L);
            assertThat(world.logics().counters().repeats()).isZero();
            assertThat(world.logics().counters().reordered()).isZero();
        }
    }

    @Test
    void aMessageThatTheNewVersionDoesNotTakeIsRefusedAndAnAddedOneIsTaken() {
        BoxLogic next = new BoxLogic().act("new", (ctx, box, act) -> {
            ctx.reply(acted(box));
            return add(box, 100, "");
        });
        try (World world = world(13, new BoxLogic())) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("new"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            world.hotfix(BUNDLE, "1.0.1", next);
            ask(alice, A, act("new"));
            world.rollback(BUNDLE);
            assertThat(code(alice, A, act("new"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(value(alice, A)).isEqualTo(100);
        }
    }

    @Test
    void anAskSurvivesASwitch() {
        BoxLogic logic = new BoxLogic()
                .act("ask", (ctx, box, act) -> {
                    ctx.ask(B, BoxLogic.word("wait", 0), Duration.ofSeconds(30));
                    return box;
                })
                .word("wait", (ctx, box, word) -> {
                    ctx.ask(new et.api.ActorRef("nobody", "x"), BoxLogic.word("", 0), Duration.ofSeconds(1));
                    return box;
                })
                .also(on -> on.failure((ctx, box, failure) -> {
                    ctx.reply(et.testkit.box.Echo.newBuilder().setText("old").build());
                    return box;
                }));
        BoxLogic next = new BoxLogic()
                .also(on -> on.failure((ctx, box, failure) -> {
                    ctx.reply(et.testkit.box.Echo.newBuilder().setText("new").build());
                    return box;
                }));
        try (World world = world(14, logic)) {
            Player alice = world.player("alice");
            long number = alice.send(A, act("ask"));
            world.advance(Duration.ofMillis(500));
            world.hotfix(BUNDLE, "1.0.1", next);
            assertThat(alice.await(number).as(et.testkit.box.Acted.class).getText())
                    .isEqualTo("new");
            assertThat(seen(alice, A)).isEqualTo("echo new");
        }
    }

    @Test
    void theDefaultStateNeedsNoRow() {
        try (World world = world(15, new BoxLogic())) {
            assertThat(value(world.player("alice"), A)).isZero();
            assertThat(world.stored(A, Box.parser())).isEmpty();
        }
    }
}

package et.testkit.runtime;

import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.api.ActorRef;
import et.testkit.Player;
import et.testkit.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** After a rollback no stored state needs the version that was taken back: those of sleeping actors do not, either. */
class DescentEnvTest {

    /** More than a page. */
    private static final int ACTORS = 1200;

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static ActorRef actor(int number) {
        return new ActorRef("box", Integer.toString(number));
    }

    /** Schema 2 keeps values doubled, and cannot give 13 back. */
    private static BoxLogic second(boolean lucky) {
        return new BoxLogic().also(on -> {
            on.schema(2);
            on.upgrade(1, box -> box.toBuilder().setValue(box.getValue() * 2).build());
            on.downgrade(1, box -> {
                if (!lucky && box.getValue() == 26) {
                    throw new IllegalStateException("13 is unlucky");
                }
                return box.toBuilder().setValue(box.getValue() / 2).build();
            });
        });
    }

    /** Actors are on schema 2, asleep and awake, and the version before serves again. */
    private static World wentBack(boolean lucky, long seed) {
        World world = world(seed, new BoxLogic());
        Player alice = world.player("alice");
        for (int number = 0; number < ACTORS; number++) {
            ask(alice, actor(number), act("add", number));
        }
        world.hotfix(BUNDLE, "2.0.0", second(lucky));
        for (int number = 0; number < ACTORS; number++) {
            ask(alice, actor(number), act("add", 0));
        }
        world.advance(Duration.ofHours(1));
        for (int number = 0; number < ACTORS; number += 3) {
            ask(alice, actor(number), act("add", 0));
        }
        assertThat(world.row(actor(1)).schema()).isEqualTo(2);
        world.logics().revert(BUNDLE, "1.0.0", DEADLINE);
        world.logics().sweep(DEADLINE);
        world.logics().settle(BUNDLE);
        return world;
    }

    @Test
    void allAreWrittenAsTheVersionBeforeReadsThem() {
        try (World world = wentBack(true, 91)) {
            assertThat(world.logics().isAhead(BUNDLE, "2.0.0")).isTrue();
            assertThat(world.logics().writeDown(BUNDLE, "2.0.0", DEADLINE)).isZero();
            Player bob = world.player("bob");
            for (int number = 0; number < ACTORS; number++) {
                assertThat(world.row(actor(number)).schema()).isEqualTo(1);
                assertThat(ask(bob, actor(number), act("add", 0)).getValue()).isEqualTo(number);
            }
        }
    }

    @Test
    void whatCannotBeCarriedDownIsCountedAndStaysAsItIs() {
        try (World world = wentBack(false, 92)) {
            assertThat(world.logics().writeDown(BUNDLE, "2.0.0", DEADLINE)).isEqualTo(1);
            assertThat(world.row(actor(13)).schema()).isEqualTo(2);
            assertThat(world.row(actor(14)).schema()).isEqualTo(1);
        }
    }

    @Test
    void whoSleepsThroughUpAndDownIsAsBefore() {
        try (World world = world(94, new BoxLogic())) {
            Player alice = world.player("alice");
            world.hotfix(BUNDLE, "2.0.0", second(true));
            ask(alice, actor(1), act("add", 8));
            world.advance(Duration.ofHours(1));
            world.rollback(BUNDLE);
            assertThat(world.row(actor(1)).schema()).isEqualTo(1);
            assertThat(ask(alice, actor(1), act("add", 0)).getValue()).isEqualTo(4);
        }
    }

    @Test
    void aVersionOfTheSameSchemaIsNotNeeded() {
        try (World world = world(93, new BoxLogic())) {
            ask(world.player("alice"), actor(1), act("add", 1));
            world.hotfix(BUNDLE, "2.0.0", new BoxLogic());
            world.logics().revert(BUNDLE, "1.0.0", DEADLINE);
            assertThat(world.logics().isAhead(BUNDLE, "2.0.0")).isFalse();
        }
    }
}

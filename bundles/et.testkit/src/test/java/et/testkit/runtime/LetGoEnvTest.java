package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.testkit.Player;
import et.testkit.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An actor whose row is deleted is let go before, and does not write itself back. */
class LetGoEnvTest {

    @Test
    void anActorThatWasLetGoAndDeletedStaysDeleted() {
        try (World world = world(1, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            ask(alice, B, act("add", 4));
            assertThat(world.row(A)).isNotNull();

            assertThat(world.await(world.actors().letGo(A.type(), A.id()))).isTrue();
            world.store().delete(A.type(), A.id());
            assertThat(world.await(world.actors().inspect(A.type(), A.id()))).isEmpty();
            world.advance(Duration.ofMinutes(10));
            assertThat(world.row(A)).isNull();
            assertThat(value(alice, B)).isEqualTo(4);
            assertThat(value(alice, A)).as("made anew by the next message").isZero();
        }
    }

    @Test
    void whoIsNotLiveNeedNotBeLetGo() {
        try (World world = world(2, new BoxLogic())) {
            assertThat(world.await(world.actors().letGo(A.type(), A.id()))).isTrue();
        }
    }
}

package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Actors.Detail;
import et.persistence.ActorRow;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.World;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A row that is not what was written is out of service, alone, and stays as it is until somebody has put it right. */
class DamageEnvTest {

    private static final Duration OUT_OF_MEMORY = Duration.ofMinutes(10);

    @Test
    void anActorWhoseRowWasAlteredIsOutOfServiceUntilTheRowIsPutBack() {
        try (World world = world(1, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            ask(alice, B, act("add", 4));
            world.advance(OUT_OF_MEMORY);
            ActorRow sound = world.row(A);
            world.store().damage(A.type(), A.id());

            assertThat(code(alice, A, act("add", 1))).isEqualTo(Code.STATE_UNREADABLE_VALUE);
            assertThat(value(alice, B)).isEqualTo(4);
            Detail detail =
                    world.await(world.actors().inspect(A.type(), A.id())).orElseThrow();
            assertThat(detail.line().phase()).isEqualTo("unreadable");
            assertThat(detail.waiting())
                    .contains("its row from a backup: actor box/a: its row was altered, as the test wished");

            // Neither new code nor time makes anything of it.
            world.hotfix(BUNDLE, "1.1.0", new BoxLogic());
            assertThat(code(alice, A, act("get"))).isEqualTo(Code.STATE_UNREADABLE_VALUE);
            world.advance(OUT_OF_MEMORY);
            assertThat(code(alice, A, act("get"))).isEqualTo(Code.STATE_UNREADABLE_VALUE);

            world.store().put(sound);
            world.advance(OUT_OF_MEMORY);
            assertThat(value(alice, A)).isEqualTo(3);
        }
    }

    @Test
    void garbageInPlaceOfAStateOrABookTakesNothingElseDown() {
        try (World world = world(2, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            ask(alice, B, act("add", 4));
            world.advance(OUT_OF_MEMORY);
            byte[] garbage = new byte[50];
            Arrays.fill(garbage, (byte) -1);
            ActorRow a = world.row(A);
            world.store().put(a.with(garbage, a.book()));
            assertThat(code(alice, A, act("get"))).isEqualTo(Code.STATE_UNREADABLE_VALUE);
            ActorRow b = world.row(B);
            world.store().put(b.with(b.state(), garbage));
            world.advance(OUT_OF_MEMORY);
            assertThat(code(alice, B, act("get"))).isEqualTo(Code.STATE_UNREADABLE_VALUE);
            assertThat(world.row(A).state()).isEqualTo(garbage);
            assertThat(world.row(B).book()).isEqualTo(garbage);

            world.store().put(a);
            world.store().put(b);
            world.advance(OUT_OF_MEMORY);
            assertThat(value(alice, A)).isEqualTo(3);
            assertThat(value(alice, B)).isEqualTo(4);
        }
    }
}

package et.testkit.runtime;

import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import et.api.ActorRef;
import et.testkit.Player;
import et.testkit.World;
import et.testkit.box.Box;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Up and down again, over all that a live world holds: no byte is another one. */
class ReversalEnvTest {

    /** {@code -Det.reversal.actors=100000} takes a minute. */
    private static final int ACTORS = Integer.getInteger("et.reversal.actors", 3_000);

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final long seed = System.nanoTime();

    /** States of many shapes, most of them with fields that no version of the bundle knows. */
    private static Box state(Random random, long value) {
        Box.Builder box = Box.newBuilder().setValue(value);
        for (int seen = random.nextInt(3); seen > 0; seen--) {
            box.addSeen(Long.toString(random.nextLong(), 36));
        }
        UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder();
        for (int fields = random.nextInt(4); fields > 0; fields--) {
            Field.Builder field = Field.newBuilder();
            switch (random.nextInt(3)) {
                case 0 -> field.addVarint(random.nextLong());
                case 1 -> field.addFixed64(random.nextLong());
                default -> {
                    byte[] bytes = new byte[random.nextInt(24)];
                    random.nextBytes(bytes);
                    field.addLengthDelimited(ByteString.copyFrom(bytes));
                }
            }
            unknown.mergeField(3 + random.nextInt(1000), field.build());
        }
        return box.setUnknownFields(unknown.build()).build();
    }

    private static ActorRef actor(int number) {
        return new ActorRef("box", Integer.toString(number));
    }

    private BoxLogic first() {
        return new BoxLogic().act("become", (ctx, box, act) -> {
            Box state = state(new Random(seed + act.getAmount()), act.getAmount());
            ctx.reply(BoxLogic.acted(state));
            return state;
        });
    }

    /** Schema 2 keeps values doubled. */
    private BoxLogic second() {
        return new BoxLogic().also(on -> {
            on.schema(2);
            on.upgrade(1, box -> box.toBuilder().setValue(box.getValue() * 2).build());
            on.downgrade(1, box -> box.toBuilder().setValue(box.getValue() / 2).build());
        });
    }

    private static byte[] stored(World world, int number) {
        var row = world.row(actor(number));
        assertThat(row).as("%s, actor %s", world, number).isNotNull();
        return row.state();
    }

    private static int hash(World world) {
        int hash = 0;
        for (int number = 0; number < ACTORS; number++) {
            hash = 31 * hash + Arrays.hashCode(stored(world, number));
        }
        return hash;
    }

    @Test
    void upAndDownAgainIsTheSame() {
        try (World world = world(seed, first())) {
            Player alice = world.player("alice");
            for (int number = 0; number < ACTORS; number++) {
                ask(alice, actor(number), act("become", number));
            }
            int before = hash(world);
            world.hotfix(BUNDLE, "2.0.0", second());
            // Every second one does something, and is as before after that: those are migrated downwards, the others
            // get their bytes back.
            for (int number = 0; number < ACTORS; number += 2) {
                assertThat(ask(alice, actor(number), act("add", 7)).getValue()).isEqualTo(2L * number + 7);
                ask(alice, actor(number), act("add", -7));
            }
            assertThat(world.row(actor(0)).schema()).isEqualTo(2);
            world.rollback(BUNDLE);
            var sweep = world.logics().sweep(DEADLINE);
            assertThat(sweep.left()).isZero();
            assertThat(sweep.parked()).isEmpty();
            for (int number = 0; number < ACTORS; number++) {
                // Written again with the schema of the first version.
                ask(alice, actor(number), act("add", 0));
                assertThat(world.row(actor(number)).schema()).isEqualTo(1);
            }
            assertThat(hash(world)).as("seed %s", seed).isEqualTo(before);
        }
    }
}

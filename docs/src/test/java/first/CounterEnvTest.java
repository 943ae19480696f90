package first;

import static org.assertj.core.api.Assertions.assertThat;

import et.testkit.Player;
import et.testkit.Scenario;
import et.testkit.World;
import hello.Add;
import hello.Added;
import hello.CounterLogic;
import org.junit.jupiter.api.Test;

class CounterEnvTest {

    @Test
    void addsUp() {
        try (World world = world()) {
            Player alice = world.player("alice");

            assertThat(alice.ask(add(3)).as(Added.class).getValue()).isEqualTo(3);
            assertThat(alice.ask(add(4)).as(Added.class).getValue()).isEqualTo(7);
            assertThat(alice.ask(add(0)).code()).isEqualTo(1000);
        }
    }

    @Test
    void countsOnceWhateverHappens() {
        Scenario.of(CounterEnvTest::world, world -> {
                    Player alice = world.player("alice");
                    alice.ask(add(3));
                    return alice.ask(add(4)).as(Added.class).getValue();
                })
                .atEveryStep(World::crash);
    }

    private static World world() {
        return World.seeded(1).logic("hello", "1.0.0", new CounterLogic()).start();
    }

    private static Add add(int amount) {
        return Add.newBuilder().setAmount(amount).build();
    }
}

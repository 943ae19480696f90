package board;

import static org.assertj.core.api.Assertions.assertThat;

import et.testkit.Player;
import et.testkit.Scenario;
import et.testkit.World;
import org.junit.jupiter.api.Test;

class BoardEnvTest {

    @Test
    void theBestComeFirst() {
        try (World world = world()) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            alice.ask(won(3));
            bob.ask(won(5));
            alice.ask(won(4));

            assertThat(best(bob)).containsExactly("alice 7", "bob 5");
        }
    }

    @Test
    void aScoreCountsOnceWhateverHappens() {
        Scenario.of(BoardEnvTest::world, world -> {
                    Player alice = world.player("alice");
                    alice.ask(won(3));
                    alice.ask(won(4));
                    return best(alice);
                })
                .atEveryStep(World::crash);
    }

    private static World world() {
        return World.seeded(1).logic("board", "1.0.0", new BoardLogic()).start();
    }

    private static Won won(int points) {
        return Won.newBuilder().setPoints(points).build();
    }

    private static Iterable<String> best(Player player) {
        return player.ask(Best.getDefaultInstance()).as(Bests.class).getPlacesList().stream()
                .map(place -> place.getPlayer() + " " + place.getPoints())
                .toList();
    }
}

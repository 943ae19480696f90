package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.itests.process.Ownership.Belief;
import et.itests.process.Ownership.Raise;
import et.itests.process.Ownership.Write;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checkers of {@link ChaosIT} find what they are for. */
class OwnershipTest {

    private static final Instant START = Instant.ofEpochSecond(1000);

    private final Ownership ownership = new Ownership();

    @BeforeEach
    void begin() {
        raised(1, 4, "a", 0);
        raised(2, 9, "a", 0);
    }

    private void raised(int shard, long epoch, String owner, int millis) {
        ownership.raised(new Raise(shard, epoch, owner, START.plusMillis(millis)));
    }

    @Test
    void oneOwnerAfterTheOtherIsFine() {
        raised(1, 5, "b", 10);
        raised(1, 6, "a", 20);
        ownership.written(new Write("player/1", 1, 0, 6, 6));
        ownership.written(new Write("player/1", 1, 6, 7, 7));
        assertThat(ownership.takeViolations()).isEmpty();
    }

    @Test
    void twoOwnersOfOneEpochAreFound() {
        raised(1, 5, "a", 10);
        raised(1, 5, "b", 20);
        assertThat(ownership.takeViolations()).containsExactly("epoch 5 of shard 1 has two owners: a and b");
        assertThat(ownership.takeViolations()).isEmpty();
    }

    @Test
    void anEpochThatGoesBackOrIsLeftOutIsFound() {
        raised(1, 3, "b", 10);
        raised(2, 11, "b", 10);
        assertThat(ownership.takeViolations())
                .containsExactly(
                        "epoch 3 of shard 1 came after 4 (expected: the next one)",
                        "epoch 11 of shard 2 came after 9 (expected: the next one)");
    }

    @Test
    void aWriteOfAnOwnerFromBeforeIsFound() {
        ownership.written(new Write("player/1", 1, 4, 3, 4));
        assertThat(ownership.takeViolations())
                .containsExactly(
                        "player/1 was written under epoch 3 of shard 1, after epoch 4 (expected: never back)",
                        "player/1 was written under epoch 3 of shard 1 (expected: 4, its owner's)");
    }

    @Test
    void whoBelievesInAnOwnerFromBeforeDoesNotAgree() {
        assertThat(ownership.agrees(List.of(new Belief("c", 1, "a", 4), new Belief("c", 2, "a", 9))))
                .isTrue();
        raised(2, 10, "b", 10);
        assertThat(ownership.agrees(List.of(new Belief("c", 2, "a", 9)))).isFalse();
        assertThat(ownership.agrees(List.of(new Belief("c", 2, "a", 10)))).isFalse();
        assertThat(ownership.agrees(List.of(new Belief("c", 3, "a", 1)))).isFalse();
    }

    @Test
    void theLastShardOfAKilledContainerCounts() {
        raised(1, 5, "b", 300);
        raised(2, 10, "b", 700);
        raised(2, 11, "a", 2000);
        raised(2, 12, "b", 3000);
        assertThat(ownership.millisUntilTaken("a", START.plusMillis(100), START.plusMillis(2500)))
                .isEqualTo(600);
        assertThat(ownership.millisUntilTaken("b", START.plusMillis(2100), START.plusMillis(2500)))
                .isZero();
    }

    @Test
    void robotsThatFoundSomethingAreHeard() {
        Map<String, Long> figures = new HashMap<>();
        for (String zero : List.of("lost", "duplicated", "reordered", "errors", "coins_players", "coins_world")) {
            figures.put(zero, 0L);
        }
        figures.putAll(Map.of("sent", 7L, "answered", 7L, "disconnected", 3L, "reconnects", 2L, "away_at_the_end", 1L));
        assertThat(new Robots.Figures(figures, "").violations()).isEmpty();
        for (String wrong :
                List.of("lost", "duplicated", "reordered", "errors", "answered", "coins_world", "reconnects")) {
            Map<String, Long> planted = new HashMap<>(figures);
            planted.merge(wrong, 1L, Long::sum);
            assertThat(new Robots.Figures(planted, "").violations()).as(wrong).hasSize(1);
        }
    }
}

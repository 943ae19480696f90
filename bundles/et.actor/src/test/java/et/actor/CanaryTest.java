package et.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import et.api.ActorRef;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in a canary. */
final class CanaryTest {

    private static final List<ActorRef> PLAYERS = IntStream.range(0, 20_000)
            .mapToObj(id -> new ActorRef("player", "p" + id))
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"0.5%", "10", "50%", "99"})
    void aPercentageIsAboutThatMany(String text) {
        for (long seed = 1; seed <= 5; seed++) {
            Canary canary = Canary.parse(text, seed);
            long in = PLAYERS.stream().filter(canary::includes).count();
            assertThat(in * 100.0 / PLAYERS.size())
                    .as("seed " + seed)
                    .isCloseTo(canary.hundredths() / 100.0, within(1.2));
        }
    }

    @Test
    void whoIsInStaysInWhenItIsWidened() {
        for (long seed = 1; seed <= 20; seed++) {
            Canary small = Canary.parse("10%,player/p3", seed);
            Canary wide = small.and(Canary.parse("30%,zone/forest", 0));
            assertThat(PLAYERS.stream().filter(small::includes))
                    .as("seed " + seed)
                    .allMatch(wide::includes);
            assertThat(wide.text()).isEqualTo("30%,player/p3,zone/forest");
        }
    }

    @Test
    void anotherHotfixTakesOthers() {
        Canary one = Canary.parse("10%", 1);
        Canary other = Canary.parse("10%", 2);
        long both =
                PLAYERS.stream().filter(one::includes).filter(other::includes).count();
        assertThat(both * 100.0 / PLAYERS.size()).isCloseTo(1, within(0.5));
    }

    /** Containers of two releases must agree, so this never changes. */
    @Test
    void theChoiceIsForEverTheSame() {
        Canary canary = Canary.parse("10%", 42);
        assertThat(IntStream.range(0, 60).filter(id -> canary.includes(new ActorRef("player", "p" + id))))
                .containsExactly(FIXED);
        assertThat(IntStream.range(0, 60).filter(id -> canary.includes(new ActorRef("purse", "p" + id))))
                .as("the type does not matter")
                .containsExactly(FIXED);
    }

    private static final Integer[] FIXED = {6, 9, 18, 37, 40, 41};

    @Test
    void namedActorsAreInAndNobodyElse() {
        Canary canary = Canary.parse("player/7, zone/forest/north", 1);
        assertThat(canary.named()).isEqualTo(Set.of(new ActorRef("player", "7"), new ActorRef("zone", "forest/north")));
        assertThat(canary.includes(new ActorRef("player", "7"))).isTrue();
        assertThat(canary.includes(new ActorRef("purse", "7"))).isFalse();
        assertThat(PLAYERS).noneMatch(canary::includes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10%", "0.01%", "99.99%", "12.5%", "player/7", "1%,player/7,player/9"})
    void theTextIsReadAsItIsWritten(String text) {
        assertThat(Canary.parse(text, 7).text()).isEqualTo(text);
        assertThat(Canary.parse(Canary.parse(text, 7).text(), 7)).isEqualTo(Canary.parse(text, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "0%", "100%", "-1%", "0.001%", "1e9%", "player", "/7", "player/", "10%,20%", "10%,", "%"
            })
    void anythingElseIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> Canary.parse(text, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("canary: ")
                .hasMessageContaining("expected: ");
    }

    @Test
    void onlySoManyCanBeNamed() {
        String text = String.join(
                ",",
                IntStream.rangeClosed(0, Canary.MOST_NAMED)
                        .mapToObj(id -> "player/" + id)
                        .toList());
        assertThatThrownBy(() -> Canary.parse(text, 1)).hasMessage("101 actors are named (expected: at most 100)");
    }
}

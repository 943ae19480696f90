package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WishesTest {

    @Test
    void theLaterWishHoldsInWhateverOrderTheyCome() {
        Wishes drained = Wishes.NONE.drain("a", 100, "logic", 1, true);
        // The clock of b is behind; it knows of the first wish all the same.
        Wishes undrained = drained.drain("b", 50, "logic", 1, false);
        assertThat(drained.merge(undrained).draining("logic", 1)).isFalse();
        assertThat(undrained.merge(drained).draining("logic", 1)).isFalse();
    }

    @Test
    void wishesOfTheSameMomentEndAlikeEverywhere() {
        Wishes one = Wishes.NONE.move("a", 100, 7, "logic-1", 1);
        Wishes other = Wishes.NONE.move("b", 100, 7, "logic-2", 1);
        assertThat(one.merge(other)).isEqualTo(other.merge(one));
    }

    @Test
    void aWishIsForOneIncarnation() {
        Wishes wishes = Wishes.NONE.drain("a", 100, "logic", 1, true);
        assertThat(wishes.draining("logic", 1)).isTrue();
        assertThat(wishes.draining("logic", 2)).isFalse();
        assertThat(wishes.draining("other", 1)).isFalse();
    }
}

package et.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTest {

    private final Rule rule = new Rule(0.5, 1, 4, 60_000);

    private int desired(long atSeconds, Double... loads) {
        return rule.suggest(List.of(loads), atSeconds * 1000).desired();
    }

    @Test
    void moreAreSuggestedAtOnce() {
        assertThat(desired(0, 0.4)).isEqualTo(1);
        assertThat(desired(1, 0.9)).isEqualTo(2);
        assertThat(desired(2, 0.9, 0.9)).isEqualTo(4);
    }

    @Test
    void neverMoreThanThereMayBeNorLessThanThereShouldBe() {
        assertThat(rule.suggest(Collections.nCopies(4, 1.0), 0).desired()).isEqualTo(4);
        assertThat(rule.suggest(Collections.nCopies(4, 1.0), 0).reason()).contains("more than the 4 that there may be");
        assertThat(desired(1)).isEqualTo(1);
    }

    @Test
    void fewerAreSuggestedWhenFewerHaveDoneForAWhile() {
        assertThat(desired(0, 0.1, 0.1, 0.1)).isEqualTo(3);
        assertThat(desired(59, 0.1, 0.1, 0.1)).isEqualTo(3);
        assertThat(desired(60, 0.1, 0.1, 0.1)).isEqualTo(1);
    }

    @Test
    void theMostThatWereNeededMeanwhileCounts() {
        assertThat(desired(0, 0.1, 0.1, 0.1)).isEqualTo(3);
        assertThat(desired(30, 0.3, 0.3, 0.1)).isEqualTo(3);
        assertThat(desired(60, 0.1, 0.1, 0.1)).isEqualTo(2);
    }

    @Test
    void aBusyMomentBeginsTheWaitAnew() {
        assertThat(desired(0, 0.1, 0.1)).isEqualTo(2);
        assertThat(desired(50, 0.5, 0.5)).isEqualTo(2);
        assertThat(desired(61, 0.1, 0.1)).isEqualTo(2);
        assertThat(desired(121, 0.1, 0.1)).isEqualTo(1);
    }
}

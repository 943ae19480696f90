package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By a clock that counts from 1000. */
class ProgressTest {

    private final Progress progress = new Progress(1000);

    private static Position at(long number) {
        return Position.parse("0-1-" + number);
    }

    @Test
    void whoHasAllIsNotBehind() {
        progress.seen(at(1), 1100);
        progress.seen(at(2), 1200);
        assertThat(progress.behind(at(2), 1300)).isZero();
        assertThat(progress.behind(at(3), 1300)).as("more than was seen").isZero();
    }

    /** What was seen at 1200 may have been written right after the look of 1100. */
    @Test
    void whoLacksSomethingIsBehindSinceItMayHaveBeenWritten() {
        progress.seen(at(1), 1100);
        progress.seen(at(2), 1200);
        progress.seen(at(3), 1300);
        assertThat(progress.behind(at(2), 1310)).isEqualTo(110);
        assertThat(progress.behind(at(1), 1310)).isEqualTo(210);
        assertThat(progress.behind(Position.NOWHERE, 1310)).isEqualTo(310);
    }

    @Test
    void whileNothingIsWrittenNobodyFallsBehind() {
        progress.seen(at(1), 1100);
        progress.seen(at(1), 9000);
        assertThat(progress.behind(at(1), 9100)).isZero();
        progress.seen(at(2), 9200);
        assertThat(progress.behind(at(1), 9300)).isEqualTo(300);
    }

    @Test
    void knowsWhatWasSeenAndWhatWasAcknowledged() {
        progress.seen(at(5), 1100);
        progress.acknowledged(at(7));
        progress.acknowledged(at(6));
        assertThat(progress.known()).isEqualTo(at(7));
        progress.begin(Position.parse("0-2-9"), 1200);
        assertThat(progress.known()).hasToString("0-2-9");
        assertThat(progress.behind(Position.parse("0-2-9"), 1300)).isZero();
    }
}

package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {

    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void readsWhatMariaDbSays() {
        assertThat(Position.parse("0-1-42,1-3-7")).hasToString("0-1-42, 1-3-7");
        assertThat(Position.parse("0-1-42,0-2-50,0-1-41")).hasToString("0-1-42, 0-2-50");
    }

    @Test
    void readsWhatMySqlSays() {
        assertThat(Position.parse(UUID + ":1-5:8-11:13,\n" + OTHER + ":7")).hasToString(UUID + ":5, " + OTHER + ":7");
        assertThat(Position.parse(UUID + ":1-5:night:1-3:8:day:2"))
                .hasToString(UUID + ":5, " + UUID + ":day:2, " + UUID + ":night:3");
    }

    @Test
    void hasNothingBehindWhatIsMissing() {
        assertThat(Position.parse(UUID + ":1-42:44").reaches(Position.parse(UUID + ":44")))
                .isFalse();
        assertThat(Position.parse(UUID + ":1-44").reaches(Position.parse(UUID + ":44")))
                .isTrue();
    }

    @Test
    void isNowhereWhenNothingIsSaid() {
        assertThat(Position.parse("").isNowhere()).isTrue();
        assertThat(Position.NOWHERE).hasToString("nothing");
        assertThat(Position.parse("0-1-1").reaches(Position.NOWHERE)).isTrue();
        assertThat(Position.NOWHERE.reaches(Position.parse("0-1-1"))).isFalse();
    }

    @Test
    void reachesAnotherWhenItHasAllOfItFromEachSource() {
        var position = Position.parse("0-1-42,0-2-50");
        assertThat(position.reaches(Position.parse("0-1-42"))).isTrue();
        assertThat(position.reaches(Position.parse("0-1-43"))).isFalse();
        assertThat(position.reaches(Position.parse("0-3-1")))
                .as("of a server that it knows nothing of")
                .isFalse();
    }

    @Test
    void joinsTheFurtherOnesOfBoth() {
        assertThat(Position.parse("0-1-42,0-2-50").and(Position.parse("0-1-43,0-2-49,1-1-1")))
                .hasToString("0-1-43, 0-2-50, 1-1-1");
    }
}

package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Times;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parts that need no lane. */
class SmallPartsTest {

    @Test
    void aTableFindsWhatAMapFinds() {
        Random random = new Random(1);
        for (int size : List.of(0, 1, 2, 3, 17, 500)) {
            Map<Integer, String> map = new HashMap<>();
            while (map.size() < size) {
                map.put(random.nextInt(), "v" + map.size());
            }
            IntTable<String> table = new IntTable<>(map);
            map.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
            for (int at = 0; at < 1000; at++) {
                int key = random.nextInt();
                assertThat(table.get(key)).isEqualTo(map.get(key));
            }
        }
    }

    @Test
    void versionsAreComparedByNumber() {
        List<String> sorted = Stream.of("1.10.0", "1.9.0", "2", "1.9.0.b", "1.9.0.a", "0.1.0")
                .sorted(Versions.ORDER)
                .toList();
        assertThat(sorted).containsExactly("0.1.0", "1.9.0", "1.9.0.a", "1.9.0.b", "1.10.0", "2");
    }

    @Test
    void messagesAreKnownByFnv1a() {
        // Test vectors of the FNV page (Noll).
        assertThat(MessageNames.hash("")).isEqualTo(0x811c9dc5);
        assertThat(MessageNames.hash("a")).isEqualTo(0xe40c292c);
        assertThat(MessageNames.hash("foobar")).isEqualTo(0xbf9cf968);
    }

    @Test
    void timesAreReadAsPeopleWriteThem() {
        assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> Durations.parse("5 seconds")).hasMessageContaining("5 seconds");
    }

    @Test
    void aPauseIsTheSwitchAndTheStretchInWhichTheActorWasCarried() {
        Pauses pauses = new Pauses();
        pauses.alone(1_000);
        pauses.begin(2_000);
        pauses.alone(3_000);
        pauses.all(4_000);
        pauses.carried();
        pauses.carried();
        pauses.stretch(60_000);
        pauses.stretch(70_000);
        assertThat(pauses.times().counts())
                .isEqualTo(Times.of(Map.of(Times.bucket(5_000), 1L, Times.bucket(66_000), 2L))
                        .counts());
    }

    @Test
    void missedPeriodsFireOnce() {
        TimerEntry timer = new TimerEntry("t", 1000, 100);
        timer.advance(1000);
        assertThat(timer.dueMs).isEqualTo(1100);
        timer.advance(1555);
        assertThat(timer.dueMs).isEqualTo(1600);
    }

    @Test
    void answersAreRememberedUntilTheyAreSeenAndWithinBounds() {
        Settings.Limits limits = new Settings.Limits(1, 1, 1, 3, 100, 1, 1, 0);
        SessionEntry session = new SessionEntry(1, "p");
        for (int number = 1; number <= 4; number++) {
            session.apply(new Answered(number).answer(7, new byte[10]), limits);
        }
        assertThat(session.find(1)).isNull();
        assertThat(session.forgotten).isEqualTo(1);
        assertThat(session.find(2)).isNotNull();
        session.ack(3);
        assertThat(session.find(3)).isNull();
        assertThat(session.remembered()).isEqualTo(1);
        session.apply(new Answered(5).answer(7, new byte[95]), limits);
        assertThat(session.find(4)).isNull();
        assertThat(session.find(5)).isNotNull();
    }

    @Test
    void aHandlerIsCutOffWithinTheWindowOnly() {
        Conduct conduct = new Conduct(new Settings.Faults(1, 1, 3, 2, 1, 1000));
        assertThat(conduct.failed(0)).isFalse();
        assertThat(conduct.failed(900)).isFalse();
        assertThat(conduct.failed(2000)).isFalse();
        assertThat(conduct.failed(2001)).isFalse();
        assertThat(conduct.failed(2002)).isTrue();
        assertThat(conduct.cutOff()).isTrue();
        assertThat(conduct.failed(2003)).as("told once").isFalse();
        assertThat(conduct.lift()).isTrue();
        assertThat(conduct.cutOff()).isFalse();
    }
}

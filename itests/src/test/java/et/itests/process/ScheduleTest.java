package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.itests.process.Fault.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final List<String> CONTAINERS = List.of("manager-1", "gateway-1", "logic-1", "logic-2");

    private static Schedule schedule(long seed) {
        return Schedule.of(seed, CONTAINERS, "logic-3", Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void theSameSeedIsTheSameSchedule() {
        assertThat(schedule(7)).isEqualTo(schedule(7)).isNotEqualTo(schedule(8));
    }

    @Test
    void allKindsOfFaultsComeAndEachSeedHasSome() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        LongStream.range(0, 200).mapToObj(ScheduleTest::schedule).forEach(schedule -> {
            assertThat(schedule.faults()).isNotEmpty();
            schedule.faults().forEach(fault -> kinds.add(fault.kind()));
        });
        assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
    }

    @Test
    void oneContainerAtATimeIsTakenAway() {
        for (long seed = 0; seed < 200; seed++) {
            long free = 0;
            for (Fault fault : schedule(seed).faults()) {
                if (fault.kind().harsh) {
                    assertThat(fault.at()).as("%s with seed %d", fault, seed).isGreaterThanOrEqualTo(free);
                    free = fault.end();
                }
            }
        }
    }
}

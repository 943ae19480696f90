package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.core.Stand.Way;
import et.cluster.Load;
import et.cluster.Shards;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneLoadTest {

    private static final Load BEFORE = new Load(0.5, 0.25, 7, 3, 11, 1 << 20, 0.125);

    private final List<ThreadLane> lanes = List.of(new ThreadLane(), new ThreadLane());
    private final Stand stand = new Stand(lanes, new NoStore());
    private final Watchdog watchdog = new Watchdog(stand.runtime);
    private final LaneLoad load = new LaneLoad(stand.runtime, stand.registry, new BusyShare(watchdog, lanes.size()));

    @AfterEach
    void close() {
        stand.close();
        lanes.forEach(ThreadLane::close);
    }

    @Test
    void addsWhatTheLanesHaveAndLeavesTheRest() throws Exception {
        Way way = new Way();
        String first = onLane(0);
        String second = onLane(1);
        stand.ask(way, first, "change", "answer");
        way.told.clear();
        stand.ask(way, second, "change", "answer");
        Load read = load.add(BEFORE);
        // Two were handled, in less than a minute and more than a millisecond.
        assertThat(read.messages()).isBetween(3 + 2.0 / 60, 3 + 2000.0);
        assertThat(read.cpu()).isEqualTo(BEFORE.cpu());
        assertThat(read.sessions()).isEqualTo(BEFORE.sessions());
        assertThat(read.memory()).isEqualTo(BEFORE.memory());
        AtomicReference<Load> last = new AtomicReference<>(read);
        // Nothing is handled any more.
        Stand.until(() -> last.updateAndGet(any -> load.add(BEFORE)).actors() == 7 + 2
                && last.get().messages() == 3);
    }

    @Test
    void theBusiestLaneCounts() {
        stand.hold(new Way(), onLane(1));
        for (int look = 0; look < 10; look++) {
            watchdog.look();
        }
        assertThat(load.add(BEFORE).busy()).isEqualTo(1);
        assertThat(load.add(BEFORE).busy()).as("nobody has looked since").isZero();
        stand.letGo();
    }

    @Test
    void aTaskThatComesTooLateIsLag() throws Exception {
        stand.hold(new Way(), onLane(0));
        assertThat(load.add(BEFORE).lag()).isEqualTo(BEFORE.lag());
        long asked = System.nanoTime();
        Stand.until(() -> System.nanoTime() - asked > TimeUnit.MILLISECONDS.toNanos(20));
        stand.letGo();
        CompletableFuture<Void> there = new CompletableFuture<>();
        lanes.get(0).execute(() -> there.complete(null));
        there.get(60, TimeUnit.SECONDS);
        assertThat(load.add(BEFORE).lag()).isGreaterThanOrEqualTo(20);
    }

    private String onLane(int lane) {
        return IntStream.range(0, 1000)
                .mapToObj(Integer::toString)
                .filter(id -> stand.runtime.laneOf(Shards.of("doer", id)) == lane)
                .findFirst()
                .orElseThrow();
    }
}

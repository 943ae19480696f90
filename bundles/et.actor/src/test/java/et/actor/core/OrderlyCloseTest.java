package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.core.Stand.Way;
import et.cluster.Shards;
import et.persistence.ActorRow;
import et.persistence.Committer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderlyCloseTest {

    /** A lane on which time is not measured, so that nobody loses patience, and looks are counted. */
    private static final class Patient implements LaneScheduler {

        private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(2);

        private final ThreadLane lane = new ThreadLane();
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public void execute(Runnable task) {
            lane.execute(task);
        }

        @Override
        public boolean inLane() {
            return lane.inLane();
        }

        @Override
        public Scheduled schedule(Runnable task, long delayNanos) {
            return lane.schedule(
                    () -> {
                        task.run();
                        looks.addAndGet(delayNanos == LOOK ? 1 : 0);
                    },
                    delayNanos);
        }

        @Override
        public long currentTimeMillis() {
            return lane.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public RandomGenerator random() {
            return lane.random();
        }

        /** Some looks have begun and ended. */
        private void looks() throws InterruptedException {
            int before = looks.get();
            Stand.until(() -> looks.get() >= before + 5);
        }
    }

    /** Writes at once, but for the actors that a test names: those when it lets them. */
    private static final class Held implements Committer {

        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private final Map<String, Done> waiting = new HashMap<>();

        @Override
        public boolean commit(ActorRow row, Done done) {
            synchronized (waiting) {
                if (names.contains(row.id())) {
                    waiting.put(row.id(), done);
                    return true;
                }
            }
            done.done(null);
            return true;
        }

        private boolean holds(String id) {
            synchronized (waiting) {
                return waiting.containsKey(id);
            }
        }

        private void letGo(String id) {
            Done done;
            synchronized (waiting) {
                names.remove(id);
                done = waiting.remove(id);
            }
            done.done(null);
        }

        @Override
        public void whenRoom(Runnable callback) {
            callback.run();
        }

        @Override
        public Stats stats() {
            return new Stats(0, 1, 0, 0, 0, 0, 0);
        }
    }

    private final Patient lane = new Patient();
    private final Held committer = new Held();
    private final Stand stand = new Stand(List.of(lane), committer);

    @AfterEach
    void close() {
        stand.close();
        lane.lane.close();
    }

    @Test
    void anActorThatWasDoneAndIsUsedAgainIsWrittenAsWell() throws Exception {
        String slow = "slow";
        String quick = IntStream.range(0, 100_000)
                .mapToObj(number -> "quick" + number)
                .filter(id -> Shards.of("doer", id) == Shards.of("doer", slow))
                .findFirst()
                .orElseThrow();
        committer.names.add(slow);
        stand.send(new Way(), slow, "change");
        stand.ask(new Way(), quick, "tick", "answer");
        Stand.until(() -> committer.holds(slow));
        CompletableFuture<Void> released = stand.runtime.release(Shards.of("doer", slow));
        lane.looks();
        // Found done; now its timer changes it again.
        committer.names.add(quick);
        Stand.until(() -> committer.holds(quick));
        committer.letGo(slow);
        lane.looks();
        assertThat(released).isNotDone();
        committer.letGo(quick);
        released.get(60, TimeUnit.SECONDS);
    }
}

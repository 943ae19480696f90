package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.cluster.Request;
import et.cluster.Shards;
import et.proto.client.Hello;
import et.proto.client.Welcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two handlers on two lanes lock each other out, by monitors, which nobody can interrupt. Their lanes are lost; all else goes on, a hotfix too. */
class DeadlockTest {

    private static final int HELLO = MessageNames.hash("et.client.Hello");
    private static final Duration ENOUGH = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Takes two locks, in the order that it is told. */
    @ActorType(value = "locker", reach = Reach.ANY)
    private static final class Locker implements ActorLogic<Welcome> {

        private final Object left = new Object();
        private final Object right = new Object();
        private final CountDownLatch each = new CountDownLatch(2);

        @Override
        public void define(Handlers<Welcome> on) {
            on.state(Welcome.parser());
            on.request(Hello.class, this::hello);
        }

        private Welcome hello(ActorContext ctx, Welcome state, Hello hello) throws InterruptedException {
            switch (hello.getClient()) {
                case "left first" -> take(left, right);
                case "right first" -> take(right, left);
                default -> {
                    // Quick.
                }
            }
            return state;
        }

        private void take(Object first, Object second) throws InterruptedException {
            synchronized (first) {
                each.countDown();
                each.await();
                synchronized (second) {
                    throw new IllegalStateException("both locks (expected: never)");
                }
            }
        }
    }

    /** Waits as control threads do, but for lanes that are lost not for a minute. */
    private static final class Impatient implements Control {

        private final WaitingControl control = new WaitingControl();
        private Duration most = ENOUGH;

        @Override
        public boolean await(CompletableFuture<?> future, Duration deadline) {
            return control.await(future, deadline.compareTo(most) < 0 ? deadline : most);
        }

        @Override
        public void after(Duration delay, Runnable task) {}

        @Override
        public <T> T call(Callable<T> foreign, Duration deadline) throws Exception {
            return foreign.call();
        }
    }

    private final List<ThreadLane> threads = List.of(new ThreadLane(), new ThreadLane(), new ThreadLane());
    private final Impatient control = new Impatient();
    private final Stand.Way way = new Stand.Way();
    private LaneRuntime runtime;
    private LogicRegistry registry;
    private Thread looking;
    private long numbers;

    @BeforeEach
    void lockEachOtherOut() throws InterruptedException {
        NoStore store = new NoStore();
        Settings settings = new Settings(
                Settings.Limits.DEFAULT, Settings.Times.DEFAULT, new Settings.Faults(30, 100, 20, 2, 30, 600_000));
        runtime = new LaneRuntime(
                threads,
                new LaneRuntime.Joints(store, store, ActorLinks.alone("test"), Runnable::run, Runnable::run, settings));
        registry = new LogicRegistry(runtime, control);
        registry.add(new Registration("one", "lockers", "1.0.0", 1, List.of(), new Locker()));
        registry.pin("lockers", "1.0.0");
        registry.add(new Registration("two", "lockers", "1.1.0", 2, List.of(), new Locker()));
        registry.activate("lockers", "1.1.0", ENOUGH);
        runtime.open(store.raise(IntStream.range(0, Shards.COUNT).boxed().toList(), "test"));
        Watchdog watchdog = new Watchdog(runtime);
        looking = new Thread(() -> {
            try {
                while (true) {
                    watchdog.look();
                    Thread.sleep(Watchdog.LOOK_MS);
                }
            } catch (InterruptedException stop) {
                // The test is over.
            }
        });
        looking.setDaemon(true);
        long before = locked();
        send(0, "left first");
        send(1, "right first");
        // Who looks earlier may find one that still waits for the other, which an interruption ends.
        Stand.until(() -> locked() == before + 2);
        looking.start();
        Stand.until(() -> cutOff("1.1.0"));
    }

    @AfterEach
    void stop() {
        // The two stay for as long as this JVM does; they are daemons, as lanes' threads of a container are not: it has
        // to be killed.
        looking.interrupt();
        threads.forEach(ThreadLane::close);
    }

    /** How many threads of this JVM lock each other out; those of other tests do so for ever. */
    private static long locked() {
        long[] locked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        return locked == null ? 0 : locked.length;
    }

    private boolean cutOff(String version) {
        return registry.serving().stream()
                .filter(entry -> entry.version.equals(version))
                .anyMatch(entry -> entry.handlers.stream().anyMatch(handler -> handler.conduct.cutOff()));
    }

    private void send(int lane, String what) {
        String id = IntStream.range(0, 1000)
                .mapToObj(Integer::toString)
                .filter(one -> runtime.laneOf(Shards.of("locker", one)) == lane)
                .findFirst()
                .orElseThrow();
        int shard = Shards.of("locker", id);
        byte[] payload = Hello.newBuilder().setClient(what).build().toByteArray();
        long number = ++numbers;
        runtime.request(lane, new Request(number, "p", 1, 0, 0, shard, 1, "locker", id, HELLO, payload, way));
    }

    @Test
    void theHandlerIsCutOffSoThatNoThirdLaneIsLost() throws InterruptedException {
        send(2, "quick");
        Stand.until(() -> !way.told.isEmpty());
        assertThat(way.told).singleElement().asString().contains("switched off");
    }

    @Test
    void theVersionBeforeServesWhereALaneIsFreeAndTheOthersAreNamed() throws InterruptedException {
        control.most = SHORT;
        assertThatThrownBy(() -> registry.revert("lockers", "1.0.0", SHORT))
                .hasMessageContaining("a lane has not taken it up")
                .hasMessageContaining("Lane 0 runs request et.client.Hello of lockers/1.1.0")
                .hasMessageContaining("Lane 1 runs request et.client.Hello of lockers/1.1.0");
        send(2, "quick");
        Stand.until(() -> way.told.contains("answer"));
        assertThat(registry.serving())
                .allSatisfy(entry -> assertThat(entry.version).isEqualTo("1.0.0"));
    }
}

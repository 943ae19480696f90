package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Shards;
import et.proto.client.Code;
import et.proto.client.Hello;
import et.proto.client.Welcome;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that hold a lane, in real time. */
class WatchdogTest {

    private static final int HELLO = MessageNames.hash("et.client.Hello");
    private static final long PATIENCE_SECONDS = 60;
    private static final long NEVER_MS = 600_000;

    /** On a machine that is busy a quick handler may be found on its lane for 30 ms, too. */
    private static final int ANY_SLOWS = 1000;

    /** Sleeps, or spins until the test lets it go or it is interrupted. */
    @ActorType(value = "holder", reach = Reach.ANY)
    private static final class Holder implements ActorLogic<Welcome> {

        private final AtomicBoolean let = new AtomicBoolean();

        @Override
        public void define(Handlers<Welcome> on) {
            on.state(Welcome.parser());
            on.request(Hello.class, this::hello);
        }

        private Welcome hello(ActorContext ctx, Welcome state, Hello hello) throws InterruptedException {
            switch (hello.getClient()) {
                case "sleep" -> Thread.sleep(TimeUnit.MINUTES.toMillis(10));
                case "spin" -> {
                    while (!let.compareAndSet(true, false)) {
                        Thread.onSpinWait();
                    }
                }
                case "spin until interrupted" -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                }
                default -> {
                    // Quick.
                }
            }
            return state;
        }
    }

    /** What came back: 0 for an answer, else a code. */
    private static final class Path implements ReturnPath {

        private final BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();

        @Override
        public void answer(long number, int message, byte[] payload) {
            codes.add(0);
        }

        @Override
        public void fail(long number, int code, String text) {
            codes.add(code);
        }

        @Override
        public void moved(int shard) {
            codes.add(-1);
        }

        @Override
        public void closed(int shard, String type, String id, long epoch) {}

        @Override
        public void stale(String type, String id) {}

        @Override
        public void push(String type, String id, int message, byte[] payload) {}

        @Override
        public void joined(int shard, String type, String id, long epoch) {}

        @Override
        public void left(int shard, String type, String id) {}

        int next() throws InterruptedException {
            Integer code = codes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(code).as("an answer within " + PATIENCE_SECONDS + " s").isNotNull();
            return code;
        }
    }

    private final List<ThreadLane> threads = List.of(new ThreadLane(), new ThreadLane());
    private final Holder holder = new Holder();
    private LaneRuntime runtime;
    private LogicRegistry registry;
    private Overview overview;
    private Watchdog watchdog;
    private Thread looking;
    private long numbers;

    /**
     * @param stuck after so many milliseconds a handler is interrupted
     * @param slows after so many runs of more than 30 ms it is cut off
     */
    private void start(long stuck, int slows) {
        NoStore store = new NoStore();
        Settings settings = new Settings(
                Settings.Limits.DEFAULT,
                Settings.Times.DEFAULT,
                new Settings.Faults(30, stuck, 20, slows, 30, 600_000));
        runtime = new LaneRuntime(
                threads,
                new LaneRuntime.Joints(store, store, ActorLinks.alone("test"), Runnable::run, Runnable::run, settings));
        registry = new LogicRegistry(runtime, new WaitingControl());
        registry.add(new Registration("key", "holders", "1.0.0", 1, List.of(), holder));
        runtime.open(store.raise(IntStream.range(0, Shards.COUNT).boxed().toList(), "test"));
        watchdog = new Watchdog(runtime);
        overview = new Overview(runtime, registry, new BusyShare(watchdog, threads.size())::of);
        looking = new Thread(this::look, "test-watchdog");
        looking.setDaemon(true);
        looking.start();
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            watchdog.look();
            try {
                Thread.sleep(Watchdog.LOOK_MS);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @AfterEach
    void stop() {
        looking.interrupt();
        threads.forEach(ThreadLane::close);
    }

    private void send(Path path, String id, String client) {
        int shard = Shards.of("holder", id);
        byte[] payload = Hello.newBuilder().setClient(client).build().toByteArray();
        Request request = new Request(1, "p", ++numbers, 0, numbers - 1, shard, 1, "holder", id, HELLO, payload, path);
        runtime.request(runtime.laneOf(shard), request);
    }

    private String idOnLane(int lane) {
        return IntStream.range(0, 1000)
                .mapToObj(Integer::toString)
                .filter(id -> runtime.laneOf(Shards.of("holder", id)) == lane)
                .findFirst()
                .orElseThrow();
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private long slow() {
        long slow = 0;
        for (Tally tally : registry.tallies().all().get("holder holders/1.0.0")) {
            slow += tally.countSlow();
        }
        return slow;
    }

    @Test
    void aHandlerThatWaitsIsInterruptedAndCutOffAndOtherLanesGoOn() throws InterruptedException {
        start(500, ANY_SLOWS);
        Path held = new Path();
        Path other = new Path();
        send(held, idOnLane(0), "sleep");
        send(other, idOnLane(1), "quick");
        assertThat(other.next()).isZero();
        assertThat(held.next()).isEqualTo(Code.LOGIC_FAILED_VALUE);
        send(held, idOnLane(0), "quick");
        assertThat(held.next()).isEqualTo(Code.QUARANTINED_VALUE);
        assertThat(overview.all()).singleElement().satisfies(cut -> {
            assertThat(cut.handler()).isEqualTo("request et.client.Hello");
            assertThat(cut.reason()).contains("held lane 0");
        });
        assertThat(overview.lift("holder", "")).isEqualTo(1);
        send(held, idOnLane(0), "quick");
        assertThat(held.next()).isZero();
    }

    @Test
    void aHandlerThatSpinsIsCountedAndCutOffAfterTheSecondTime() throws InterruptedException {
        start(NEVER_MS, 2);
        Path path = new Path();
        for (int time = 1; time <= 2; time++) {
            int times = time;
            send(path, idOnLane(0), "spin");
            until(() -> slow() == times);
            holder.let.set(true);
            assertThat(path.next()).isZero();
        }
        until(() -> !overview.all().isEmpty());
        assertThat(watchdog.busy(0).found()).isPositive();
        send(path, idOnLane(0), "quick");
        assertThat(path.next()).isEqualTo(Code.QUARANTINED_VALUE);
    }

    @Test
    void thatTheContainerStoodStillIsNoFaultOfAHandler() throws InterruptedException {
        start(100, ANY_SLOWS);
        looking.interrupt();
        looking.join();
        Path path = new Path();
        send(path, idOnLane(0), "spin");
        until(() -> {
            watchdog.look();
            return watchdog.busy(0).found() > 0;
        });
        Thread.sleep(300);
        watchdog.look();
        assertThat(overview.all()).isEmpty();
        holder.let.set(true);
        assertThat(path.next()).isZero();
    }

    @Test
    void theInterruptionDoesNotReachTheLoop() throws InterruptedException {
        start(50, ANY_SLOWS);
        Path path = new Path();
        send(path, idOnLane(0), "spin until interrupted");
        assertThat(path.next()).isZero();
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        threads.get(0).execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
        assertThat(interrupted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
    }
}

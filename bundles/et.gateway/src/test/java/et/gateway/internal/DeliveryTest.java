package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Request;
import et.cluster.Shards;
import et.session.Sessions;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Robots under everything that may happen to a request on its way: lost connections, resumes on other loops, requests sent twice, shards that
 * move, gateways that die. Whatever happens, each request is applied once, in order, and answered once.
 */
@Timeout(120)
class DeliveryTest {

    private static final int ROBOTS = 6;
    private static final int REQUESTS = 200;
    private static final int LOOPS = 3;

    private final EventLoop clients = new DefaultEventLoop();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Robot> robots = new ArrayList<>();
    private final Map<String, Deque<Request>> waiting = new ConcurrentHashMap<>();
    private final Map<Long, AtomicLong> pushed = new ConcurrentHashMap<>();
    private Stage stage;
    private Random random;

    static LongStream seeds() {
        return LongStream.of(1, 2, System.nanoTime());
    }

    @AfterEach
    void close() {
        stage.close();
        assertThat(clients.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5_000))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostDoubledOrOvertaken(long seed) throws Exception {
        play(seed, false);
        Sessions.Counters counters = stage.counters();
        assertThat(counters.accepted()).isEqualTo(ROBOTS * REQUESTS);
        assertThat(counters.answered()).isEqualTo(ROBOTS * REQUESTS);
        assertThat(counters.held()).isZero();
        assertThat(counters.abandoned()).isZero();
        assertThat(counters.unexpected()).isZero();
        assertThat(counters.reordered()).isZero();
        assertThat(counters.disconnected()).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void evenWhenTheGatewayDies(long seed) throws Exception {
        play(seed, true);
    }

    private void play(long seed, boolean deaths) throws Exception {
        random = new Random(seed);
        stage = new Stage(LOOPS, Map.of("window", 32, "resend.millis", 200, "pushes", 16));
        Random lanes = new Random(random.nextLong());
        stage.world.handler = (lane, request) -> handle(lane, request, lanes);
        for (int i = 0; i < ROBOTS; i++) {
            robots.add(new Robot(stage, clients, new Random(random.nextLong()), "robot" + i, REQUESTS, complaints));
        }
        robots.forEach(Robot::start);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        int turn = 0;
        while (!robots.stream().allMatch(robot -> robot.done)) {
            assertThat(System.nanoTime())
                    .as("seed %d: 60 s; %s; %s; %s", seed, complaints, stage.world.offences, stage.lines())
                    .isLessThan(end);
            Thread.sleep(5);
            if (++turn % 4 == 0) {
                move();
                // Connections stay where they are, or go to where the players' actors are.
                stage.world.ownTypes = random.nextBoolean() ? List.of("own") : List.of();
            }
            if (deaths && turn % 20 == 0 && turn < 100) {
                if (random.nextBoolean()) {
                    stage.gateway.deactivate();
                }
                stage.restart();
                robots.forEach(Robot::cut);
            }
        }
        assertThat(complaints).as("seed %d", seed).isEmpty();
        assertThat(stage.world.offences).as("seed %d", seed).isEmpty();
        for (Robot robot : robots) {
            assertThat(stage.world.applied.get(robot.session()))
                    .as("seed %d: applied", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, REQUESTS).boxed().toList());
        }
    }

    /** Some shards go to a lane that they have not been on: one that comes back could meet requests that it had left behind. */
    private void move() {
        String[] ids = {"town0", "town1", "town2"};
        int shard = random.nextBoolean()
                ? Shards.of("place", ids[random.nextInt(ids.length)])
                : Shards.of("own", "robot" + random.nextInt(ROBOTS));
        int lane = moved.merge(shard, 1, Integer::sum);
        if (lane < LOOPS) {
            stage.world.place(shard, -1);
            clients.schedule(
                            () -> stage.world.place(shard, (shard + lane) % LOOPS),
                            random.nextInt(20),
                            TimeUnit.MILLISECONDS)
                    .addListener(ran -> {});
        }
    }

    private final Map<Integer, Integer> moved = new ConcurrentHashMap<>();

    /** Answers at once or a little later, but each actor in order; pushes now and then. */
    private void handle(EventLoop lane, Request request, Random chances) {
        int chance;
        synchronized (chances) {
            chance = chances.nextInt(100);
        }
        Deque<Request> queue = waiting.computeIfAbsent(request.type() + "/" + request.id(), any -> new ArrayDeque<>());
        synchronized (queue) {
            if (chance < 20) {
                push(request);
            }
            queue.add(request);
            if (chance < 60) {
                answer(queue);
            } else {
                lane.schedule(() -> answer(queue), chance - 50, TimeUnit.MILLISECONDS)
                        .addListener(ran -> {});
            }
        }
    }

    private void push(Request request) {
        // The order of the pushes of several actors to one session is the order in which their lanes say them.
        AtomicLong counter = pushed.computeIfAbsent(request.session(), any -> new AtomicLong());
        if (request.type().equals("own")) {
            byte[] payload = Long.toString(counter.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            request.path().push(request.type(), request.id(), 9, payload);
        }
    }

    private void answer(Deque<Request> queue) {
        synchronized (queue) {
            while (!queue.isEmpty()) {
                stage.world.answer(queue.remove());
            }
        }
    }
}

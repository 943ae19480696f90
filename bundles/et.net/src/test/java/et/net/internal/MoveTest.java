package et.net.internal;

import static et.net.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import et.net.Connection;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that go from loop to loop while their clients talk, end, or are ended: nothing is lost or overtaken, and each ends once. */
@Timeout(60)
class MoveTest {

    private static final int LOOPS = 3;
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 400;
    private static final byte[] NOTHING = {};

    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private TestServer server;

    static Stream<Arguments> plays() {
        return Stream.of("auto", "nio")
                .flatMap(io -> Stream.of(1L, 2L, System.nanoTime()).map(seed -> Arguments.of(io, seed)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Moves the connection to a loop, and answers from there. */
    private void move(Connection connection, int loop, long number) {
        EventLoop to = server.loops.all().get(loop);
        connection.move(to, () -> {
            moved.incrementAndGet();
            check(connection);
            if (connection.loop() != to) {
                elsewhere.incrementAndGet();
            }
            connection.answer(number, 1, NOTHING);
        });
    }

    private void check(Connection connection) {
        if (!connection.loop().inEventLoop()) {
            throw new AssertionError("on " + Thread.currentThread() + " (expected: the connection's loop)");
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("plays")
    void framesKeepTheirOrderFromLoopToLoop(String io, long seed) throws Exception {
        server = new TestServer(LOOPS, io, Map.of("frames_per_second", 0), (connection, frame) -> {
            check(connection);
            Random random = new Random((seed + frame.number()) * 0x9e37_79b9_7f4a_7c15L);
            if (random.nextInt(4) == 0) {
                move(connection, random.nextInt(LOOPS), frame.number());
            } else {
                connection.answer(frame.number(), 1, NOTHING);
            }
        });
        Random random = new Random(seed);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new RawClient(server.address("tcp")));
        }
        byte[] all = requests();
        int[] sent = new int[CLIENTS];
        while (Arrays.stream(sent).anyMatch(bytes -> bytes < all.length)) {
            int one = random.nextInt(CLIENTS);
            int end = Math.min(all.length, sent[one] + random.nextInt(200));
            clients.get(one).bytes(Arrays.copyOfRange(all, sent[one], end));
            sent[one] = end;
        }
        for (RawClient client : clients) {
            for (long number = 1; number <= REQUESTS; number++) {
                assertThat(client.read())
                        .as("seed %d", seed)
                        .extracting(Envelope::getNumber)
                        .isEqualTo(number);
            }
            client.close();
        }
        until(() -> server.listener("tcp").connections() == 0);
        assertThat(moved.get()).as("seed %d", seed).isGreaterThan(CLIENTS * REQUESTS / 8);
        assertThat(elsewhere).as("seed %d", seed).hasValue(0);
    }

    private static byte[] requests() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int number = 1; number <= REQUESTS; number++) {
            all.write(RawClient.framed(Envelope.newBuilder()
                    .setKind(Kind.REQUEST)
                    .setNumber(number)
                    .build()));
        }
        return all.toByteArray();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("plays")
    void whoEndsOnTheWayEndsOnce(String io, long seed) throws Exception {
        server = new TestServer(LOOPS, io, Map.of(), (connection, frame) -> {
            int from = server.loops.all().indexOf(connection.loop());
            move(connection, (from + 1) % LOOPS, frame.number());
        });
        Random random = new Random(seed);
        int rounds = 60;
        for (int round = 0; round < rounds; round++) {
            RawClient client = new RawClient(server.address("tcp"));
            if (random.nextBoolean()) {
                client.socket.setSoLinger(true, 0);
            }
            CountDownLatch hold = new CountDownLatch(1);
            if (random.nextBoolean()) {
                // No loop takes anybody in before the client has gone.
                server.loops.all().forEach(loop -> loop.execute(() -> await(hold)));
            }
            client.request(1);
            if (random.nextInt(4) == 0) {
                client.request(2);
            }
            client.close();
            hold.countDown();
        }
        until(() -> server.listener("tcp").accepted() == rounds);
        // Whoever is being taken in just now has been counted as accepted, and is not there yet.
        server.loops.all().forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        until(() -> server.listener("tcp").connections() == 0);
        for (TestServer.Client client : server.clients) {
            assertThat(client.closed).as("seed %d", seed).hasValue(1);
        }
        assertThat(moved.get()).as("seed %d", seed).isEqualTo(server.frames.get());
    }

    @Test
    void whoIsOnTheWayWhenTheServerStopsIsTold() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch leaves = new CountDownLatch(1);
        server = new TestServer(2, "auto", Map.of(), (connection, frame) -> {
            int from = server.loops.all().indexOf(connection.loop());
            server.loops.all().get(1 - from).execute(() -> await(hold));
            move(connection, 1 - from, frame.number());
            leaves.countDown();
        });
        try (RawClient client = new RawClient(server.address("tcp"))) {
            client.request(1);
            await(leaves);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(server.transports::stop);
            until(() -> server.transports.listeners().isEmpty());
            hold.countDown();
            assertThat(client.readClose().getCode()).isEqualTo(Code.STOPPING_VALUE);
            stop.get(10, TimeUnit.SECONDS);
            assertThat(server.clients.get(0).closed).hasValue(1);
        }
    }

    @Test
    void whoHasNotTakenWhatWasSentStays() throws Exception {
        // More than the buffers of both sockets can grow to.
        int large = 32 << 20;
        server = new TestServer(2, "auto", Map.of("output_limit", 2 * large), (connection, frame) -> {
            connection.push(1, 1, "", "", new byte[large]);
            int from = server.loops.all().indexOf(connection.loop());
            move(connection, 1 - from, frame.number());
        });
        try (RawClient client = new RawClient(server.address("tcp"))) {
            client.request(1);
            until(() -> moved.get() == 1);
            assertThat(elsewhere).hasValue(1);
            assertThat(client.read().getPayload().size()).isEqualTo(large);
            assertThat(client.read()).extracting(Envelope::getNumber).isEqualTo(1L);
        }
    }

    @Test
    void timesGoOnAtTheOtherLoop() throws Exception {
        server = new TestServer(2, "auto", Map.of("heartbeat_ms", 100, "handshake_ms", 200), (connection, frame) -> {});
        for (boolean login : new boolean[] {false, true}) {
            // Before the client has said anything: it could be late.
            server.welcome = connection -> {
                if (login) {
                    connection.authenticated();
                }
                int from = server.loops.all().indexOf(connection.loop());
                move(connection, 1 - from, 1);
            };
            try (RawClient client = new RawClient(server.address("tcp"))) {
                assertThat(client.readClose())
                        .extracting(Envelope::getCode, Envelope::getText)
                        .containsExactly(Code.TIMEOUT_VALUE, login ? "Silent for too long." : "No login in time.");
            }
        }
        assertThat(moved).hasValue(2);
        assertThat(elsewhere).hasValue(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}

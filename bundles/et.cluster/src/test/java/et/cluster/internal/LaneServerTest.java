package et.cluster.internal;

import static et.cluster.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.ReturnPath;
import et.cluster.Tier;
import et.cluster.internal.RawGateway.Frame;
import et.cluster.internal.TestNode.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The lane end, and what somebody hostile or unwell can do to it. */
class LaneServerTest {

    private static final byte[] SMALL = {1, 2, 3};

    private final Town town = new Town();
    private TestNode logic;

    private int port(Map<String, Object> config) {
        logic = TestNode.logic(town, "l", 2, config);
        return logic.server.open(town).get(0);
    }

    @AfterEach
    void stop() {
        logic.close();
    }

    @Test
    void openingAgainTellsTheSamePorts() {
        port(Map.of());
        assertThat(logic.server.open(town))
                .hasSize(2)
                .isSameAs(logic.server.open(town))
                .doesNotContain(0);
    }

    @Test
    void aPortThatIsTakenIsToldInASentence() {
        int taken = port(Map.of());
        TestNode other = new TestNode(new Town(), "other", 3, EnumSet.of(Tier.LOGIC), Map.of("port", taken));
        try {
            assertThatThrownBy(() -> other.server.open(town))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Lane 0 cannot listen on")
                    .hasMessageContaining("etc/et.cluster.link.cfg");
        } finally {
            other.close();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere 127.0.0.2 is not this machine
    void lanesListenWhereTheContainerListensAndNowhereElse() throws IOException {
        int port = port(Map.of("listen", "127.0.0.2"));
        try (Socket there = new Socket("127.0.0.2", port)) {
            assertThat(there.isConnected()).isTrue();
        }
        assertThatThrownBy(() -> new Socket(logic.host(), port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void pushesOfOnePayloadGoAsOneFrameAndKeepTheirPlaceAmongAnswers() {
        try (RawGateway raw = new RawGateway(port(Map.of()))) {
            List<ReturnPath> paths = new CopyOnWriteArrayList<>();
            byte[] payload = {7};
            logic.logic = (lane, request) -> {
                paths.add(request.path());
                if (paths.size() == 3) {
                    paths.forEach(path -> path.push("zone", "z", 5, payload));
                    request.path().answer(1, 6, SMALL);
                    paths.forEach(path -> path.push("zone", "z", 5, payload));
                    paths.get(0).push("zone", "z", 5, payload.clone());
                    paths.get(0).push("zone", "y", 5, payload);
                }
            };
            raw.send(RawGateway.hello(logic, 0, 0), RawGateway.type("zone"));
            assertThat(raw.take().type()).isEqualTo(Wire.HELLO);
            for (int slot = 0; slot < 3; slot++) {
                raw.send(RawGateway.attach(slot, slot + 10), RawGateway.request(slot, 1, SMALL));
            }
            byte[] broadcast = {0, 1, 'z', 0, 0, 0, 5, 3, 0, 1, 2, 7};
            assertThat(raw.take().type()).isEqualTo(Wire.TYPE);
            expect(raw.take(), Wire.PUSH, broadcast);
            expect(raw.take(), Wire.ANSWER, new byte[] {2, 1, 0, 0, 0, 6, 1, 2, 3});
            expect(raw.take(), Wire.PUSH, broadcast);
            expect(raw.take(), Wire.PUSH, new byte[] {0, 1, 'z', 0, 0, 0, 5, 1, 0, 7});
            expect(raw.take(), Wire.PUSH, new byte[] {0, 1, 'y', 0, 0, 0, 5, 1, 0, 7});
        }
    }

    private static void expect(Frame frame, int type, byte[] fields) {
        assertThat(frame.type()).isEqualTo(type);
        assertThat(frame.fields()).isEqualTo(fields);
    }

    @Test
    void aWayBackCanBeUsedOnAnyThread() {
        port(Map.of());
        TestNode gateway = TestNode.gateway(town, "g", Map.of());
        try {
            List<ReturnPath> paths = new CopyOnWriteArrayList<>();
            logic.logic = (lane, request) -> paths.add(request.path());
            Session session = new Session(4);
            var link = gateway.open(0, "l", 1, () -> {});
            gateway.run(0, () -> {
                link.send(TestNode.request(session, 1, SMALL));
                link.flush();
            });
            until(() -> paths.size() == 1);
            for (int i = 1; i <= 1000; i++) {
                paths.get(0).push("zone", "z", i, SMALL);
            }
            until(() -> session.told.size() == 1000);
            for (int i = 1; i <= 1000; i++) {
                assertThat(session.told.get(i - 1)).isEqualTo("push zone/z " + i + " 3");
            }
        } finally {
            gateway.close();
        }
    }

    @Test
    void aGatewayThatDoesNotReadIsReadFromNoMoreAndCutOffAtTheLimit() {
        Map<String, Object> config =
                Map.of("max_frame", 65_536, "output_high", 65_536, "output_limit", 400_000, "silence_millis", 600_000);
        try (RawGateway raw = new RawGateway(port(config))) {
            List<ReturnPath> paths = new CopyOnWriteArrayList<>();
            logic.logic = (lane, request) -> {
                if (paths.isEmpty()) {
                    paths.add(request.path());
                }
            };
            raw.send(
                    RawGateway.hello(logic, 0, 0),
                    RawGateway.type("zone"),
                    RawGateway.attach(0, 10),
                    RawGateway.request(0, 1, SMALL));
            until(() -> paths.size() == 1);
            // More than what the kernel's buffers take.
            until(() -> {
                paths.get(0).push("zone", "z", 1, new byte[60_000]);
                return logic.on(0, () -> logic.server.attached(0)) == 0;
            });
            assertThat(raw.ends()).isTrue();
        }
    }

    @Test
    void aGatewayThatHasStoppedReadingForTooLongIsCutOff() {
        Map<String, Object> config =
                Map.of("max_frame", 65_536, "output_high", 65_536, "ping_millis", 20, "silence_millis", 200);
        try (RawGateway raw = new RawGateway(port(config))) {
            List<Integer> requests = new CopyOnWriteArrayList<>();
            // The answers fill the kernel's buffers, then the lane's; from then on it takes no more requests.
            logic.logic = (lane, request) -> {
                requests.add((int) request.number());
                request.path().answer(request.number(), 1, new byte[60_000]);
            };
            raw.send(RawGateway.hello(logic, 0, 0), RawGateway.type("zone"), RawGateway.attach(0, 10));
            int sent = 0;
            try {
                while (sent < 100_000) {
                    raw.send(RawGateway.request(0, ++sent, new byte[1000]));
                }
            } catch (UncheckedIOException cutOff) {
                assertThat(requests.size()).isLessThan(sent);
            }
            until(() -> logic.on(0, () -> logic.server.attached(0)) == 0);
            assertThat(requests.size()).isLessThan(600);
        }
    }

    @Test
    void whoSaysNothingInTimeOrNothingMoreIsCutOff() {
        int port = port(Map.of("handshake_millis", 100, "ping_millis", 20, "silence_millis", 100));
        try (RawGateway mute = new RawGateway(port);
                RawGateway dead = new RawGateway(port)) {
            dead.send(RawGateway.hello(logic, 0, 0));
            assertThat(mute.ends()).isTrue();
            assertThat(dead.ends()).isTrue();
        }
    }

    @Test
    void thereAreOnlySoManyConnections() {
        int port = port(Map.of("connections", 1));
        try (RawGateway first = new RawGateway(port)) {
            first.send(RawGateway.hello(logic, 0, 0));
            assertThat(first.take().type()).isEqualTo(Wire.HELLO);
            try (RawGateway second = new RawGateway(port)) {
                assertThat(second.ends()).isTrue();
            }
        }
    }

    @Test
    void aFirstFrameThatIsNoHelloOrForAnotherIsRefused() {
        int port = port(Map.of("silence_millis", 600_000));
        byte[] version = RawGateway.hello(logic, 0, 0);
        version[5] = 9;
        byte[] magic = RawGateway.hello(logic, 0, 0);
        magic[2] ^= 1;
        byte[] process = RawGateway.hello(logic, 0, 0);
        process[process.length - 2] ^= 1;
        List<byte[]> strangers = List.of(
                version,
                magic,
                process,
                RawGateway.hello(logic, 1, 0),
                RawGateway.attach(0, 1),
                new byte[] {Wire.PING},
                new byte[Wire.HELLO_MOST + 1],
                new byte[0]);
        for (byte[] stranger : strangers) {
            try (RawGateway raw = new RawGateway(port)) {
                raw.send(stranger);
                assertThat(raw.ends()).isTrue();
            }
        }
        assertThat(logic.threads).isEmpty();
    }

    @Test
    void aFrameThatIsTooLongIsRefusedByItsLength() {
        try (RawGateway raw = new RawGateway(port(Map.of("max_frame", 65_536)))) {
            raw.send(RawGateway.hello(logic, 0, 0));
            assertThat(raw.take().type()).isEqualTo(Wire.HELLO);
            raw.bytes(new byte[] {0, 1, 0, 1});
            assertThat(raw.ends()).isTrue();
        }
    }

    /** Whatever one link sends, it is at most the end of that link. */
    @Test
    void garbageEndsItsLinkAndNothingElse() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int port = port(Map.of("max_frame", 65_536, "silence_millis", 600_000));
        logic.logic = (lane, request) -> request.path().answer(request.number(), 1, SMALL);
        try (RawGateway good = new RawGateway(port)) {
            good.send(RawGateway.hello(logic, 0, 0), RawGateway.type("zone"), RawGateway.attach(0, 10));
            assertThat(good.take().type()).isEqualTo(Wire.HELLO);
            for (int round = 1; round <= 300; round++) {
                try (RawGateway bad = new RawGateway(port)) {
                    vandalize(bad, random);
                    assertThat(bad.ends()).isTrue();
                }
                good.send(RawGateway.request(0, round, SMALL));
                assertThat(good.take().type()).isEqualTo(Wire.ANSWER);
            }
        }
        until(() -> logic.on(0, () -> logic.server.attached(0)) == 0);
    }

    private void vandalize(RawGateway bad, Random random) {
        List<byte[]> frames = new ArrayList<>(List.of(
                RawGateway.hello(logic, 0, random.nextInt(2)),
                RawGateway.type("zone"),
                RawGateway.attach(0, 10),
                RawGateway.request(0, 1, new byte[random.nextInt(64)]),
                RawGateway.request(0, 2, SMALL)));
        try {
            switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] noise = new byte[1 + random.nextInt(200)];
                    random.nextBytes(noise);
                    bad.bytes(noise);
                }
                case 1 -> {
                    byte[] victim = frames.get(random.nextInt(frames.size()));
                    victim[random.nextInt(victim.length)] ^= (byte) (1 << random.nextInt(8));
                    bad.send(frames.toArray(new byte[0][]));
                }
                case 2 -> {
                    int cut = random.nextInt(frames.size());
                    byte[] victim = frames.get(cut);
                    frames.set(cut, Arrays.copyOf(victim, random.nextInt(victim.length)));
                    bad.send(frames.toArray(new byte[0][]));
                }
                default -> {
                    byte[] noise = new byte[1 + random.nextInt(40)];
                    random.nextBytes(noise);
                    frames.add(1 + random.nextInt(frames.size()), noise);
                    bad.send(frames.toArray(new byte[0][]));
                }
            }
            bad.half();
        } catch (UncheckedIOException closed) {
            // It has seen enough.
        }
    }
}

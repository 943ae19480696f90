package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.net.Listening;
import et.proto.client.Code;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransportsTest {

    @Test
    void nothingListensWithoutAnEndpoint() throws IOException {
        try (TestServer server = TestServer.echo(Map.of())) {
            assertThat(server.transports.listeners())
                    .extracting(Listening.Listener::transport)
                    .containsExactly("tcp", "ws");
            try (RawClient client = new RawClient(server.address("tcp"))) {
                client.request(1).read();
                server.transports.unsetEndpoint(server);
                assertThat(server.transports.listeners()).isEmpty();
                assertThat(client.readClose().getCode()).isEqualTo(Code.STOPPING_VALUE);
                server.transports.setEndpoint(server);
                assertThat(server.transports.listeners()).hasSize(2);
            }
        }
    }

    @Test
    void aTransportCanBeOff() {
        try (TestServer server = TestServer.echo(Map.of("ws_port", -1))) {
            assertThat(server.transports.listeners())
                    .extracting(Listening.Listener::transport)
                    .containsExactly("tcp");
        }
    }

    @Test
    void aTakenPortLeavesTheOthersAlone() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestServer server = TestServer.echo(Map.of("tcp_port", taken.getLocalPort()))) {
            assertThat(server.transports.listeners())
                    .extracting(Listening.Listener::transport)
                    .containsExactly("ws");
        }
    }

    @Test
    void aChangedLimitHoldsForNewConnectionsAndMovesNothing() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient before = new RawClient(server.address("tcp"))) {
            before.request(1).read();
            List<Listening.Listener> listeners = server.transports.listeners();
            server.transports.modified(TestServer.config(Map.of("max_frame", 256)));
            assertThat(server.address("tcp")).isEqualTo(listeners.get(0).address());
            before.request(2).read();
            try (RawClient after = new RawClient(server.address("tcp"))) {
                after.bytes(new byte[] {0, 0, 2, 0});
                assertThat(after.readClose().getCode()).isEqualTo(Code.TOO_LARGE_VALUE);
            }
        }
    }

    @Test
    void aChangedPortMovesItsListenerAndNobodyIsSentAway() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient before = new RawClient(server.address("tcp"))) {
            before.request(1).read();
            server.transports.modified(TestServer.config(Map.of("tcp_port", -1)));
            assertThat(server.transports.listeners())
                    .extracting(Listening.Listener::transport)
                    .containsExactly("ws");
            before.request(2).read();
            server.transports.modified(TestServer.config(Map.of()));
            try (RawClient after = new RawClient(server.address("tcp"))) {
                after.request(1).read();
            }
            before.request(3).read();
        }
    }

    @Test
    void aClientThatNeverGoesDoesNotKeepTheServerFromStopping() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient stubborn = new RawClient(server.address("tcp"))) {
            stubborn.request(1).read();
            long began = System.nanoTime();
            server.transports.stop();
            assertThat(System.nanoTime() - began).isLessThan(20_000_000_000L);
            assertThat(stubborn.readClose().getCode()).isEqualTo(Code.STOPPING_VALUE);
        }
    }

    @Test
    void theConfigurationFilesHaveTheKeysOfTheComponents() throws IOException {
        assertThat(keys("et.net.cfg")).containsExactlyElementsOf(keys(Transports.Config.class));
        assertThat(keys("et.net.loops.cfg")).containsExactlyElementsOf(keys(EventLoops.Config.class));
    }

    private static List<String> keys(Class<?> config) {
        return Arrays.stream(config.getDeclaredMethods())
                .map(Method::getName)
                .map(name -> name.replace('_', '.'))
                .sorted()
                .toList();
    }

    private static List<String> keys(String file) throws IOException {
        return Files.readAllLines(Path.of("..", "..", "etc", file)).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')).strip())
                .sorted()
                .toList();
    }
}

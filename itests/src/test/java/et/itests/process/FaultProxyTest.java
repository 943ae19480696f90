package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.itests.process.FaultProxy.Way;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@EnabledOnOs(OS.LINUX) // elsewhere 127.0.0.9 is not this machine
class FaultProxyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long nothing has to come before it counts as silence. */
    private static final int SILENCE_MS = 300;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final FaultProxy proxy = new FaultProxy(group.next(), "127.0.0.9");
    private ServerSocket container;
    private Socket other;
    private Socket accepted;

    @BeforeEach
    void connect() throws Exception {
        container = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy.follow(Set.of(port()));
        Wait.until("the proxy listens", PATIENCE, () -> {
            try {
                other = new Socket(proxy.address(), port());
                return true;
            } catch (ConnectException notYet) {
                return false;
            }
        });
        accepted = container.accept();
        // What does not come fails: a read of a socket cannot be interrupted.
        other.setSoTimeout((int) PATIENCE.toMillis());
        accepted.setSoTimeout((int) PATIENCE.toMillis());
        // From here on the proxy has both of its ends.
        other.getOutputStream().write(0);
        assertThat(accepted.getInputStream().read()).isZero();
        accepted.getOutputStream().write(0);
        assertThat(other.getInputStream().read()).isZero();
    }

    @AfterEach
    void close() throws IOException {
        other.close();
        accepted.close();
        container.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private int port() {
        return container.getLocalPort();
    }

    @Test
    void whatIsDelayedKeepsItsOrderAlsoWhenTheDelayEnds() throws IOException {
        proxy.delay(200);
        long start = System.nanoTime();
        other.getOutputStream().write(1);
        assertThat(accepted.getInputStream().read()).isEqualTo(1);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        other.getOutputStream().write(2);
        proxy.delay(0);
        other.getOutputStream().write(3);
        assertThat(accepted.getInputStream().readNBytes(2)).containsExactly(2, 3);
    }

    @Test
    void silenceIsOneWayAndWhatWasSaidMeanwhileArrivesAfterIt() throws IOException {
        proxy.fallSilent(Way.IN);
        other.getOutputStream().write(1);
        accepted.getOutputStream().write(2);
        assertThat(other.getInputStream().read()).isEqualTo(2);
        accepted.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        other.close();
        proxy.speak(Way.IN);
        accepted.setSoTimeout((int) PATIENCE.toMillis());
        assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1);
    }

    @Test
    void aCutResetsBothEndsAndNewConnectionsCanBeMade() throws IOException {
        proxy.cut();
        assertThatThrownBy(() -> other.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
        try (Socket again = new Socket(proxy.address(), port());
                Socket there = container.accept()) {
            again.getOutputStream().write(5);
            assertThat(there.getInputStream().read()).isEqualTo(5);
        }
    }

    @Test
    void anEndIsPassedOn() throws IOException {
        accepted.getOutputStream().write(new byte[100_000]);
        accepted.close();
        assertThat(other.getInputStream().readAllBytes()).hasSize(100_000);
    }

    /** Who refuses connections is dead for those who ask; so it has to be seen through the proxy, and nothing else may look like it. */
    @Test
    void aPortIsClosedWhenThatOfTheContainerIs() throws Exception {
        container.close();
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket(proxy.address(), port())) {
                        socket.getInputStream().read();
                        throw new AssertionError("answered by nobody");
                    }
                })
                .isInstanceOf(SocketException.class);
        proxy.follow(Set.of());
        Wait.until("the proxy refuses, too", PATIENCE, () -> {
            try (Socket socket = new Socket(proxy.address(), port())) {
                return !socket.isConnected();
            } catch (ConnectException refused) {
                return true;
            }
        });
    }
}

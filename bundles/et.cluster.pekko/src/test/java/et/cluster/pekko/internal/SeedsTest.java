package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who begins a cluster waits for whoever may be there, and for nobody else. */
final class SeedsTest {

    private static final String ME = "127.0.0.1:1";

    @Test
    void theFirstBeginsACluster() {
        assertThat(Seeds.parse("").foundedBy(ME)).isTrue();
        assertThat(Seeds.parse(ME + ", 127.0.0.1:2").foundedBy(ME)).isTrue();
        assertThat(Seeds.parse("127.0.0.1:2," + ME).foundedBy(ME)).isFalse();
    }

    @Test
    void theFirstAsksThoseThatMayBeThere() throws Exception {
        try (ServerSocket silent = listen()) {
            var seeds = Seeds.parse(String.join(",", ME, nowhere(), at(silent)));
            assertThat(seeds.toAsk(ME, List.of())).containsExactly(ME, at(silent));
        }
    }

    @Test
    void nobodyIsBehindAForwarderThatEndsConnections() throws Exception {
        try (ServerSocket forwarder = listen()) {
            var ending = new Thread(() -> endAtOnce(forwarder));
            ending.setDaemon(true);
            ending.start();
            // At once is when that thread has its turn.
            assertThat(Seeds.maybeThere(at(forwarder), 30_000)).isFalse();
        }
    }

    @Test
    void whomItKnowsFromBeforeItAsksToo() throws Exception {
        try (ServerSocket known = listen()) {
            assertThat(Seeds.parse("").toAsk(ME, List.of(at(known)))).containsExactly(ME, at(known));
        }
    }

    @Test
    void othersAskAllOfThem() throws Exception {
        String nowhere = nowhere();
        assertThat(Seeds.parse(nowhere + "," + ME).toAsk(ME, List.of("127.0.0.1:9")))
                .containsExactly(nowhere, ME, "127.0.0.1:9");
    }

    private static void endAtOnce(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException closed) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static String nowhere() throws IOException {
        try (ServerSocket gone = listen()) {
            return at(gone);
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String at(ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort();
    }
}

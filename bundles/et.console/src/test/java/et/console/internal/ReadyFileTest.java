package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Tier;
import et.net.Listening;
import et.persistence.ActorStore;
import et.persistence.StoreException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadyFileTest {

    private static final Listening.Listener TCP =
            new Listening.Listener("tcp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 7700), 0, 0, 0, 0);

    private final List<Listening.Listener> listeners = new ArrayList<>(List.of(TCP));
    private final FakeCluster cluster = FakeCluster.of("et", Tier.GATEWAY, Tier.MANAGER, Tier.LOGIC);
    private boolean started = true;
    private boolean storeIsAway;
    private int questions;
    private Path file;
    private ReadyFile ready;

    @BeforeEach
    void begin(@TempDir Path data) {
        file = data.resolve("ready");
        ready = new ReadyFile(file, () -> started, cluster.self(), cluster.service());
        ready.setListening(Shell.service(Listening.class, (method, arguments) -> listeners));
        ready.setStore(Shell.service(ActorStore.class, (method, arguments) -> {
            questions++;
            if (storeIsAway) {
                throw new StoreException("no connection", null, false);
            }
            return null;
        }));
    }

    @AfterEach
    void end() {
        ready.close();
    }

    @Test
    void thereWhilePlayersCanPlay() {
        ready.look();
        assertThat(file).hasContent(ProcessHandle.current().pid() + "\net\n");
        cluster.add("logic-1", Tier.LOGIC);
        ready.look();
        assertThat(file).hasContent(ProcessHandle.current().pid() + "\net logic-1\n");

        storeIsAway = true;
        ready.look();
        assertThat(file).doesNotExist();

        storeIsAway = false;
        ready.look();
        assertThat(file).exists();

        listeners.clear();
        ready.look();
        assertThat(file).doesNotExist();
    }

    @Test
    void aStoreIsLeftAloneWhileTheContainerStarts() {
        started = false;
        ready.look();
        assertThat(file).doesNotExist();
        assertThat(questions).isZero();
    }

    @Test
    void goesWithTheContainer() {
        ready.look();
        ready.close();
        assertThat(file).doesNotExist();

        ready.look();
        assertThat(file).doesNotExist();
    }
}

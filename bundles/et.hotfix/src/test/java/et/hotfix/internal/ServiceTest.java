package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Actors;
import et.hotfix.Operator;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One container on a framework and a runtime of names. */
abstract class ServiceTest {

    static final Duration ENOUGH = Duration.ofSeconds(20);
    static final Duration WARMUP = Duration.ofMillis(300);
    static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final Operator ada = new Operator("ada", "ssh from 10.1.2.3", told::add);
    final FakeLogics logics = new FakeLogics();
    final FakeStore store = new FakeStore();
    final FakeStaging staging = new FakeStaging(logics);
    final FakeSessions sessions = new FakeSessions();
    final FakeCluster cluster = new FakeCluster();
    final FakeSignatures signatures = new FakeSignatures();
    volatile int live = 3;
    HotfixService service;

    @BeforeEach
    void startWithVersionOne() throws Exception {
        staging.started("game", "1.0.0");
        service = service();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    void assertUntouched() {
        assertThat(versions()).containsExactly("1.0.0");
        assertThat(logics.active("game")).isEqualTo("1.0.0");
        assertThat(logics.pins).isEmpty();
        assertThat(service.status().doing()).isEmpty();
    }

    List<String> versions() {
        return staging.installed("game").stream()
                .map(Installed::version)
                .sorted()
                .toList();
    }

    String jar(String version) {
        return jar("game", version);
    }

    String jar(String bundle, String version) {
        return Jars.bundle(bundle, version).write(directory).toString();
    }

    HotfixService service() {
        return service(ENOUGH);
    }

    HotfixService service(Duration stage) {
        Actors actors = (Actors) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Actors.class},
                (proxy, method, arguments) -> CompletableFuture.completedFuture(
                        List.of(new Actors.Count("player", "game", "1.0.0", live, 0, 0, 0))));
        var deadlines = new Deadlines(ENOUGH, stage, ENOUGH, WARMUP, ENOUGH, SHORT, ENOUGH, SHORT, SHORT, 0);
        return new HotfixService(
                staging,
                deadlines,
                new Thresholds(100, 0.005, 2, 1000, 3, 16384, 0.05),
                logics,
                actors,
                store,
                FakeImpacts.none(store),
                store,
                signatures,
                () -> Optional.of(sessions),
                cluster.from("logic-1"),
                FakeCluster.self("logic-1", 1),
                new Doorbell(),
                Clock.systemUTC());
    }
}

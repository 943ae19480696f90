package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Actors;
import et.cluster.Member;
import et.hotfix.Operator;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three containers that share the records. */
abstract class ClusterTest {

    static final Duration ENOUGH = Duration.ofSeconds(20);
    static final Duration WARMUP = Duration.ofMillis(300);
    static final Duration SHORT = Duration.ofMillis(300);
    static final List<String> ALL = List.of("logic-1", "logic-2", "logic-3");

    @TempDir
    Path directory;

    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final Operator ada = new Operator("ada", "ssh from 10.1.2.3", told::add);
    final FakeStore store = new FakeStore();
    final FakeCluster cluster = new FakeCluster();
    final Map<String, Box> boxes = new LinkedHashMap<>();
    private long incarnations;

    /** How long those that start from now on wait for actors to be idle, when they lead. Containers count once a second. */
    Duration idle = ENOUGH;

    /** A container. */
    final class Box {

        final String name;
        final FakeLogics logics = new FakeLogics();
        final FakeStaging staging = new FakeStaging(logics);
        final FakeSignatures signatures = new FakeSignatures();
        HotfixService service;

        Box(String name) throws Exception {
            this.name = name;
            staging.started("game", "1.0.0");
            service = start();
        }

        private HotfixService start() {
            Actors actors = (Actors) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Actors.class},
                    (proxy, method, arguments) -> CompletableFuture.completedFuture(
                            List.of(new Actors.Count("player", "game", "1.0.0", 3, 0, 0, 0))));
            var deadlines = new Deadlines(ENOUGH, ENOUGH, ENOUGH, WARMUP, ENOUGH, SHORT, ENOUGH, idle, SHORT, 0);
            var bell = new Doorbell();
            var made = new HotfixService(
                    staging,
                    deadlines,
                    new Thresholds(100, 0.005, 2, 1000, 3, 16384, 0.05),
                    logics,
                    actors,
                    store,
                    FakeImpacts.none(store),
                    store,
                    signatures,
                    Optional::empty,
                    cluster.from(name),
                    FakeCluster.self(name, ++incarnations),
                    bell,
                    Clock.systemUTC());
            cluster.members.put(name, Member.State.UP);
            cluster.services.put(name, bell);
            return made;
        }

        /** Its process ends in the middle of whatever it does; what it had is gone with it, but for its bundles. */
        void die() {
            cluster.services.remove(name);
            cluster.members.remove(name);
            service.close();
        }

        void comeBack() {
            // It may have died from within, and is over only now.
            service.close();
            logics.pins.clear();
            logics.trying.clear();
            service = start();
        }

        String active() {
            return logics.active("game");
        }

        List<String> versions() {
            return staging.installed("game").stream()
                    .map(Installed::version)
                    .sorted()
                    .toList();
        }
    }

    @BeforeEach
    void startAll() throws Exception {
        for (String name : ALL) {
            boxes.put(name, new Box(name));
        }
    }

    @AfterEach
    void stopAll() {
        boxes.values().forEach(box -> box.service.close());
    }

    /** Its time runs out. */
    void releaseTheTurnOfTheDead() {
        store.holder().ifPresent(store::release);
    }

    Box box(int number) {
        return boxes.get("logic-" + number);
    }

    static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(Path.of(file));
    }

    String jar(String version) {
        return Jars.bundle("game", version).write(directory).toString();
    }

    void assertAll(String active, String... versions) {
        until(() -> boxes.values().stream()
                .allMatch(box -> box.active().equals(active) && box.versions().equals(List.of(versions))));
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void until(BooleanSupplier condition) {
        long end = System.nanoTime() + ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> "now: "
                            + boxes.values().stream()
                                    .map(box -> box.name + " " + box.active() + " " + box.versions())
                                    .toList())
                    .isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                // A container that dies in the middle of this; the test goes on.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

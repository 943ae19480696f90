package et.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.StoreException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitterServiceTest {

    @Test
    void reportsOnItsOwnThread() throws Exception {
        var committer = new CommitterService(store(rows -> {}), config(Map.of()));
        var thread = new CompletableFuture<Thread>();

        committer.commit(row("x", 1), failure -> thread.complete(Thread.currentThread()));

        assertThat(thread.get().getName()).isEqualTo("et-committer");
        assertThat(thread.get().isDaemon()).isTrue();
        committer.close();
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void gathersWhatComesInWhileATransactionIsWritten() throws Exception {
        var inTransaction = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var sizes = new CompletableFuture<Integer>();
        var first = new AtomicInteger();
        var committer = new CommitterService(
                store(rows -> {
                    if (first.getAndIncrement() == 0) {
                        inTransaction.countDown();
                        waitFor(goOn);
                    } else {
                        sizes.complete(rows.size());
                    }
                }),
                config(Map.of()));
        committer.commit(row("x", 1), failure -> {});
        inTransaction.await();
        for (int i = 0; i < 100; i++) {
            committer.commit(row("y" + i, 1), failure -> {});
        }
        goOn.countDown();
        assertThat(sizes.get()).isEqualTo(100);
        committer.close();
    }

    @Test
    void writesAllThatWasHandedOverByManyThreads() throws Exception {
        var written = new AtomicLong();
        var reported = new AtomicLong();
        var committer = new CommitterService(
                store(rows -> written.addAndGet(rows.size())), config(Map.of("queue_capacity", 50)));
        int lanes = 4;
        int each = 20_000;
        var start = new CyclicBarrier(lanes);
        var threads = new Thread[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            var name = "lane" + lane + "-";
            threads[lane] = new Thread(() -> {
                waitFor(start);
                for (int i = 1; i <= each; i++) {
                    while (!committer.commit(row(name + (i % 40), i), failure -> reported.incrementAndGet())) {
                        var room = new CountDownLatch(1);
                        committer.whenRoom(room::countDown);
                        waitFor(room);
                    }
                }
            });
            threads[lane].start();
        }
        for (var thread : threads) {
            thread.join();
        }
        committer.close();
        var stats = committer.stats();
        assertThat(reported).hasValue((long) lanes * each);
        assertThat(written.get() + stats.coalesced()).isEqualTo((long) lanes * each);
        assertThat(stats.rows()).isEqualTo(written.get());
        assertThat(stats.waiting()).isZero();
    }

    @Test
    void writesWhatWaitsWhenItIsClosed() throws Exception {
        var failing = new AtomicInteger(3);
        var written = new AtomicInteger();
        var committer = new CommitterService(
                store(rows -> {
                    if (failing.getAndDecrement() > 0) {
                        throw new StoreException("the database is away", null, true);
                    }
                    written.addAndGet(rows.size());
                }),
                config(Map.of()));
        for (int i = 0; i < 1000; i++) {
            committer.commit(row("x" + i, 1), failure -> {});
        }
        committer.close();
        assertThat(written).hasValue(1000);
        assertThat(committer.commit(row("y", 1), failure -> {})).isFalse();
    }

    @Test
    void saysSoWhenTheDatabaseStaysAwayWhileItIsClosed() throws Exception {
        var committer = new CommitterService(
                store(rows -> {
                    throw new StoreException("the database is away", null, true);
                }),
                config(Map.of("drain_seconds", 1)));
        var fate = new CompletableFuture<RuntimeException>();
        committer.commit(row("x", 1), fate::complete);
        long started = System.nanoTime();
        committer.close();
        assertThat(fate).isCompleted();
        assertThat(fate.get()).hasMessageContaining("the committer was closed");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)).isBetween(0L, 5L);
    }

    @Test
    void goesOnAfterAnErrorOfTheJvm() throws Exception {
        var first = new AtomicInteger();
        var committer = new CommitterService(
                store(rows -> {
                    if (first.getAndIncrement() == 0) {
                        throw new NoClassDefFoundError("a class of the driver");
                    }
                }),
                config(Map.of()));
        var fate = new CompletableFuture<String>();
        committer.commit(row("x", 1), failure -> fate.complete(failure == null ? "written" : "lost"));
        assertThat(fate.get()).isEqualTo("written");
        committer.close();
    }

    @Test
    void hasTheSameKeysAndDefaultsInItsFile() throws IOException {
        var file = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("../../etc/et.persistence.cfg"))) {
            file.load(reader);
        }
        var expected = Arrays.stream(CommitterService.Config.class.getDeclaredMethods())
                .map(method -> entry(
                        (Object) method.getName().replace('_', '.'), (Object) String.valueOf(method.getDefaultValue())))
                .toList();
        assertThat(file.entrySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static CommitterService.Config config(Map<String, Object> values) {
        return (CommitterService.Config) Proxy.newProxyInstance(
                CommitterService.Config.class.getClassLoader(),
                new Class<?>[] {CommitterService.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @SuppressWarnings("unchecked")
    private static ActorStore store(Consumer<List<ActorRow>> write) {
        return (ActorStore) Proxy.newProxyInstance(
                ActorStore.class.getClassLoader(), new Class<?>[] {ActorStore.class}, (proxy, method, arguments) -> {
                    expectWrite(method);
                    write.accept((List<ActorRow>) arguments[0]);
                    return null;
                });
    }

    private static void expectWrite(Method method) {
        assertThat(method.getName()).isEqualTo("write");
    }

    private static ActorRow row(String id, long revision) {
        return new ActorRow("a", id, 1, 1, revision, 1, new byte[0], new byte[0], ActorRow.NEVER, "test/1");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void waitFor(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}

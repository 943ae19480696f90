package et.actor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.core.ActorLinks;
import et.actor.core.LaneRuntime;
import et.actor.core.Settings;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.persistence.ActorStore;
import et.persistence.Committer;
import et.persistence.StoreException;
import io.netty.channel.DefaultEventLoop;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnershipTest {

    private final List<Integer> raised = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean down;

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final ActorStore store = proxy(ActorStore.class);
    private final LaneRuntime runtime = new LaneRuntime(
            List.of(new LoopScheduler(loop)),
            new LaneRuntime.Joints(
                    store,
                    proxy(Committer.class),
                    ActorLinks.alone("here"),
                    Runnable::run,
                    Runnable::run,
                    Settings.DEFAULT));
    private final ControlThreads control = new ControlThreads();
    private final Ownership ownership = new Ownership(runtime, store, control, "here", () -> {});

    @AfterEach
    void close() {
        control.close();
        assertThat(loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5_000))
                .isTrue();
    }

    @SuppressWarnings("unchecked")
    private <T> T proxy(Class<T> type) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getName().equals("raise")) {
                return raise((Collection<Integer>) arguments[0]);
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    private Map<Integer, Long> raise(Collection<Integer> shards) {
        boolean away = down;
        asked.countDown();
        if (away) {
            throw new StoreException("no connection", null, false);
        }
        raised.addAll(shards);
        return shards.stream().collect(Collectors.toMap(shard -> shard, shard -> 1L));
    }

    /** Whether a request for the shard is sent on. */
    private boolean sentOn(int shard) throws Exception {
        CompletableFuture<Boolean> moved = new CompletableFuture<>();
        ReturnPath path = (ReturnPath) Proxy.newProxyInstance(
                ReturnPath.class.getClassLoader(), new Class<?>[] {ReturnPath.class}, (self, method, arguments) -> {
                    moved.complete(method.getName().equals("moved"));
                    return null;
                });
        runtime.request(0, new Request(1, "p", 1, 0, 0, shard, 1, "box", "a", 7, new byte[0], path));
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
        return moved.getNow(false);
    }

    @Test
    void aShardIsTakenOverAndGivenAway() throws Exception {
        assertThat(get(ownership.open(List.of(5, 9)).toCompletableFuture())).isEqualTo(Map.of(5, 1L, 9, 1L));
        assertThat(sentOn(5)).isFalse();
        get(ownership.close(5).toCompletableFuture());
        assertThat(sentOn(5)).isTrue();
        assertThat(sentOn(9)).isFalse();
    }

    @Test
    void whatEndsAShardWaitsForWhatOpenedIt() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        runtime.open(Map.of(5, 1L));
        CompletableFuture<Void> released = runtime.release(5);
        assertThat(released).isNotDone();
        busy.countDown();
        get(released);
        assertThat(sentOn(5)).isTrue();
    }

    /** A container that was taken out of the cluster while its store was away must not take shards from their new owners. */
    @Test
    void whatWasAskedForBeforeTheClusterWentOnIsNotTakenOver() throws Exception {
        down = true;
        CompletableFuture<Map<Integer, Long>> opening =
                ownership.open(List.of(5)).toCompletableFuture();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        ownership.abandon();
        down = false;
        assertThatThrownBy(() -> get(opening)).isInstanceOf(java.util.concurrent.CancellationException.class);
        assertThat(raised).isEmpty();
        assertThat(sentOn(5)).isTrue();
        assertThat(get(ownership.open(List.of(5)).toCompletableFuture())).isEqualTo(Map.of(5, 1L));
    }

    private static <T> @Nullable T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }
}

package et.gateway.internal;

import et.session.Sessions;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A gateway between fakes, on real event loops. */
final class Stage {

    final List<EventLoop> loops;
    final ExecutorService pool = Executors.newSingleThreadExecutor();
    final FakeAuthenticator authenticator = new FakeAuthenticator(pool);
    final FakeCluster cluster = new FakeCluster();
    final FakeWorld world;
    private final Map<String, Object> config;
    Gateway gateway;

    Stage(int loops, Map<String, Object> config) {
        this.loops = IntStream.range(0, loops)
                .mapToObj(any -> (EventLoop) new DefaultEventLoop())
                .toList();
        this.world = new FakeWorld(this.loops);
        this.config = config;
        this.gateway = gateway();
    }

    private Gateway gateway() {
        return new Gateway(config(config), () -> loops, cluster, world, world, world, authenticator);
    }

    /** The gateway dies without a word, and a new one that knows nothing takes its place. */
    void restart() {
        gateway = gateway();
    }

    FakeConnection connect(int loop, Consumer<FakeConnection.Sent> receiver) {
        return new FakeConnection(loops.get(loop), gateway, receiver);
    }

    Sessions.Counters counters() throws Exception {
        return gateway.counters().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    List<Sessions.Line> lines() throws Exception {
        return gateway.list().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static Gateway.Config config(Map<String, Object> changed) {
        return (Gateway.Config) Proxy.newProxyInstance(
                Gateway.Config.class.getClassLoader(),
                new Class<?>[] {Gateway.Config.class},
                (proxy, method, arguments) ->
                        changed.getOrDefault(method.getName().replace('_', '.'), method.getDefaultValue()));
    }

    void close() {
        gateway.deactivate();
        pool.shutdownNow();
        for (EventLoop loop : loops) {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
        }
    }
}

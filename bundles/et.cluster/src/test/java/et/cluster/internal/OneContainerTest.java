package et.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.LaneGate;
import et.cluster.Link;
import et.cluster.Place;
import et.cluster.Request;
import et.cluster.Shards;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneContainerTest {

    private final List<EventLoop> loops = List.of(new DefaultEventLoop(), new DefaultEventLoop());
    private final Lanes lanes = new Lanes();
    private final OneContainer cluster = new OneContainer(named("here"), lanes, () -> loops);

    @AfterEach
    void stop() {
        for (EventLoop loop : loops) {
            assertThat(loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5_000))
                    .isTrue();
        }
    }

    @Test
    void everyShardHasAPlaceAndLanesShareThemEvenly() {
        int[] shards = new int[2];
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = cluster.place(shard);
            assertThat(place.container()).isEqualTo("here");
            shards[place.lane()]++;
        }
        assertThat(shards).containsExactly(Shards.COUNT / 2, Shards.COUNT / 2);
    }

    @Test
    void onTheLanesOwnLoopARequestIsAMethodCall() throws Exception {
        Link link = cluster.open(new Place("here", 1, 0));
        loops.get(1)
                .submit(() -> {
                    link.send(request(1));
                    assertThat(lanes.seen).hasSize(1);
                })
                .get(5, TimeUnit.SECONDS);
        assertThat(lanes.take()).isEqualTo("lane 1 request 1 on " + loops.get(1));
    }

    @Test
    void fromAnotherLoopOneTurnIsOneTaskAndKeepsItsOrder() throws Exception {
        Link link = cluster.open(new Place("here", 1, 0));
        loops.get(0)
                .submit(() -> {
                    link.send(request(1));
                    link.ended(3, "type", "id", 7, "player");
                    link.send(request(2));
                    assertThat(lanes.seen).isEmpty();
                    link.flush();
                    link.flush();
                })
                .get(5, TimeUnit.SECONDS);
        assertThat(lanes.take()).isEqualTo("lane 1 request 1 on " + loops.get(1));
        assertThat(lanes.take()).isEqualTo("lane 1 ended 7 on " + loops.get(1));
        assertThat(lanes.take()).isEqualTo("lane 1 request 2 on " + loops.get(1));
        assertThat(lanes.seen).isEmpty();
    }

    @Test
    void aPlaceThatDoesNotExistIsRefusedByName() {
        assertThatThrownBy(() -> cluster.open(new Place("elsewhere", 0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("elsewhere")
                .hasMessageContaining("expected: container here");
        assertThatThrownBy(() -> cluster.open(new Place("here", 2, 0))).isInstanceOf(IllegalStateException.class);
    }

    private static Request request(long number) {
        return new Request(7, "player", number, 0, 0, 3, "type", "id", 1, new byte[0], null);
    }

    private static OneContainer.Config named(String name) {
        return (OneContainer.Config) Proxy.newProxyInstance(
                OneContainer.Config.class.getClassLoader(),
                new Class<?>[] {OneContainer.Config.class},
                (proxy, method, arguments) -> name);
    }

    /** Two lanes that write down what they are told, and where. */
    private final class Lanes implements LaneGate {

        final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        @Override
        public int lanes() {
            return 2;
        }

        @Override
        public void request(int lane, Request request) {
            seen.add("lane " + lane + " request " + request.number() + " on " + here());
        }

        @Override
        public void ended(int lane, int shard, String type, String id, long session, String player) {
            seen.add("lane " + lane + " ended " + session + " on " + here());
        }

        private EventLoop here() {
            return loops.stream().filter(EventLoop::inEventLoop).findFirst().orElseThrow();
        }

        String take() throws InterruptedException {
            return seen.poll(5, TimeUnit.SECONDS);
        }
    }
}

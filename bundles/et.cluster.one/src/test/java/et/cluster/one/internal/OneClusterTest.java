package et.cluster.one.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Parts;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.ShardHost;
import et.cluster.Shards;
import et.cluster.Tier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneClusterTest {

    private final OneCluster cluster = new OneCluster(new Here(), new ThreeActors());
    private final Host host = new Host();

    @Test
    void aShardHasAPlaceFromWhenItsEpochHasComeAndLanesShareThemEvenly() {
        assertThat(cluster.place(0)).isNull();
        cluster.setHost(host);
        assertThat(host.asked)
                .isEqualTo(IntStream.range(0, Shards.COUNT).boxed().toList());
        assertThat(cluster.place(0)).isNull();

        List<Integer> placed = listen();
        host.opened(9);

        assertThat(placed).hasSize(Shards.COUNT);
        int[] shards = new int[2];
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            assertThat(cluster.place(shard)).isEqualTo(new Place("here", shard % 2, 9));
            shards[shard % 2]++;
        }
        assertThat(shards).containsExactly(Shards.COUNT / 2, Shards.COUNT / 2);
    }

    @Test
    void withoutARuntimeNoShardHasAPlaceAndALateEpochChangesNothing() {
        cluster.setHost(host);
        host.opened(1);
        cluster.unsetHost(host);
        assertThat(cluster.place(3)).isNull();

        Host next = new Host();
        cluster.setHost(next);
        cluster.unsetHost(next);
        next.opened(2);
        assertThat(cluster.place(3)).isNull();
    }

    @Test
    void theNextRuntimeMayComeBeforeTheLastOneGoes() {
        cluster.setHost(host);
        host.opened(1);
        Host next = new Host();
        cluster.setHost(next);
        cluster.unsetHost(host);
        next.opened(2);
        assertThat(cluster.place(4)).isEqualTo(new Place("here", 0, 2));
    }

    @Test
    void aShardThatAnotherProcessTookHasNoPlace() {
        cluster.setHost(host);
        host.opened(1);
        List<Integer> placed = listen();

        host.fenced.accept(7);
        host.fenced.accept(8);

        assertThat(placed).containsExactly(7, 8);
        assertThat(cluster.place(7)).isNull();
        assertThat(cluster.place(9)).isNotNull();
    }

    @Test
    void itIsItsOnlyMemberAndSaysItsLoad() {
        Member member = cluster.members().get(0);
        assertThat(cluster.members()).hasSize(1);
        assertThat(member.container()).isEqualTo("here");
        assertThat(member.incarnation()).isEqualTo(77);
        assertThat(member.state()).isEqualTo(Member.State.UP);
        assertThat(member.load().actors()).isEqualTo(3);
    }

    @Test
    void whatNeedsAnotherContainerIsRefusedWithASentence() {
        for (var refused : List.of(cluster.drain("here"), cluster.undrain("here"), cluster.move(1, "there"))) {
            assertThatThrownBy(() -> refused.toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("This container is alone");
        }
    }

    private List<Integer> listen() {
        List<Integer> placed = new ArrayList<>();
        Cluster.Registration unused = cluster.listen(new Cluster.Listener() {
            @Override
            public void placed(int shard) {
                placed.add(shard);
            }
        });
        assertThat(unused).isNotNull();
        return placed;
    }

    private static final class ThreeActors implements Parts {

        @Override
        public Load add(Load load) {
            return new Load(load.cpu(), load.busy(), load.actors() + 3, 0, 0, 0, 0);
        }

        @Override
        public void hear(String topic, byte[] notice) {
            throw new AssertionError("There is nobody who tells: " + topic);
        }
    }

    private static final class Host implements ShardHost {

        final CompletableFuture<Map<Integer, Long>> epochs = new CompletableFuture<>();
        Collection<Integer> asked = List.of();
        IntConsumer fenced = shard -> {};

        @Override
        public int lanes() {
            return 2;
        }

        void opened(long epoch) {
            epochs.complete(asked.stream().collect(Collectors.toMap(shard -> shard, shard -> epoch)));
        }

        @Override
        public CompletableFuture<Map<Integer, Long>> open(Collection<Integer> shards) {
            asked = shards;
            return epochs;
        }

        @Override
        public CompletableFuture<Void> close(int shard) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void abandon() {}

        @Override
        public void onFenced(IntConsumer shard) {
            fenced = shard;
        }
    }

    private static final class Here implements Self {

        @Override
        public String container() {
            return "here";
        }

        @Override
        public long incarnation() {
            return 77;
        }

        @Override
        public Set<Tier> tiers() {
            return EnumSet.allOf(Tier.class);
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public String listen() {
            return host();
        }
    }
}

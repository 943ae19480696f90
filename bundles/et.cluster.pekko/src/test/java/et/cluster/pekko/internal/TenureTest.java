package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.ShardHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What a membership may still do when it is over. */
class TenureTest {

    private final List<String> calls = new ArrayList<>();

    private final Tenure tenure = new Tenure(new ShardHost() {
        @Override
        public int lanes() {
            return 2;
        }

        @Override
        public CompletionStage<Map<Integer, Long>> open(Collection<Integer> shards) {
            calls.add("open " + shards);
            return CompletableFuture.completedStage(Map.of());
        }

        @Override
        public CompletionStage<Void> close(int shard) {
            calls.add("close " + shard);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void abandon() {
            calls.add("abandon");
        }

        @Override
        public void onFenced(IntConsumer shard) {}
    });

    @Test
    void aKeeperThatOutlivesTheMembershipTakesNoShard() {
        tenure.open(List.of(1));
        tenure.close(1);
        tenure.end();
        assertThat(tenure.open(List.of(2)).toCompletableFuture()).isNotDone();
        assertThat(tenure.close(2).toCompletableFuture()).isCompleted();
        assertThat(calls).containsExactly("open [1]", "close 1", "abandon");
    }
}

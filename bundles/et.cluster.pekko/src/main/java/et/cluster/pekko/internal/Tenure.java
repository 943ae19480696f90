package et.cluster.pekko.internal;

import et.cluster.ShardHost;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/**
 * The runtime, as one membership of the cluster has it. When that is over, nothing of it opens a shard any more: its keepers do not know at once, and
 * would take shards away from those who have them now.
 */
final class Tenure implements ShardHost {

    private final ShardHost host;
    private boolean over;

    Tenure(ShardHost host) {
        this.host = host;
    }

    /** Ends it: all shards are dropped, and none is opened. */
    synchronized void end() {
        over = true;
        host.abandon();
    }

    @Override
    public int lanes() {
        return host.lanes();
    }

    /** Under the lock: what was begun before the end is called off by it. */
    @Override
    public synchronized CompletionStage<Map<Integer, Long>> open(Collection<Integer> shards) {
        // Nobody waits for the answer: who asks ends with its node.
        return over ? new CompletableFuture<>() : host.open(shards);
    }

    @Override
    public synchronized CompletionStage<Void> close(int shard) {
        return over ? CompletableFuture.completedStage(null) : host.close(shard);
    }

    @Override
    public void abandon() {
        end();
    }

    @Override
    public void onFenced(IntConsumer shard) {
        host.onFenced(shard);
    }
}

package et.cluster.pekko.internal;

import et.cluster.ShardHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens shards together: raising epochs is one transaction for however many shards. One opening is under way at a time; what comes meanwhile
 * waits for the next one.
 */
final class Opener {

    private final ShardHost host;
    /** Runs something a few milliseconds later. */
    private final Consumer<Runnable> later;

    private Map<Integer, BiConsumer<@Nullable Long, @Nullable Throwable>> waiting = new LinkedHashMap<>();
    private boolean busy;

    Opener(ShardHost host, Consumer<Runnable> later) {
        this.host = host;
        this.later = later;
    }

    /** Tells the epoch, or why there is none, on any thread. */
    synchronized void open(int shard, BiConsumer<@Nullable Long, @Nullable Throwable> done) {
        waiting.put(shard, done);
        if (!busy) {
            busy = true;
            later.accept(this::next);
        }
    }

    private void next() {
        Map<Integer, BiConsumer<@Nullable Long, @Nullable Throwable>> batch;
        synchronized (this) {
            if (waiting.isEmpty()) {
                busy = false;
                return;
            }
            batch = waiting;
            waiting = new LinkedHashMap<>();
        }
        try {
            host.open(List.copyOf(batch.keySet())).whenComplete((epochs, failure) -> {
                batch.forEach((shard, done) -> done.accept(epochs == null ? null : epochs.get(shard), failure));
                later.accept(this::next);
            });
        } catch (RuntimeException e) {
            batch.values().forEach(done -> done.accept(null, e));
            later.accept(this::next);
        }
    }
}

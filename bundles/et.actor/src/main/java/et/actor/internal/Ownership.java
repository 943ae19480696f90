package et.actor.internal;

import et.actor.core.LaneRuntime;
import et.cluster.ShardHost;
import et.persistence.ActorStore;
import et.persistence.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes shards over and gives them away, as the cluster says. The store is asked on the control thread; while it does not answer, requests
 * wait at the gateways.
 */
final class Ownership implements ShardHost {

    private static final Logger log = LoggerFactory.getLogger(ActorRuntime.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LaneRuntime runtime;
    private final ActorStore store;
    private final ControlThreads control;
    private final String container;
    private final Runnable opened;
    private volatile boolean stopping;
    private boolean told;

    /** @param opened run on the control thread when shards have come */
    Ownership(LaneRuntime runtime, ActorStore store, ControlThreads control, String container, Runnable opened) {
        this.runtime = runtime;
        this.store = store;
        this.control = control;
        this.container = container;
        this.opened = opened;
    }

    @Override
    public int lanes() {
        return runtime.lanes();
    }

    @Override
    public CompletionStage<Map<Integer, Long>> open(Collection<Integer> shards) {
        List<Integer> wanted = List.copyOf(shards);
        CompletableFuture<Map<Integer, Long>> done = new CompletableFuture<>();
        control.after(Duration.ZERO, () -> take(wanted, done));
        return done;
    }

    private void take(List<Integer> shards, CompletableFuture<Map<Integer, Long>> done) {
        if (stopping) {
            done.cancel(false);
            return;
        }
        Map<Integer, Long> epochs;
        try {
            epochs = store.raise(shards, container);
        } catch (StoreException down) {
            if (!told) {
                told = true;
                log.warn(
                        "{} shards cannot be taken over; requests wait. Tried again every {} s: {}",
                        shards.size(),
                        RETRY.toSeconds(),
                        down.getMessage());
            }
            control.after(RETRY, () -> take(shards, done));
            return;
        } catch (RuntimeException bug) {
            done.completeExceptionally(bug);
            throw bug;
        }
        told = false;
        runtime.open(epochs);
        log.info("Took over {} shards", shards.size());
        done.complete(epochs);
        opened.run();
    }

    @Override
    public CompletionStage<Void> close(int shard) {
        return runtime.release(shard);
    }

    @Override
    public void abandon() {
        log.warn("All shards are dropped: the cluster goes on without this container");
        runtime.abandon();
    }

    @Override
    public void onFenced(IntConsumer shard) {
        runtime.onFenced(shard);
    }

    /** Takes no shard over any more. */
    void stop() {
        stopping = true;
    }
}

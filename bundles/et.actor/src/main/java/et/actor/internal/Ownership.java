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
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final Duration LOOK = Duration.ofMillis(200);

    private final LaneRuntime runtime;
    private final ActorStore store;
    private final ControlThreads control;
    private final String container;
    private final Runnable opened;
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile boolean stopping;

    /** On the control thread, as what follows. */
    private boolean told;

    private boolean looking;
    /** Shards that came since the last look. */
    private int came;

    /** @param opened run on the control thread soon after shards have come */
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
        int era = abandoned.get();
        control.after(Duration.ZERO, () -> take(wanted, era, done));
        return done;
    }

    private void take(List<Integer> shards, int era, CompletableFuture<Map<Integer, Long>> done) {
        if (isOver(era, done)) {
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
            control.after(RETRY, () -> take(shards, era, done));
            return;
        } catch (RuntimeException bug) {
            done.completeExceptionally(bug);
            throw bug;
        }
        told = false;
        if (isOver(era, done)) {
            return;
        }
        runtime.open(epochs);
        came += shards.size();
        done.complete(epochs);
        if (!looking) {
            // Other shards may be about to come: one look for all of them, and none of them waits for it.
            looking = true;
            control.after(LOOK, () -> {
                looking = false;
                log.info("Took over {} shards", came);
                came = 0;
                opened.run();
            });
        }
    }

    /** Whether nobody wants the shards here any more: the container stops, or the cluster has gone on without it since. */
    private boolean isOver(int era, CompletableFuture<?> done) {
        boolean over = stopping || abandoned.get() != era;
        if (over) {
            done.cancel(false);
        }
        return over;
    }

    @Override
    public CompletionStage<Void> close(int shard) {
        return runtime.release(shard);
    }

    @Override
    public void abandon() {
        log.warn("All shards are dropped: the cluster goes on without this container");
        abandoned.incrementAndGet();
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

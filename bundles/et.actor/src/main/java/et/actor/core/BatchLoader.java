package et.actor.core;

import et.api.ActorRef;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Loads rows, many with one query. Shared by all lanes; any thread. */
final class BatchLoader {

    /** Told what became of a load, on a loading thread: it must only pass the word on. */
    @FunctionalInterface
    interface Loaded {
        void loaded(@Nullable ActorRow row, @Nullable RuntimeException failure);
    }

    private record Wanted(ActorRef ref, Loaded told) {}

    private static final int BATCH = 256;
    private static final int PARALLEL = 2;

    private final ActorStore store;
    private final Executor executor;
    private final ConcurrentLinkedQueue<Wanted> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    BatchLoader(ActorStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    void load(ActorRef ref, Loaded told) {
        wanted.add(new Wanted(ref, told));
        start();
    }

    private void start() {
        int now = running.get();
        while (now < PARALLEL && !wanted.isEmpty()) {
            if (running.compareAndSet(now, now + 1)) {
                try {
                    executor.execute(this::run);
                } catch (RejectedExecutionException stopping) {
                    running.decrementAndGet();
                    fail(stopping);
                }
                return;
            }
            now = running.get();
        }
    }

    private void run() {
        try {
            List<Wanted> batch = take();
            while (!batch.isEmpty()) {
                load(batch);
                batch = take();
            }
        } finally {
            running.decrementAndGet();
        }
        start();
    }

    private List<Wanted> take() {
        List<Wanted> batch = new ArrayList<>();
        Wanted next = wanted.poll();
        while (next != null) {
            batch.add(next);
            next = batch.size() < BATCH ? wanted.poll() : null;
        }
        return batch;
    }

    private void load(List<Wanted> batch) {
        ActorStore.Loaded loaded;
        try {
            loaded = store.load(batch.stream().map(BatchLoader::key).distinct().toList());
        } catch (RuntimeException failure) {
            batch.forEach(one -> one.told().loaded(null, failure));
            return;
        }
        batch.forEach(one ->
                one.told().loaded(loaded.rows().get(key(one)), loaded.damaged().get(key(one))));
    }

    private void fail(RuntimeException failure) {
        take().forEach(one -> one.told().loaded(null, failure));
    }

    private static ActorStore.Key key(Wanted one) {
        return new ActorStore.Key(one.ref().type(), one.ref().id());
    }
}

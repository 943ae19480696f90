package et.actor.core;

import et.api.Failure;
import et.api.Failure.Reason;
import et.persistence.StoreException;
import et.persistence.TableException;
import et.persistence.TableStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the queries of a lane's actors, on threads that may block. */
final class Finds {

    private static final Logger log = LoggerFactory.getLogger(LaneRuntime.class);

    /** What was found. Plain values: no class of a logic. */
    record Found(String name, List<Map<String, @Nullable Object>> rows) {}

    /** Told on the lane: one of the two is there. */
    @FunctionalInterface
    interface Told {
        void told(@Nullable Found found, @Nullable Failure failure);
    }

    private final Lane lane;
    private final TableStore store;
    private final Executor threads;

    Finds(Lane lane, TableStore store, Executor threads) {
        this.lane = lane;
        this.store = store;
        this.threads = threads;
    }

    /** Puts a query; of one whose turn comes after its deadline nothing is heard. */
    void find(Effect.Find find, Told told) {
        long due = lane.scheduler().nanoTime() + TimeUnit.MILLISECONDS.toNanos(find.deadlineMs());
        try {
            threads.execute(() -> {
                if (lane.scheduler().nanoTime() - due < 0) {
                    put(find, told);
                }
            });
        } catch (RejectedExecutionException full) {
            told.told(null, new Failure(Reason.FAILED, 0, "too many queries wait for the database already"));
        }
    }

    private void put(Effect.Find find, Told told) {
        try {
            Found found = new Found(find.name(), store.find(find.query()));
            lane.post(() -> told.told(found, null));
        } catch (TableException refused) {
            failed(told, String.valueOf(refused.getMessage()));
        } catch (StoreException away) {
            log.warn("{}: {}", find.query().table().name(), away.getMessage());
            failed(told, "the database has not answered the query");
        } catch (RuntimeException bug) {
            log.error("A query of {} failed", find.query().table().name(), bug);
            failed(told, "the query failed");
        }
    }

    private void failed(Told told, String why) {
        lane.post(() -> told.told(null, new Failure(Reason.FAILED, 0, why)));
    }
}

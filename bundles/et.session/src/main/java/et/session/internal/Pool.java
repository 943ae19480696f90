package et.session.internal;

import et.persistence.StoreException;
import et.proto.client.Code;
import et.session.AuthenticationException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded number of threads for a bounded number of waiting jobs. Whoever comes when it is full is told so at once. */
final class Pool {

    private static final Logger log = LoggerFactory.getLogger(Pool.class);
    private static final int STOP_SECONDS = 5;

    private final String name;
    private final ThreadPoolExecutor executor;

    Pool(String name, int threads, int queue) {
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a job for a client.
     *
     * @param unused called when the job could not be done for a reason that is not the client's
     * @return fails with an {@link AuthenticationException}, whatever happens
     */
    <T> CompletableFuture<T> run(Supplier<T> job, Runnable unused) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(job.get());
                } catch (AuthenticationException refusal) {
                    result.completeExceptionally(refusal);
                } catch (StoreException down) {
                    log.warn("a client cannot be authenticated: {}", down.toString());
                    unused.run();
                    result.completeExceptionally(busy());
                } catch (RuntimeException failure) {
                    log.error("a client cannot be authenticated", failure);
                    unused.run();
                    result.completeExceptionally(busy());
                }
            });
        } catch (RejectedExecutionException full) {
            unused.run();
            result.completeExceptionally(busy());
        }
        return result;
    }

    /** Does something that nobody waits for urgently; {@code done} is called in any case. What was not stored ends with its lease. */
    void tell(String what, long session, Runnable job, Runnable done) {
        try {
            executor.execute(() -> {
                try {
                    job.run();
                } catch (RuntimeException failure) {
                    log.warn("session {}: {} was not stored: {}", session, what, failure.toString());
                } finally {
                    done.run();
                }
            });
        } catch (RejectedExecutionException full) {
            log.debug("session {}: {} was not stored: {} is full", session, what, name);
            done.run();
        }
    }

    static <T> CompletableFuture<T> failed(AuthenticationException refusal) {
        return CompletableFuture.failedFuture(refusal);
    }

    private static AuthenticationException busy() {
        return new AuthenticationException(Code.BUSY, "too much to do at this moment: try again in a few seconds");
    }

    /** Lets what has begun come to its end. */
    void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
                log.warn("{} was still busy after {} s and was interrupted", name, STOP_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

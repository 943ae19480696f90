package et.actor.internal;

import et.actor.core.Control;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that control work comes back on, {@code et-actor-control}, and a thread of its own for each foreign call that may hang. */
final class ControlThreads implements Control, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ControlThreads.class);

    private final ScheduledExecutorService control =
            Executors.newSingleThreadScheduledExecutor(task -> thread(task, "et-actor-control"));

    @Override
    public boolean await(CompletableFuture<?> future, Duration deadline) {
        try {
            future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException completed) {
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return future.isDone();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the task tells its own failures
    public void after(Duration delay, Runnable task) {
        try {
            control.schedule(told(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            log.debug("Control work is dropped: the runtime stops");
        }
    }

    /** Runs a task again and again, each time so long after the last one ended. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task tells its own failures
    void every(Duration pause, Runnable task) {
        control.scheduleWithFixedDelay(told(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Runnable told(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                log.warn("Control work failed", failed);
            }
        };
    }

    @Override
    public <T> T call(Callable<T> foreign, Duration deadline) throws Exception {
        FutureTask<T> future = new FutureTask<>(foreign);
        thread(future, "et-actor-define").start();
        try {
            return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            future.cancel(true);
            throw late;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failed;
        }
    }

    static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        control.shutdownNow();
    }
}

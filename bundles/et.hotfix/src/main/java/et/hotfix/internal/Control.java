package et.hotfix.internal;

import et.hotfix.HotfixException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control threads. Hotfixes are rare, so each piece of work has a thread of its own: when foreign code never
 * returns, only that thread is lost, and its name tells
 * what it was doing.
 */
final class Control implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Control.class);

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    /** Runs work that may call foreign code, and waits for it no longer than {@code deadline}. */
    <T> T within(String doing, Duration deadline, Callable<T> work) {
        FutureTask<T> task = begin(doing, work);
        try {
            return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new HotfixException(doing + " took longer than " + deadline.toSeconds() + " s");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new HotfixException(doing + " was interrupted because et.hotfix stops");
        } catch (ExecutionException e) {
            throw failed(doing, e.getCause() == null ? e : e.getCause());
        }
    }

    /** Begins work that may call foreign code. Who cancels it interrupts it. */
    <T> FutureTask<T> begin(String doing, Callable<T> work) {
        var task = new FutureTask<>(work);
        start("et-hotfix " + doing, task);
        return task;
    }

    /** Runs work by itself. */
    <T> CompletableFuture<T> later(String name, Callable<T> work) {
        var result = new CompletableFuture<T>();
        start("et-hotfix " + name, () -> {
            try {
                result.complete(work.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
                if (t instanceof VirtualMachineError error) {
                    throw error;
                }
            }
        });
        return result;
    }

    /** Runs work whose end nobody waits for; a failure is logged. */
    void alone(String name, Callable<?> work) {
        start("et-hotfix " + name, () -> {
            try {
                work.call();
            } catch (InterruptedException e) {
                LOG.debug("{} ends because et.hotfix stops: {}", name, Sentences.of(e));
            } catch (Exception e) {
                LOG.error("{} failed:\n{}", name, Sentences.stack(e));
            }
        });
    }

    @Override
    public void close() {
        running.forEach(Thread::interrupt);
    }

    private void start(String name, Runnable work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        running.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        // Not the caller's: a shell session's loader would be held, or a logic bundle's would leak in.
        thread.setContextClassLoader(Control.class.getClassLoader());
        running.add(thread);
        thread.start();
    }

    private static HotfixException failed(String doing, Throwable cause) {
        if (cause instanceof HotfixException sentence) {
            return sentence;
        }
        if (cause instanceof VirtualMachineError error) {
            throw error;
        }
        LOG.debug("{} failed:\n{}", doing, Sentences.stack(cause));
        return new HotfixException(doing + " failed: " + Sentences.of(cause));
    }
}

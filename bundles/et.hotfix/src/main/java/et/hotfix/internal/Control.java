package et.hotfix.internal;

import et.hotfix.HotfixException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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

    /** How long who closes waits for what was interrupted: foreign code may take no notice. */
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private static final long LOOK_MILLIS = 5;

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

    /**
     * Interrupts all work, and waits for it a while: when et.hotfix starts anew, with another configuration, say, nobody else may still follow the records. Who
     * closes it from within its own work waits for nobody.
     */
    @Override
    public void close() {
        Set<Thread> told = new HashSet<>();
        long end = System.nanoTime() + LEAVING.toNanos();
        while (true) {
            // One that is interrupted may have begun another before it noticed.
            List<Thread> left = List.copyOf(running);
            left.stream().filter(Thread::isAlive).filter(told::add).forEach(Thread::interrupt);
            if (left.isEmpty() || left.contains(Thread.currentThread())) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                left.forEach(thread ->
                        LOG.warn("{} goes on though it was interrupted: it is left behind", thread.getName()));
                return;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
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

package et.actor.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The thread with which the JVM completes futures late ({@code CompletableFuture.orTimeout} and the like). It is started by whoever asks for that first, never ends,
 * and holds the code that was on the stack then (its inherited access control context, {@code java.lang.Thread} up to JDK 23) and the starter's context class loader. A
 * game that was the first would never leave the memory; so the core is.
 */
final class DelayThread {

    private DelayThread() {}

    /** Starts it, unless it runs. Any thread. */
    static void start() {
        Thread starter = Thread.currentThread();
        ClassLoader before = starter.getContextClassLoader();
        starter.setContextClassLoader(DelayThread.class.getClassLoader());
        try {
            CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> {});
        } finally {
            starter.setContextClassLoader(before);
        }
    }
}

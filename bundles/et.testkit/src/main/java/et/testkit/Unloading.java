package et.testkit;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

/** Proves that a class loader was collected. */
public final class Unloading {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Unloading() {}

    /**
     * Waits until the class loader has been collected, asking the JVM for it; fails after 30 s. Let go of everything that leads to it first:
     * local variables, too.
     */
    public static void assertUnloaded(Reference<ClassLoader> loader) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!loader.refersTo(null)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "the class loader is still there after 30 s; something holds "
                                + "an object or a class of it: a thread, a static field, a cache, a local variable of the test");
            }
            System.gc();
            pause();
        }
    }

    /** Watches a class loader without holding it. */
    public static Reference<ClassLoader> watch(ClassLoader loader) {
        return new WeakReference<>(loader);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a collection", stop);
        }
    }
}

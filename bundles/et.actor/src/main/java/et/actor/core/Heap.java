package et.actor.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Tells how many bytes the current thread has allocated, where the JVM knows. */
final class Heap {

    private final @Nullable ThreadMXBean threads;

    Heap() {
        threads = ManagementFactory.getThreadMXBean() instanceof ThreadMXBean known
                        && known.isThreadAllocatedMemorySupported()
                        && known.isThreadAllocatedMemoryEnabled()
                ? known
                : null;
    }

    /** Since the thread began; always 0 where the JVM does not know. */
    long allocated() {
        return threads == null ? 0 : threads.getCurrentThreadAllocatedBytes();
    }
}

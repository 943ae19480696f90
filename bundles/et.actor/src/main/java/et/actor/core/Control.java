package et.actor.core;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** How control threads wait and come back later. Never used on a lane. */
public interface Control {

    /** Waits until the future is completed in any way, or the deadline has passed; then returns false. */
    boolean await(CompletableFuture<?> future, Duration deadline);

    /** Runs the task on a control thread after the delay. */
    void after(Duration delay, Runnable task);

    /**
     * Runs foreign code that may hang, and returns what it returned.
     *
     * @throws Exception what it threw, or a {@link java.util.concurrent.TimeoutException}
     */
    <T> T call(Callable<T> foreign, Duration deadline) throws Exception;
}

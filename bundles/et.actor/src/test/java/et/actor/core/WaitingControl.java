package et.actor.core;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the test's own thread; what is to come later never comes. */
final class WaitingControl implements Control {

    @Override
    public boolean await(CompletableFuture<?> future, Duration deadline) {
        try {
            future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void after(Duration delay, Runnable task) {}

    @Override
    public <T> T call(Callable<T> foreign, Duration deadline) throws Exception {
        return foreign.call();
    }
}

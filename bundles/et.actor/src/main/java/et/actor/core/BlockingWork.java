package et.actor.core;

import com.google.protobuf.Message;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a game's blocking work on the pool. Lets go of the game's code when it has run or is taken back, so that a queue full of cancelled work holds
 * no class loader.
 */
final class BlockingWork implements Runnable {

    /** How it ended: with a payload, with something thrown, or with null. */
    record Ended(
            TypeEntry entry,
            @Nullable Payload payload,
            @Nullable Throwable thrown) {}

    private final Consumer<Ended> told;
    private @Nullable Callable<? extends Message> work;
    private @Nullable TypeEntry entry;
    private @Nullable Thread runner;

    BlockingWork(Callable<? extends Message> work, TypeEntry entry, Consumer<Ended> told) {
        this.work = work;
        this.entry = entry;
        this.told = told;
    }

    synchronized @Nullable TypeEntry entry() {
        return entry;
    }

    @Override
    public void run() {
        Callable<? extends Message> mine;
        TypeEntry of;
        synchronized (this) {
            mine = work;
            of = entry;
            runner = Thread.currentThread();
        }
        if (mine == null || of == null) {
            return;
        }
        Payload payload = null;
        Throwable thrown = null;
        try {
            Message result = mine.call();
            payload = result == null ? null : Asks.encode(result);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError failed) {
            thrown = failed;
        } finally {
            synchronized (this) {
                runner = null;
                work = null;
                entry = null;
                Thread.interrupted();
            }
        }
        told.accept(new Ended(of, payload, thrown));
    }

    /** Takes it back: it does not start, or is interrupted. No harm when it has ended. */
    synchronized void cancel() {
        work = null;
        entry = null;
        if (runner != null) {
            runner.interrupt();
        }
    }
}

package et.actor.internal;

import et.actor.core.Watchdog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of the watchdog, {@code et-actor-watchdog}: one for all lanes. */
final class WatchThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WatchThread.class);

    private final Watchdog watchdog;
    private final Thread thread;
    private volatile boolean closed;

    WatchThread(Watchdog watchdog) {
        this.watchdog = watchdog;
        this.thread = ControlThreads.thread(this::run, "et-actor-watchdog");
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                watchdog.look();
                Thread.sleep(Watchdog.LOOK_MS);
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException bug) {
                log.error("The watchdog stumbled; it goes on", bug);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}

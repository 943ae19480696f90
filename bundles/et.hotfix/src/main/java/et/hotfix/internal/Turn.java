package et.hotfix.internal;

import et.hotfix.HotfixException;
import et.hotfix.Operator;
import et.persistence.HotfixStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One hotfix at a time in the whole cluster: whoever comes second waits, and is told for whom. */
final class Turn {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    /** After this the others take a container that leads, and says nothing, for gone. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final long RENEW_MILLIS = 4000;
    private static final long LOOK_MILLIS = 200;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Duration patience;
    private final String container;

    /** Of this process: a container that starts again is another holder. */
    private final String holder;

    private final HotfixStore store;
    private final Control control;
    private volatile String doing = "";

    Turn(Duration patience, String container, long incarnation, HotfixStore store, Control control) {
        this.patience = patience;
        this.container = container;
        this.holder = container + "/" + incarnation;
        this.store = store;
        this.control = control;
    }

    /** Who is doing what, empty when nobody does anything. */
    String doing() {
        return doing;
    }

    /** The process before this one had it when it died, and will not go on. */
    void takeBack() {
        Optional<String> before = store.holder();
        if (before.isPresent()
                && before.get().startsWith(container + "/")
                && !before.get().equals(holder)) {
            store.release(before.get());
        }
    }

    /** Waits for the turn; {@link Held#close} gives it back. */
    Held take(String act, Operator operator) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        if (!lock.tryLock()) {
            operator.told().accept("waiting: " + doing);
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy(doing);
            }
        }
        try {
            String mine = operator.name() + ": " + act;
            takeOfCluster(mine + ", at " + container, operator, end);
            doing = mine;
            return new Held(act, operator);
        } catch (RuntimeException | InterruptedException e) {
            lock.unlock();
            throw e;
        }
    }

    private void takeOfCluster(String mine, Operator operator, long end) throws InterruptedException {
        boolean told = false;
        for (Optional<String> other = store.take(holder, mine, LEASE);
                other.isPresent();
                other = store.take(holder, mine, LEASE)) {
            if (!told) {
                told = true;
                operator.told().accept("waiting: " + other.get());
            }
            if (System.nanoTime() - end > 0) {
                throw busy(other.get());
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private HotfixException busy(String with) {
        return new HotfixException("not done: still busy after " + patience.toSeconds() + " s (" + with
                + "). Try again when et:hotfix status is quiet");
    }

    /** The turn. */
    final class Held implements AutoCloseable {

        private final String act;
        private final Operator operator;
        private volatile boolean open = true;

        private Held(String act, Operator operator) {
            this.act = act;
            this.operator = operator;
            control.alone("keeping the turn", this::renew);
        }

        /** Says what is done now. */
        void step(String sentence) {
            doing = operator.name() + ": " + act + ": " + sentence;
            operator.told().accept(sentence);
        }

        private Boolean renew() throws InterruptedException {
            while (true) {
                // Under the lock, so that it is not taken once more after it was given back.
                synchronized (this) {
                    wait(RENEW_MILLIS);
                    if (!open) {
                        return true;
                    }
                    try {
                        store.take(holder, operator.name() + ": " + act + ", at " + container, LEASE);
                    } catch (RuntimeException e) {
                        LOG.warn("the turn cannot be kept at the moment: {}", Sentences.of(e));
                    }
                }
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                open = false;
                notifyAll();
            }
            try {
                store.release(holder);
            } catch (RuntimeException e) {
                LOG.warn("the turn ends by itself in {} s: {}", LEASE.toSeconds(), Sentences.of(e));
            }
            doing = "";
            lock.unlock();
        }
    }
}

package et.hotfix.internal;

import et.hotfix.HotfixException;
import et.hotfix.Operator;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One hotfix at a time: whoever comes second waits, and is told for whom. */
final class Turn {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Duration patience;
    private volatile String doing = "";

    Turn(Duration patience) {
        this.patience = patience;
    }

    /** Who is doing what, empty when nobody does anything. */
    String doing() {
        return doing;
    }

    /** Waits for the turn; {@link Held#close} gives it back. */
    Held take(String act, Operator operator) throws InterruptedException {
        if (!lock.tryLock()) {
            operator.told().accept("waiting: " + doing);
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HotfixException("not done: still busy after " + patience.toSeconds() + " s (" + doing
                        + "). Try again when et:hotfix status is quiet");
            }
        }
        doing = operator.name() + ": " + act;
        return new Held(act, operator);
    }

    /** The turn. */
    final class Held implements AutoCloseable {

        private final String act;
        private final Operator operator;

        private Held(String act, Operator operator) {
            this.act = act;
            this.operator = operator;
        }

        /** Says what is done now. */
        void step(String sentence) {
            doing = operator.name() + ": " + act + ": " + sentence;
            operator.told().accept(sentence);
        }

        @Override
        public void close() {
            doing = "";
            lock.unlock();
        }
    }
}

package et.hotfix.internal;

import et.persistence.HotfixStore;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the records when somebody rings, and each second in any case: a ring may be lost. */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long LOOK_MILLIS = 1000;

    private final HotfixStore store;
    private final Turn turn;
    private final Follower follower;
    private final Fleet fleet;
    private final Canaries canaries;
    private final Counting counting;
    private final Semaphore rung = new Semaphore(0);
    private boolean begun;
    private boolean away;
    private boolean aside;
    private long seen = -1;

    Watch(HotfixStore store, Turn turn, Follower follower, Fleet fleet, Canaries canaries, Counting counting) {
        this.store = store;
        this.turn = turn;
        this.follower = follower;
        this.fleet = fleet;
        this.canaries = canaries;
        this.counting = counting;
    }

    /** Somebody has changed the records. Any thread. */
    void look() {
        rung.release();
    }

    /** Once, on the thread that makes the component; what fails is tried again by {@link #run}. */
    void begin() {
        try {
            beginNow();
        } catch (Exception e) {
            failed(e);
        }
    }

    private void beginNow() throws Exception {
        turn.takeBack();
        follower.begin();
        begun = true;
    }

    /** Until interrupted. */
    Boolean run() throws InterruptedException {
        while (true) {
            try {
                once();
                if (away) {
                    away = false;
                    LOG.info("the records of hotfixes are followed now");
                }
            } catch (InterruptedException | OutOfMemoryError e) {
                throw e;
            } catch (Exception | Error e) {
                // What a bundle throws, a StackOverflowError too, must not end this for good.
                failed(e);
            }
            if (rung.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                rung.drainPermits();
            }
        }
    }

    private void once() throws Exception {
        if (!begun) {
            beginNow();
        }
        long changes = store.changes();
        if (changes != seen || follower.isBehind() || follower.isLeaving() || orphaned()) {
            follower.follow();
            seen = changes;
        }
        if (aside != follower.isBehind()) {
            aside = follower.isBehind();
            fleet.aside(aside);
        }
        canaries.look();
        counting.look();
    }

    /** Whether something is under way that nobody leads. */
    private boolean orphaned() {
        return follower.isWaiting() && store.holder().isEmpty();
    }

    private void failed(Throwable e) {
        if (!away) {
            away = true;
            LOG.warn("the records of hotfixes cannot be followed at the moment: {}", Sentences.of(e));
        }
    }
}

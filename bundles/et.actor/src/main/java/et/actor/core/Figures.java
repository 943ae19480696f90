package et.actor.core;

import java.util.concurrent.atomic.AtomicLong;

/** What happened on one lane besides handled messages. Written on the lane, read anywhere. */
final class Figures {

    private final AtomicLong repeats = new AtomicLong();
    private final AtomicLong reordered = new AtomicLong();
    private final AtomicLong pushesDropped = new AtomicLong();
    private final AtomicLong lateAnswers = new AtomicLong();

    /** A request came again. */
    void repeat() {
        Tally.bump(repeats);
    }

    /** A request came after a later one, and was no repeat. */
    void reordered() {
        Tally.bump(reordered);
    }

    /** A push had no way to its session. */
    void pushDropped() {
        Tally.bump(pushesDropped);
    }

    /** An answer came after its deadline. */
    void lateAnswer() {
        Tally.bump(lateAnswers);
    }

    long countRepeats() {
        return repeats.getOpaque();
    }

    long countReordered() {
        return reordered.getOpaque();
    }

    long countPushesDropped() {
        return pushesDropped.getOpaque();
    }

    long countLateAnswers() {
        return lateAnswers.getOpaque();
    }
}

package et.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What {@link Counters} are read from. Written on the client's loop, read on any thread. */
final class Tally {

    final LongAdder sent = new LongAdder();
    final LongAdder resent = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final AtomicLong unanswered = new AtomicLong();
    final AtomicLong queued = new AtomicLong();
    final LongAdder repeatedAnswers = new LongAdder();
    final LongAdder unknownAnswers = new LongAdder();
    final LongAdder pushes = new LongAdder();
    final LongAdder repeatedPushes = new LongAdder();
    final LongAdder missedPushes = new LongAdder();
    final LongAdder snapshots = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder serverCloses = new LongAdder();

    Counters read() {
        return new Counters(
                sent.sum(),
                resent.sum(),
                answered.sum(),
                failed.sum(),
                unanswered.get(),
                queued.get(),
                repeatedAnswers.sum(),
                unknownAnswers.sum(),
                pushes.sum(),
                repeatedPushes.sum(),
                missedPushes.sum(),
                snapshots.sum(),
                reconnects.sum(),
                lost.sum(),
                serverCloses.sum());
    }
}

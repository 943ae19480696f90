package et.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What all switches were, there and back. */
final class Switches {

    private static final long LONGEST_NANOS = 600_000_000_000L;

    private final Histogram code = new Histogram(LONGEST_NANOS, 3);
    private final Histogram state = new Histogram(LONGEST_NANOS, 3);
    private final List<Long> rollbacks = new ArrayList<>();
    private int unclean;
    private long skew;

    /** @param changesState whether players are stored in another way than before */
    void add(Receipt receipt, boolean changesState) {
        Histogram pauses = changesState ? state : code;
        for (Receipt.Pause pause : receipt.pauses()) {
            long nanos = Math.min(LONGEST_NANOS, Math.round(pause.micros() * 1e3));
            pauses.recordValueWithCount(nanos, pause.actors());
        }
        unclean += receipt.clean() ? 0 : 1;
        skew = Math.max(skew, receipt.skew());
    }

    /** It took so many milliseconds from the command until the version before served everywhere. */
    void rolledBack(long millis) {
        rollbacks.add(millis);
    }

    int rollbacks() {
        return rollbacks.size();
    }

    /** Milliseconds; 0 when none was. */
    long rollbackMedian() {
        return rollbacks.isEmpty() ? 0 : rollbacks.stream().sorted().toList().get(rollbacks.size() / 2);
    }

    /** Receipts that do not say that all was well. */
    int unclean() {
        return unclean;
    }

    /** Milliseconds that containers switched apart, at most. */
    long skew() {
        return skew;
    }

    /** For how long actors could not run: when the code changed only. */
    Histogram code() {
        return code;
    }

    /** The same when the state did, too. */
    Histogram state() {
        return state;
    }

    Histogram all() {
        Histogram all = code.copy();
        all.add(state);
        return all;
    }
}

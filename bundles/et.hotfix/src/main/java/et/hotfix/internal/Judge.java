package et.hotfix.internal;

import et.hotfix.internal.Measured.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Compares the two versions of a canary, reading after reading, and says when the new one must not go on. What is counted (errors, sessions that end) is judged
 * from the beginning of the canary on, as soon as it cannot be chance; what is measured (times, bytes) over stretches of enough messages, and only when two
 * stretches in a row say the same: new code is slow until it is compiled, and one collection of garbage proves nothing. Used by one thread.
 */
final class Judge {

    /** Of two versions that are alike, fewer than one in a thousand looks different by so many standard deviations. */
    private static final double SURE = 3;

    /** Fewer than so many prove nothing. */
    private static final long FEW = 3;

    private static final int IN_A_ROW = 2;

    private final Thresholds thresholds;
    private final Map<String, Stretch> stretches = new HashMap<>();

    Judge(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** A stretch of messages of one type. */
    private static final class Stretch {
        private Pair from;
        private boolean warm;
        private int slower;
        private int greedier;

        Stretch(Pair from) {
            this.from = from;
        }
    }

    /** The sentence with which the canary ends, if it must. */
    Optional<String> breach(List<Measured> sums) {
        for (Pair pair : Measured.pairs(sums)) {
            Optional<String> why = counted(pair).or(() -> measured(pair));
            if (why.isPresent()) {
                return why.map(sentence -> pair.old().type() + ": " + sentence);
            }
        }
        return Optional.empty();
    }

    private Optional<String> counted(Pair pair) {
        Measured old = pair.old();
        Measured tried = pair.tried();
        if (tried.parked() > old.parked()) {
            return Optional.of(tried.version() + " could not take over the state of "
                    + Sentences.count(tried.parked(), "actor") + " (the log says which)");
        }
        if (tried.cutOff() > old.cutOff()) {
            return Optional.of(Sentences.count(tried.cutOff(), "handler") + " of " + tried.version() + " cut off, "
                    + old.cutOff() + " of " + old.version());
        }
        if (worse(old.errors(), old.messages(), tried.errors(), tried.messages(), thresholds.errors())) {
            return Optional.of(tried.errors() + " of " + tried.messages() + " handlers of " + tried.version()
                    + " threw, " + old.errors() + " of " + old.messages() + " of " + old.version());
        }
        if (worse(old.slow(), old.messages(), tried.slow(), tried.messages(), thresholds.errors())) {
            return Optional.of(tried.slow() + " of " + tried.messages() + " handlers of " + tried.version()
                    + " held a lane too long, " + old.slow() + " of " + old.messages() + " of " + old.version());
        }
        long before = old.joined() + old.ended();
        long after = tried.joined() + tried.ended();
        if (worse(old.ended(), before, tried.ended(), after, thresholds.gone())) {
            return Optional.of(tried.ended() + " of " + after + " sessions at " + tried.version() + " ended, "
                    + old.ended() + " of " + before + " at " + old.version());
        }
        return Optional.empty();
    }

    /** Whether the new version's share is surely greater than the old one's, by more than is allowed. */
    private static boolean worse(long old, long ofOld, long tried, long ofTried, double allowed) {
        return tried >= FEW && bound(tried, ofTried, -SURE) > (ofOld == 0 ? 0 : bound(old, ofOld, SURE)) + allowed;
    }

    /** Where a share lies at least, or at most: the bounds of Wilson's score interval. */
    private static double bound(long count, long of, double deviations) {
        double n = Math.max(of, count);
        double share = count / n;
        double square = deviations * deviations;
        double middle = share + square / (2 * n);
        double width = deviations * Math.sqrt(share * (1 - share) / n + square / (4 * n * n));
        return (middle + width) / (1 + square / n);
    }

    private Optional<String> measured(Pair now) {
        Stretch stretch = stretches.computeIfAbsent(now.old().type(), none -> new Stretch(now));
        Measured old = now.old().since(stretch.from.old());
        Measured tried = now.tried().since(stretch.from.tried());
        if (old.messages() < 0 || tried.messages() < 0) {
            // A container has started again, and counts anew.
            stretches.put(now.old().type(), new Stretch(now));
            return Optional.empty();
        }
        if (Math.min(old.messages(), tried.messages()) < thresholds.samples()) {
            return Optional.empty();
        }
        stretch.from = now;
        if (!stretch.warm) {
            stretch.warm = true;
            return Optional.empty();
        }
        Optional<String> slower = slower(old, tried, 0.5, "half").or(() -> slower(old, tried, 0.99, "99 %"));
        stretch.slower = slower.isPresent() ? stretch.slower + 1 : 0;
        Optional<String> greedier = greedier(old, tried);
        stretch.greedier = greedier.isPresent() ? stretch.greedier + 1 : 0;
        return stretch.slower >= IN_A_ROW ? slower : stretch.greedier >= IN_A_ROW ? greedier : Optional.empty();
    }

    /** A percentile is longer when surely more than its rest of the messages took longer than the old version's, and what is allowed. */
    private Optional<String> slower(Measured old, Measured tried, double share, String words) {
        long before = old.times().percentile(share);
        long bar = Math.max(
                (long) (before * thresholds.timeFactor()),
                before + TimeUnit.MICROSECONDS.toNanos(thresholds.timeMicros()));
        return bound(tried.times().above(bar), tried.times().total(), -SURE) > 1 - share
                ? Optional.of(words + " of the handlers of " + tried.version() + " take up to " + tried.micros(share)
                        + " us, " + old.micros(share) + " us of " + old.version())
                : Optional.empty();
    }

    private Optional<String> greedier(Measured old, Measured tried) {
        long before = old.bytesEach();
        long after = tried.bytesEach();
        return after > before * thresholds.bytesFactor() && after - before > thresholds.bytesMore()
                ? Optional.of(tried.version() + " allocates " + after + " bytes for a message, " + old.version() + " "
                        + before)
                : Optional.empty();
    }

    /** What cannot be compared yet. A stretch to warm up, and two that are compared. */
    static List<String> waiting(List<Measured> sums, Thresholds thresholds) {
        long enough = (1L + IN_A_ROW) * thresholds.samples();
        List<String> waiting = new ArrayList<>();
        for (Pair pair : Measured.pairs(sums)) {
            Measured fewer = pair.tried().messages() <= pair.old().messages() ? pair.tried() : pair.old();
            if (fewer.messages() < enough) {
                waiting.add(String.format(
                        Locale.ROOT,
                        "times and bytes of %s, until each version has handled %d messages (%s: %d so far)",
                        fewer.type(),
                        enough,
                        fewer.version(),
                        fewer.messages()));
            }
        }
        return waiting;
    }
}

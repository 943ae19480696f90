package et.hotfix.internal;

import et.actor.Logics;
import et.actor.Warmup;
import et.hotfix.Finding;
import et.hotfix.Finding.Grade;
import et.hotfix.Warmed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warms up code that is staged. Whatever the code does then, the hotfix goes on: what fails or blocks is told in the receipt.
 *
 * <p>Code that keeps state outside of actors, or does things outside, is left cold: it would do so some thousand times, and stay.
 */
final class Warming {

    private static final Logger LOG = LoggerFactory.getLogger(Warming.class);

    /** A call that takes longer is taken for one that does not come back. */
    static final Duration CALL = Duration.ofMillis(250);

    private static final long LOOK_MILLIS = 10;

    /** What a look counts at most: when the whole container stands still, that is nobody's fault. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5 * LOOK_MILLIS);

    private final Logics logics;
    private final Control control;
    private final Duration processor;

    /** @param processor so much processor time it may take; zero: none */
    Warming(Logics logics, Control control, Duration processor) {
        this.logics = logics;
        this.control = control;
        this.processor = processor;
    }

    /** The longest that it may take, on a machine that is busy: it rests for half of the time. */
    static Duration longest(Duration processor) {
        return processor.multipliedBy(6).plus(CALL.multipliedBy(2));
    }

    /** Lets what was recorded be handled by a version that is installed and does not serve. */
    Warmed warm(Artifact artifact, Consumer<String> told) throws InterruptedException {
        if (processor.isZero()) {
            return new Warmed(0, 0, "switched off by warmup.millis");
        }
        try {
            told.accept("warming it up");
            Optional<Finding> outside = outside(artifact);
            return outside.isPresent()
                    ? new Warmed(0, 0, left(outside.get()))
                    : warm(logics.warmup(artifact.bundle(), artifact.version()));
        } catch (RuntimeException e) {
            LOG.warn("{} {} is not warmed up: {}", artifact.bundle(), artifact.version(), Sentences.of(e));
            return new Warmed(0, 0, Sentences.of(e));
        }
    }

    /** The worst place where its code keeps something, or does something, outside of actors. */
    private Optional<Finding> outside(Artifact artifact) {
        return control
                .within("reading its code", longest(processor), () -> Inspection.of(artifact))
                .reading()
                .findings()
                .stream()
                .filter(finding -> finding.grade() != Grade.LINGERS)
                .findFirst();
    }

    private static String left(Finding finding) {
        return "left cold, as its code keeps or does things outside of actors, which it would do then too: "
                + finding.kind() + " in " + finding.type() + "." + finding.member();
    }

    private Warmed warm(Warmup warmup) throws InterruptedException {
        long begun = System.nanoTime();
        FutureTask<Boolean> running = control.begin("warming up", () -> {
            warmup.run(processor);
            return true;
        });
        String note = watch(warmup, running, begun);
        Warmup.Warmed warmed = warmup.soFar();
        if (note.isEmpty()) {
            note = warmed.recorded() == 0 ? "nothing was recorded of its handlers" : warmed.trouble();
        }
        return new Warmed(warmed.calls(), millis(System.nanoTime() - begun), note);
    }

    /** Waits until it is done, or has to be ended; says why it had to. */
    private String watch(Warmup warmup, FutureTask<Boolean> running, long begun) throws InterruptedException {
        int calls = -1;
        long inCall = 0;
        long looked = System.nanoTime();
        while (!running.isDone()) {
            Thread.sleep(LOOK_MILLIS);
            Warmup.Warmed now = warmup.soFar();
            long at = System.nanoTime();
            inCall = now.calls() == calls ? inCall + Math.min(at - looked, LATE_NANOS) : 0;
            calls = now.calls();
            looked = at;
            if (inCall > CALL.toNanos() || at - begun > longest(processor).toNanos()) {
                return end(warmup, running, now.handler(), inCall);
            }
        }
        return "";
    }

    private static String end(Warmup warmup, FutureTask<Boolean> running, String handler, long inCall)
            throws InterruptedException {
        warmup.stop();
        running.cancel(true);
        long end = System.nanoTime() + CALL.toNanos();
        while (!warmup.soFar().handler().isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        if (inCall <= CALL.toNanos()) {
            return "ended early, as the machine had no time for it";
        }
        boolean lost = !warmup.soFar().handler().isEmpty();
        return handler + " did not come back within " + CALL.toMillis() + " ms"
                + (lost ? ", nor when it was interrupted: its thread goes on until it does" : "");
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}

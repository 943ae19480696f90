package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logics;
import et.hotfix.HotfixException;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Receipt;
import et.hotfix.Verdict;
import et.hotfix.internal.Stager.Examined;
import et.hotfix.internal.Stager.Staged;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages, switches, and writes the receipt. */
final class Apply {

    private static final Logger LOG = LoggerFactory.getLogger(Apply.class);

    private final Stager stager;
    private final Logics logics;
    private final Running running;
    private final HotfixStore store;
    private final Pins pins;
    private final Readings readings;
    private final Control control;
    private final Deadlines deadlines;
    private final Clock clock;

    Apply(
            Stager stager,
            Logics logics,
            Running running,
            HotfixStore store,
            Pins pins,
            Readings readings,
            Control control,
            Deadlines deadlines,
            Clock clock) {
        this.stager = stager;
        this.logics = logics;
        this.running = running;
        this.store = store;
        this.pins = pins;
        this.readings = readings;
        this.control = control;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    Outcome run(String source, Operator operator, Turn.Held turn) throws InterruptedException {
        Examined examined = stager.examine(source, turn);
        if (!examined.reasons().isEmpty()) {
            throw Stager.refused(examined.refusal());
        }
        Hotfix hotfix = begin(examined, operator);
        return afterTheSwitch(hotfix, toTheSwitch(hotfix, examined, turn), turn);
    }

    /** From the switch on nothing is undone: whatever fails now, the new code serves. */
    private Outcome afterTheSwitch(Hotfix hotfix, Switch done, Turn.Held turn) throws InterruptedException {
        String next = ". et:hotfix confirm " + hotfix.bundle() + " makes it permanent, et:hotfix rollback "
                + hotfix.bundle() + " takes it back";
        try {
            pins.pin(hotfix.bundle(), hotfix.to());
            Receipt receipt = receipt(hotfix, hotfix.from(), hotfix.to(), done, turn);
            Hotfix recorded = record(hotfix, Phase.SWITCHED, ReceiptJson.of(receipt));
            LOG.info("{} went from {} to {}: {}", hotfix.bundle(), hotfix.from(), hotfix.to(), recorded.receipt());
            return new Outcome(
                    recorded,
                    Optional.of(receipt),
                    hotfix.bundle() + " " + hotfix.to() + " serves"
                            + (receipt.clean() ? "" : "; the receipt is not clean") + next,
                    CompletableFuture.completedStage(Optional.empty()));
        } catch (RuntimeException e) {
            LOG.error("no receipt of {} {}:\n{}", hotfix.bundle(), hotfix.to(), Sentences.stack(e));
            throw new HotfixException(hotfix.bundle() + " " + hotfix.to()
                    + " serves, but its receipt could not be taken: " + Sentences.of(e) + next);
        }
    }

    private Hotfix begin(Examined examined, Operator operator) {
        String bundle = examined.artifact().bundle();
        // Only one hotfix runs at a time, so one that is recorded as staged has ended without the word getting through.
        store.latest(bundle)
                .filter(h -> h.phase() == Phase.STAGED)
                .ifPresent(
                        h -> store.advance(h.number(), Phase.FAILED, ReceiptJson.failure("its end was not recorded")));
        Instant now = clock.instant();
        return store.begin(new Hotfix(
                0,
                bundle,
                examined.from(),
                examined.artifact().version(),
                examined.artifact().digest(),
                Phase.STAGED,
                operator.name(),
                now,
                now,
                ""));
    }

    /** Up to and with the switch: when this throws, nothing has changed. */
    private Switch toTheSwitch(Hotfix hotfix, Examined examined, Turn.Held turn) throws InterruptedException {
        Installed candidate = null;
        try {
            Staged staged = stager.stage(examined, true, turn);
            candidate = staged.candidate();
            if (staged.plan().verdict() == Verdict.DRAIN || staged.plan().verdict() == Verdict.REFUSE) {
                throw Stager.refused(staged.plan());
            }
            turn.step("switching");
            ReceiptWindow window = ReceiptWindow.open(readings);
            // Before the switch: if the container dies in between, it comes back with the new code, which can read the
            // old states. The other way round might not work.
            store.advance(hotfix.number(), Phase.SWITCHED, "");
            return new Switch(window, activate(hotfix));
        } catch (RuntimeException | InterruptedException e) {
            throw failed(hotfix, candidate, e);
        }
    }

    private Logics.Switched activate(Hotfix hotfix) {
        try {
            return logics.activate(hotfix.bundle(), hotfix.to(), deadlines.change());
        } catch (RuntimeException e) {
            if (!running.active(hotfix.bundle()).equals(hotfix.to())) {
                throw e;
            }
            LOG.warn("{} {} serves, but its switch ended badly: {}", hotfix.bundle(), hotfix.to(), Sentences.of(e));
            return new Logics.Switched(
                    logics.revision(),
                    running.of(hotfix.bundle(), hotfix.to()).stream()
                            .map(Logic::type)
                            .toList(),
                    0,
                    0);
        }
    }

    private HotfixException failed(Hotfix hotfix, @Nullable Installed candidate, Exception cause) {
        String sentence =
                cause instanceof HotfixException known ? String.valueOf(known.getMessage()) : Sentences.of(cause);
        boolean interrupted = Thread.interrupted() || cause instanceof InterruptedException;
        try {
            store.advance(hotfix.number(), Phase.FAILED, ReceiptJson.failure(sentence));
        } catch (RuntimeException e) {
            LOG.warn("hotfix {} failed, which cannot be recorded: {}", hotfix.number(), Sentences.of(e));
        }
        stager.undo(hotfix.bundle(), candidate);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (cause instanceof HotfixException known && known.plan().isPresent()) {
            return known;
        }
        return new HotfixException(sentence + ". Nothing was changed: "
                + (hotfix.from().isEmpty()
                        ? "no version of " + hotfix.bundle() + " runs"
                        : hotfix.bundle() + " " + hotfix.from() + " goes on"));
    }

    /**
     * A switch that was made, and the window that is open around it.
     */
    record Switch(ReceiptWindow window, Logics.Switched switched) {}

    /** Carries the actors over, waits until the window can be closed, and adds up. */
    Receipt receipt(Hotfix hotfix, String from, String to, Switch done, Turn.Held turn) throws InterruptedException {
        Logics.Switched switched = done.switched();
        done.window().switched();
        turn.step("revision " + switched.revision() + " serves; carrying " + Sentences.count(switched.actors(), "actor")
                + " over and closing the receipt");
        CompletableFuture<Logics.Sweep> sweeping = control.later("sweeping", () -> logics.sweep(deadlines.sweep()));
        ReceiptWindow.Closed closed = done.window().close(deadlines.window());
        Logics.Sweep sweep = swept(sweeping, switched);
        return new Receipt(
                hotfix.bundle(),
                from,
                to,
                switched.revision(),
                switched.types(),
                switched.actors(),
                switched.pauseMicrosMax(),
                closed.millis(),
                closed.handled(hotfix.bundle(), from),
                closed.handled(hotfix.bundle(), to),
                closed.repeats(),
                closed.failed(),
                sweep.carried(),
                sweep.left(),
                sweep.parked(),
                closed.clients());
    }

    private static Logics.Sweep swept(CompletableFuture<Logics.Sweep> sweeping, Logics.Switched switched)
            throws InterruptedException {
        try {
            return sweeping.get();
        } catch (ExecutionException e) {
            LOG.warn("actors could not be carried over; each will be at its next message: {}", Sentences.of(e));
            return new Logics.Sweep(0, switched.actors(), Map.of());
        }
    }

    /** Records; what has happened has happened, so a store that is away only delays the record. */
    Hotfix record(Hotfix hotfix, Phase phase, String receipt) {
        try {
            store.advance(hotfix.number(), phase, receipt);
        } catch (RuntimeException e) {
            LOG.error(
                    "hotfix {} of {} is {}, and that cannot be recorded: {}",
                    hotfix.number(),
                    hotfix.bundle(),
                    phase,
                    Sentences.of(e));
        }
        return new Hotfix(
                hotfix.number(),
                hotfix.bundle(),
                hotfix.from(),
                hotfix.to(),
                hotfix.digest(),
                phase,
                hotfix.who(),
                hotfix.started(),
                clock.instant(),
                receipt);
    }
}

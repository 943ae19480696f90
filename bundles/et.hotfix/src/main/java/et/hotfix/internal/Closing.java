package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.hotfix.HotfixException;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Receipt;
import et.hotfix.Unload;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ends a hotfix: confirm or rollback. */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Apply apply;
    private final Logics logics;
    private final Running running;
    private final HotfixStore store;
    private final Staging staging;
    private final Pins pins;
    private final Readings readings;
    private final Unloads unloads;
    private final Control control;
    private final Deadlines deadlines;

    Closing(
            Apply apply,
            Logics logics,
            Running running,
            HotfixStore store,
            Staging staging,
            Pins pins,
            Readings readings,
            Unloads unloads,
            Control control,
            Deadlines deadlines) {
        this.apply = apply;
        this.logics = logics;
        this.running = running;
        this.store = store;
        this.staging = staging;
        this.pins = pins;
        this.readings = readings;
        this.unloads = unloads;
        this.control = control;
        this.deadlines = deadlines;
    }

    Outcome confirm(String bundle, Operator operator, Turn.Held turn) {
        Hotfix hotfix = open(bundle);
        String active = running.active(bundle);
        if (!active.equals(hotfix.to())) {
            throw new HotfixException(bundle + " " + hotfix.to() + " does not serve now ("
                    + (active.isEmpty() ? "no version does" : active + " does")
                    + "): start it, or et:hotfix rollback " + bundle);
        }
        turn.step("carrying over what is left");
        Logics.Sweep sweep = logics.sweep(deadlines.sweep());
        if (sweep.left() > 0) {
            throw new HotfixException(Sentences.count(sweep.left(), "actor") + " still had a state of " + hotfix.from()
                    + " after " + deadlines.sweep().toSeconds() + " s: not confirmed, try again");
        }
        if (!sweep.parked().isEmpty()) {
            String first = sweep.parked().entrySet().iterator().next().toString();
            throw new HotfixException(Sentences.count(sweep.parked().size(), "actor")
                    + " could not be carried over, the first: " + first
                    + ". Not confirmed, because then there is no way back: et:hotfix rollback " + bundle);
        }
        turn.step("uninstalling " + bundle + " " + hotfix.from());
        logics.settle(bundle);
        Removed old = uninstall(bundle, hotfix.from(), operator);
        Hotfix recorded = apply.record(hotfix, Phase.CONFIRMED, hotfix.receipt());
        pins.restore(bundle);
        LOG.info("{} {} is confirmed", bundle, hotfix.to());
        return new Outcome(
                recorded, Optional.empty(), bundle + " " + hotfix.to() + " is confirmed" + old.advice(), old.unload());
    }

    Outcome rollback(String bundle, Operator operator, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = open(bundle);
        Optional<Receipt> receipt = Optional.empty();
        if (!hotfix.from().isEmpty()) {
            receipt = Optional.of(revert(hotfix, turn));
        }
        turn.step("uninstalling " + bundle + " " + hotfix.to());
        Removed gone = uninstall(bundle, hotfix.to(), operator);
        Hotfix recorded = apply.record(
                hotfix, Phase.ROLLED_BACK, receipt.map(ReceiptJson::of).orElse(hotfix.receipt()));
        pins.restore(bundle);
        LOG.info("{} went back from {} to {}: {}", bundle, hotfix.to(), hotfix.from(), recorded.receipt());
        String sentence =
                hotfix.from().isEmpty() ? bundle + " is gone" : bundle + " " + hotfix.from() + " serves again";
        return new Outcome(recorded, receipt, sentence + gone.advice(), gone.unload());
    }

    private Hotfix open(String bundle) {
        Hotfix hotfix = store.latest(bundle)
                .orElseThrow(() -> new HotfixException(
                        bundle + " has no hotfix" + known() + ": et:hotfix status shows what has one"));
        return switch (hotfix.phase()) {
            case SWITCHED -> hotfix;
            case CONFIRMED ->
                throw new HotfixException(bundle + " " + hotfix.to()
                        + " is confirmed already, there is no way back; et:hotfix apply brings another version in");
            default -> throw new HotfixException(bundle + " " + hotfix.to() + " was never switched to");
        };
    }

    private String known() {
        List<String> open = store.history(100).stream()
                .filter(h -> h.phase() == Phase.SWITCHED)
                .map(Hotfix::bundle)
                .distinct()
                .toList();
        return open.isEmpty() ? "" : " (open: " + String.join(", ", open) + ")";
    }

    private Receipt revert(Hotfix hotfix, Turn.Held turn) throws InterruptedException {
        String bundle = hotfix.bundle();
        ready(hotfix);
        turn.step("going back to " + bundle + " " + hotfix.from());
        ReceiptWindow window = ReceiptWindow.open(readings);
        pins.pin(bundle, hotfix.from());
        Logics.Switched switched;
        try {
            switched = logics.revert(bundle, hotfix.from(), deadlines.change());
        } catch (RuntimeException e) {
            if (!running.active(bundle).equals(hotfix.from())) {
                pins.pin(bundle, hotfix.to());
                throw new HotfixException(
                        Sentences.of(e) + ". Not rolled back: " + bundle + " " + hotfix.to() + " goes on");
            }
            LOG.warn("{} {} serves again, but the way back ended badly: {}", bundle, hotfix.from(), Sentences.of(e));
            switched = new Logics.Switched(logics.revision(), List.of(), 0, 0);
        }
        return apply.receipt(hotfix, hotfix.to(), hotfix.from(), new Apply.Switch(window, switched), turn);
    }

    private void ready(Hotfix hotfix) throws InterruptedException {
        Installed old = staging.installed(hotfix.bundle()).stream()
                .filter(b -> b.version().equals(hotfix.from()))
                .findFirst()
                .orElseThrow(() -> new HotfixException(hotfix.bundle() + " " + hotfix.from()
                        + " is not installed any more, so there is no way back to it: et:hotfix confirm "
                        + hotfix.bundle() + ", then apply it as a hotfix of its own"));
        control.within("starting " + hotfix.from(), deadlines.stage(), () -> {
            old.start(true);
            return old;
        });
        List<Logic> logics =
                running.await(hotfix.bundle(), hotfix.from(), Math.max(1, old.logics()), deadlines.stage());
        for (Logic logic : logics) {
            if (logic.standing() == Standing.REFUSED) {
                throw new HotfixException(hotfix.bundle() + " " + hotfix.from() + " cannot serve " + logic.type()
                        + " again: " + logic.reason());
            }
        }
        if (logics.isEmpty()) {
            throw new HotfixException(hotfix.bundle() + " " + hotfix.from() + " registers no logic any more");
        }
    }

    private record Removed(String advice, CompletionStage<Optional<Unload>> unload) {}

    private Removed uninstall(String bundle, String version, Operator operator) {
        Optional<Installed> found = version.isEmpty()
                ? Optional.empty()
                : staging.installed(bundle).stream()
                        .filter(b -> b.version().equals(version))
                        .findFirst();
        if (found.isEmpty()) {
            return new Removed("", CompletableFuture.completedStage(Optional.empty()));
        }
        Installed old = found.get();
        WeakReference<ClassLoader> loader = old.loader();
        long began = System.nanoTime();
        control.within("uninstalling " + bundle + " " + version, deadlines.stage(), () -> {
            old.uninstall();
            return version;
        });
        String advice = old.location().contains("/deploy/")
                ? ". Remove " + old.location() + " too, or the next start brings it back"
                : "";
        LOG.debug("uninstalled in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return new Removed(advice, unloads.prove(bundle, version, loader, operator));
    }
}

package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logics;
import et.actor.Policy;
import et.actor.Times;
import et.hotfix.HotfixException;
import et.hotfix.Receipt;
import et.hotfix.Warmed;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches this container, there and back, and adds up what that did. */
final class Switching {

    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);

    private final String container;
    private final Logics logics;
    private final Running running;
    private final Pins pins;
    private final Readings readings;
    private final Control control;
    private final Deadlines deadlines;
    private final Clock clock;

    Switching(
            String container,
            Logics logics,
            Running running,
            Pins pins,
            Readings readings,
            Control control,
            Deadlines deadlines,
            Clock clock) {
        this.container = container;
        this.logics = logics;
        this.running = running;
        this.pins = pins;
        this.readings = readings;
        this.control = control;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * To the new version, which is staged. When it throws, the version before goes on.
     *
     * @param warmed how far it was warmed up
     */
    Receipt there(Hotfix hotfix, Optional<Warmed> warmed, Consumer<String> told) throws InterruptedException {
        ReceiptWindow window = ReceiptWindow.open(readings);
        Logics.Switched switched;
        try {
            switched = logics.activate(hotfix.bundle(), hotfix.to(), deadlines.change());
        } catch (RuntimeException e) {
            switched = despite(hotfix, hotfix.to(), serves(hotfix.bundle(), hotfix.to()), e);
        }
        pins.pin(hotfix.bundle(), hotfix.to());
        return receipt(hotfix, hotfix.from(), hotfix.to(), new Done(window, switched, clock.instant(), warmed), told);
    }

    /** To the new version for a part of the actors, a canary's or a policy's. When it throws, it is as before. */
    Receipt canary(Hotfix hotfix, Optional<Warmed> warmed, Consumer<String> told) throws InterruptedException {
        String bundle = hotfix.bundle();
        var wanted = new Logics.Trying(hotfix.to(), Converge.who(hotfix));
        ReceiptWindow window = ReceiptWindow.open(readings);
        Logics.Switched switched;
        try {
            switched = logics.canary(bundle, wanted.version(), wanted.who(), deadlines.change());
        } catch (RuntimeException e) {
            switched = despite(hotfix, hotfix.to(), running.trying(bundle).equals(Optional.of(wanted)), e);
        }
        return receipt(hotfix, hotfix.from(), hotfix.to(), new Done(window, switched, clock.instant(), warmed), told);
    }

    /** To the version before, which is there. When it throws, the new version goes on. */
    Receipt back(Hotfix hotfix, Consumer<String> told) throws InterruptedException {
        String bundle = hotfix.bundle();
        told.accept("going back to " + bundle + " " + hotfix.from());
        ReceiptWindow window = ReceiptWindow.open(readings);
        pins.pin(bundle, hotfix.from());
        Logics.Switched switched;
        try {
            switched = logics.revert(bundle, hotfix.from(), deadlines.change());
        } catch (RuntimeException e) {
            if (!serves(bundle, hotfix.from()) && running.trying(bundle).isEmpty()) {
                pins.pin(bundle, hotfix.to());
            }
            switched = despite(hotfix, hotfix.from(), serves(bundle, hotfix.from()), e);
        }
        return receipt(
                hotfix,
                hotfix.to(),
                hotfix.from(),
                new Done(window, switched, clock.instant(), Optional.empty()),
                told);
    }

    /** Whether a version serves all actors. */
    private boolean serves(String bundle, String version) {
        return running.active(bundle).equals(version) && running.trying(bundle).isEmpty();
    }

    private Logics.Switched despite(Hotfix hotfix, String version, boolean serves, RuntimeException failure) {
        if (!serves) {
            throw new HotfixException(Sentences.of(failure));
        }
        LOG.warn("{} {} serves, but its switch ended badly: {}", hotfix.bundle(), version, Sentences.of(failure));
        return new Logics.Switched(
                logics.revision(),
                running.of(hotfix.bundle(), version).stream().map(Logic::type).toList(),
                0,
                0);
    }

    /** A switch that was made, and the window that is open around it. */
    private record Done(ReceiptWindow window, Logics.Switched switched, Instant at, Optional<Warmed> warmed) {}

    /** Carries the actors over, waits until the window can be closed, and adds up. From the switch on nothing is undone. */
    private Receipt receipt(Hotfix hotfix, String from, String to, Done done, Consumer<String> told)
            throws InterruptedException {
        Logics.Switched switched = done.switched();
        done.window().switched();
        String whom = hotfix.phase() == Phase.CANARY ? part(hotfix) : Sentences.count(switched.actors(), "actor");
        told.accept("revision " + switched.revision() + " serves; carrying " + whom + " over and closing the receipt");
        CompletableFuture<Logics.Sweep> sweeping = control.later("sweeping", () -> logics.sweep(deadlines.sweep()));
        ReceiptWindow.Closed closed = done.window().close(deadlines.window());
        Logics.Sweep sweep = swept(sweeping, switched);
        Receipt receipt = new Receipt(
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
                closed.clients(),
                sweep.pauses(),
                List.of(new Receipt.Share(
                        container, switched.actors(), switched.pauseMicrosMax(), done.at(), done.warmed())));
        LOG.info("{} went from {} to {}: {}", hotfix.bundle(), from, to, ReceiptJson.of(receipt));
        return receipt;
    }

    private static String part(Hotfix hotfix) {
        return Converge.who(hotfix) instanceof Policy ? "the actors that may go" : "the canary's actors";
    }

    private static Logics.Sweep swept(CompletableFuture<Logics.Sweep> sweeping, Logics.Switched switched)
            throws InterruptedException {
        try {
            return sweeping.get();
        } catch (ExecutionException e) {
            LOG.warn("actors could not be carried over; each will be at its next message: {}", Sentences.of(e));
            return new Logics.Sweep(0, switched.actors(), Map.of(), Times.none());
        }
    }
}

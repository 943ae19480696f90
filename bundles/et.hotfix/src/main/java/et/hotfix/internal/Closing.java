package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.hotfix.HotfixException;
import et.hotfix.Unload;
import et.persistence.HotfixStore.Hotfix;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this container does at the end of a hotfix: says whether it can be ended, and takes out the version that is not wanted any more. */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Logics logics;
    private final Running running;
    private final Staging staging;
    private final Unloads unloads;
    private final Control control;
    private final Deadlines deadlines;

    Closing(Logics logics, Running running, Staging staging, Unloads unloads, Control control, Deadlines deadlines) {
        this.logics = logics;
        this.running = running;
        this.staging = staging;
        this.unloads = unloads;
        this.control = control;
        this.deadlines = deadlines;
    }

    /** Throws why the new version cannot stay for good. */
    void confirmable(Hotfix hotfix, Consumer<String> told) {
        String bundle = hotfix.bundle();
        String active = running.active(bundle);
        if (!active.equals(hotfix.to())) {
            throw new HotfixException(bundle + " " + hotfix.to() + " does not serve now ("
                    + (active.isEmpty() ? "no version does" : active + " does")
                    + "): start it, or et:hotfix rollback " + bundle);
        }
        told.accept("carrying over what is left");
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
    }

    /** The new version stays: there is no way back to the states from before. */
    Removed confirm(Hotfix hotfix, Consumer<String> told) {
        logics.settle(hotfix.bundle());
        return uninstall(hotfix, hotfix.from(), told);
    }

    /** Throws why there is no way back. Starts the version before, if it does not run. */
    void reversible(Hotfix hotfix) throws InterruptedException {
        if (hotfix.from().isEmpty()) {
            return;
        }
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

    /**
     * Code that was uninstalled.
     *
     * @param advice what is to be done besides, as the end of a sentence
     * @param unload whether it has left the memory
     */
    record Removed(String advice, CompletionStage<Optional<Unload>> unload) {

        static final Removed NOTHING = new Removed("", CompletableFuture.completedStage(Optional.empty()));
    }

    /** The version before serves again: the new one is taken out, and with it the way to its states. */
    Removed back(Hotfix hotfix, Consumer<String> told) {
        logics.settle(hotfix.bundle());
        return uninstall(hotfix, hotfix.to(), told);
    }

    /** Takes a version out, if it is there. */
    Removed uninstall(Hotfix hotfix, String version, Consumer<String> told) {
        String bundle = hotfix.bundle();
        Optional<Installed> found = version.isEmpty()
                ? Optional.empty()
                : staging.installed(bundle).stream()
                        .filter(b -> b.version().equals(version))
                        .findFirst();
        if (found.isEmpty()) {
            return Removed.NOTHING;
        }
        told.accept("uninstalling " + bundle + " " + version);
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
        return new Removed(advice, unloads.prove(hotfix, version, loader));
    }
}

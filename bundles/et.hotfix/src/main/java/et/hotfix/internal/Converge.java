package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logics;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a container that (re)starts to what the records say must run. */
final class Converge {

    private static final Logger LOG = LoggerFactory.getLogger(Converge.class);
    private static final int RECORDS = 1000;
    /** How long bundles may take to come up after a restart. */
    private static final Duration COMING_UP = Duration.ofSeconds(60);

    private final Logics logics;
    private final Running running;
    private final HotfixStore store;
    private final Staging staging;
    private final Pins pins;
    private final Control control;
    private final Deadlines deadlines;

    Converge(
            Logics logics,
            Running running,
            HotfixStore store,
            Staging staging,
            Pins pins,
            Control control,
            Deadlines deadlines) {
        this.logics = logics;
        this.running = running;
        this.store = store;
        this.staging = staging;
        this.pins = pins;
        this.control = control;
        this.deadlines = deadlines;
    }

    /** Sets the pins, ends what was cut off, and sees to it in the background that what must serve does. */
    void run() throws Exception {
        Set<String> bundles = new TreeSet<>();
        store.history(RECORDS).forEach(h -> bundles.add(h.bundle()));
        for (String bundle : bundles) {
            Optional<Hotfix> latest = store.latest(bundle);
            if (latest.isPresent()) {
                Pins.wanted(latest.get()).ifPresent(version -> pins.pin(bundle, version));
                converge(latest.get());
            }
        }
        for (Installed bundle : staging.byHotfix()) {
            if (!bundle.lasting()) {
                LOG.info("uninstalling {}: a plan was cut off", bundle);
                bundle.uninstall();
            }
        }
    }

    private void converge(Hotfix hotfix) throws Exception {
        String bundle = hotfix.bundle();
        switch (hotfix.phase()) {
            case STAGED -> {
                LOG.warn("the hotfix of {} to {} was cut off before its switch; taking it out", bundle, hotfix.to());
                for (Installed staged : staging.byHotfix()) {
                    if (staged.bundle().equals(bundle) && staged.version().equals(hotfix.to())) {
                        staged.uninstall();
                    }
                }
                store.advance(
                        hotfix.number(), Phase.FAILED, ReceiptJson.failure("the container stopped before the switch"));
                pins.restore(bundle);
            }
            case SWITCHED -> {
                if (installed(bundle, hotfix.to())) {
                    control.alone("converging", () -> serve(hotfix));
                } else if (installed(bundle, hotfix.from())) {
                    LOG.warn("the rollback of {} to {} was cut off at its end; recording it", bundle, hotfix.from());
                    store.advance(hotfix.number(), Phase.ROLLED_BACK, hotfix.receipt());
                    pins.restore(bundle);
                } else {
                    LOG.error(
                            "{} {} should serve and is not installed: install it, or apply it again",
                            bundle,
                            hotfix.to());
                }
            }
            case CONFIRMED -> confirmed(hotfix);
            case ROLLED_BACK, FAILED -> {}
        }
    }

    private void confirmed(Hotfix hotfix) {
        String bundle = hotfix.bundle();
        Version confirmed = Version.parseVersion(hotfix.to());
        List<Version> installed = staging.installed(bundle).stream()
                .map(b -> Version.parseVersion(b.version()))
                .sorted()
                .toList();
        if (installed.isEmpty()) {
            return;
        }
        Version newest = installed.get(installed.size() - 1);
        if (newest.compareTo(confirmed) < 0) {
            LOG.error(
                    "{} {} was confirmed {} and only {} is installed: states may be newer than the code. Apply {}"
                            + " again",
                    bundle,
                    hotfix.to(),
                    hotfix.changed(),
                    newest,
                    hotfix.to());
        } else if (newest.equals(confirmed) && installed.size() > 1) {
            // An older one is back, say by a feature that lists it. It must not even serve until the confirmed one has
            // come up.
            pins.pin(bundle, hotfix.to());
            control.alone("converging", () -> {
                String active = serve(hotfix);
                pins.restore(bundle);
                return active;
            });
        }
    }

    private String serve(Hotfix hotfix) throws InterruptedException {
        String bundle = hotfix.bundle();
        List<Logic> found = running.await(bundle, hotfix.to(), 1, COMING_UP);
        String active = running.active(bundle);
        if (found.isEmpty()) {
            LOG.error(
                    "{} {} should serve and has no logic; {}",
                    bundle,
                    hotfix.to(),
                    "start it, or et:hotfix rollback " + bundle);
        } else if (!active.isEmpty() && !active.equals(hotfix.to())) {
            logics.activate(bundle, hotfix.to(), deadlines.change());
            LOG.info("{} {} serves, as recorded; {} had come up first", bundle, hotfix.to(), active);
        }
        return active;
    }

    private boolean installed(String bundle, String version) {
        return staging.installed(bundle).stream().anyMatch(b -> b.version().equals(version));
    }
}

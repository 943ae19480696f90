package et.hotfix.internal;

import et.actor.Logics;
import et.actor.Rule;
import et.hotfix.HotfixException;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.signature.Judgement;
import et.signature.Signatures;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a container that (re)starts, or was away, to what the records say must run. */
final class Converge {

    private static final Logger LOG = LoggerFactory.getLogger(Converge.class);

    /** How long bundles may take to come up after a restart. */
    private static final Duration COMING_UP = Duration.ofSeconds(60);

    private final Logics logics;
    private final Running running;
    private final HotfixStore store;
    private final Staging staging;
    private final Signatures signatures;
    private final Pins pins;
    private final Control control;
    private final Deadlines deadlines;

    Converge(
            Logics logics,
            Running running,
            HotfixStore store,
            Staging staging,
            Signatures signatures,
            Pins pins,
            Control control,
            Deadlines deadlines) {
        this.logics = logics;
        this.running = running;
        this.store = store;
        this.staging = staging;
        this.signatures = signatures;
        this.pins = pins;
        this.control = control;
        this.deadlines = deadlines;
    }

    /** Before any logic comes up: sets the pins, and takes out what must not serve. */
    void begin(List<Standing> bundles) throws Exception {
        for (Standing bundle : bundles) {
            Hotfix newest = bundle.newest();
            boolean canary = newest.phase() == Phase.CANARY;
            Hotfix pinned = newest.phase() == Phase.STAGED || canary
                    ? newest
                    : bundle.base().orElse(newest);
            Pins.wanted(pinned).ifPresent(version -> pins.pin(newest.bundle(), version));
            if (canary) {
                // Who has the new version must not be served by the old one, not even for a moment.
                logics.reserve(newest.bundle(), newest.to(), who(newest));
            }
            boolean stays = stays(bundle);
            if (stays) {
                // It must serve nobody.
                pins.pin(newest.bundle(), newest.from());
            }
            boolean wanted = canary || stays || isBase(bundle);
            for (Installed left : staging.byHotfix()) {
                if (!wanted
                        && left.bundle().equals(newest.bundle())
                        && left.version().equals(newest.to())) {
                    LOG.info("uninstalling {}: the hotfix is {}", left, newest.phase());
                    left.uninstall();
                }
            }
        }
        for (Installed left : staging.byHotfix()) {
            if (!left.lasting()) {
                LOG.info("uninstalling {}: a plan was cut off", left);
                left.uninstall();
            }
        }
    }

    /** Whether the newest version was rolled back and is still here: its code may be needed, and {@link Leaving} takes it out. */
    boolean stays(Standing bundle) {
        Hotfix newest = bundle.newest();
        return newest.phase() == Phase.ROLLED_BACK
                && !newest.from().isEmpty()
                && !isBase(bundle)
                && staging.byHotfix().stream()
                        .anyMatch(left -> left.bundle().equals(newest.bundle())
                                && left.version().equals(newest.to()));
    }

    private static boolean isBase(Standing bundle) {
        return bundle.base().map(base -> base.to().equals(bundle.newest().to())).orElse(false);
    }

    /** Waits until both versions of a hotfix have come up after a start of the container; goes on when one does not. */
    void comesUp(Hotfix hotfix) throws InterruptedException {
        running.await(hotfix.bundle(), hotfix.to(), 1, deadlines.stage());
        running.await(hotfix.bundle(), hotfix.from(), 1, deadlines.stage());
    }

    /** Lets the version serve that must. Throws why it does not. */
    void toward(Hotfix wanted) throws InterruptedException {
        if (!installed(wanted.bundle(), wanted.to())) {
            install(wanted, wanted.to());
        }
        serve(wanted);
    }

    /** Lets both versions of a canary, or of a policy, serve, each its actors. Throws why they do not. */
    void side(Hotfix canary) throws InterruptedException {
        String bundle = canary.bundle();
        if (!installed(bundle, canary.from())) {
            throw new HotfixException(bundle + " " + canary.from() + " should serve beside " + canary.to()
                    + ", and is not installed here: install it, or et:hotfix rollback " + bundle);
        }
        if (!installed(bundle, canary.to())) {
            install(canary, canary.from());
        }
        throwHeldBack(canary, canary.from());
        throwHeldBack(canary, canary.to());
        if (running.await(bundle, canary.from(), 1, COMING_UP).isEmpty()
                || running.await(bundle, canary.to(), 1, COMING_UP).isEmpty()) {
            throw new HotfixException(bundle + " " + canary.from() + " and " + canary.to()
                    + " should serve side by side, and one of them has no logic; start it, or et:hotfix rollback "
                    + bundle);
        }
        if (!running.active(bundle).equals(canary.from())) {
            logics.activate(bundle, canary.from(), deadlines.change());
        }
        logics.canary(bundle, canary.to(), who(canary), deadlines.change());
        LOG.info(
                "{} {} serves beside {} by the rule {}, as recorded",
                bundle,
                canary.to(),
                canary.from(),
                canary.canary());
    }

    /** Who has the new version while both serve. */
    static Rule who(Hotfix hotfix) {
        return Rule.parse(hotfix.canary(), hotfix.number());
    }

    /**
     * The same of a version that is confirmed. Nobody holds it fast any more: a newer one that came by another way serves instead.
     *
     * @return whether what it replaced can be taken out. That is not for who serves now to tell: when bundles come up, each of their types is for a moment served
     *     by whichever version came first
     */
    boolean towardConfirmed(Hotfix wanted) throws InterruptedException {
        String bundle = wanted.bundle();
        Version confirmed = Version.parseVersion(wanted.to());
        List<String> installed =
                staging.installed(bundle).stream().map(Installed::version).toList();
        // What was replaced may be newer, and may still be here: then it did not come by another way.
        boolean newer = installed.stream()
                .filter(version -> !version.equals(wanted.from()))
                .anyMatch(version -> Version.parseVersion(version).compareTo(confirmed) > 0);
        if (newer) {
            return !running.active(bundle).equals(wanted.from());
        }
        boolean here = installed.contains(wanted.to());
        if (!here || installed.size() > 1) {
            // Another one is here, say by a feature that lists it. It must not even serve until the confirmed one has
            // come up.
            pins.pin(bundle, wanted.to());
            if (!here) {
                install(wanted, wanted.to());
            }
            serve(wanted);
            pins.restore(bundle);
        }
        return true;
    }

    /** From the records: the bytes that were tried when it was staged. */
    private void install(Hotfix wanted, String pinned) {
        String bundle = wanted.bundle();
        byte[] bytes = store.bytes(wanted.digest())
                .orElseThrow(() -> new HotfixException(bundle + " " + wanted.to()
                        + " should serve, is not installed here, and its bytes are not in the records: states may be"
                        + " newer than the code. Install it, or apply it again"));
        Artifact artifact = ArtifactReader.of("the records", bytes);
        if (!artifact.digest().equals(wanted.digest())) {
            throw new HotfixException("the bytes of " + bundle + " " + wanted.to() + " in the records have SHA-256 "
                    + artifact.digest() + " (expected: " + wanted.digest() + "): apply it again");
        }
        // By this container's own files of trust: who can write into the database must not bring code in.
        throwRefused(bundle, wanted.to(), signatures.judge(bytes, artifact.source(), wanted.who()));
        LOG.info("{} {} must run, and was not here: it is installed from the records", bundle, wanted.to());
        pins.pin(bundle, pinned);
        control.within("installing", deadlines.stage(), () -> {
            Installed fetched = staging.install(artifact);
            staging.installed(bundle).stream()
                    .filter(b -> !b.version().equals(wanted.to()))
                    .forEach(fetched::startWith);
            try {
                fetched.start(true);
            } catch (Exception e) {
                fetched.uninstall();
                throw e;
            }
            return fetched;
        });
    }

    /** A version that is installed and refused has no logic, and waiting for it would not help. */
    private void throwHeldBack(Hotfix wanted, String version) {
        staging.installed(wanted.bundle()).stream()
                .filter(b -> b.version().equals(version))
                .forEach(b -> signatures
                        .of(b.id())
                        .ifPresent(judgement -> throwRefused(wanted.bundle(), version, judgement)));
    }

    private static void throwRefused(String bundle, String version, Judgement judgement) {
        if (!judgement.accepted()) {
            throw new HotfixException(
                    bundle + " " + version + " should serve, and is refused here: " + judgement.sentence());
        }
    }

    private void serve(Hotfix wanted) throws InterruptedException {
        String bundle = wanted.bundle();
        throwHeldBack(wanted, wanted.to());
        if (running.await(bundle, wanted.to(), 1, COMING_UP).isEmpty()) {
            throw new HotfixException(bundle + " " + wanted.to()
                    + " should serve and has no logic; start it, or et:hotfix rollback " + bundle);
        }
        String active = running.active(bundle);
        if (!active.equals(wanted.to())) {
            logics.activate(bundle, wanted.to(), deadlines.change());
            LOG.info(
                    "{} {} serves, as recorded; {} did before",
                    bundle,
                    wanted.to(),
                    active.isEmpty() ? "no version" : active);
        }
    }

    private boolean installed(String bundle, String version) {
        return staging.installed(bundle).stream().anyMatch(b -> b.version().equals(version));
    }
}

package et.signature.internal;

import et.signature.Judgement;
import et.signature.UnreadableException;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every bundle before a class of it is loaded. What comes and is refused is uninstalled within the very call
 * that installs it. What is updated to something that is refused, or is there from before and is refused now, stays, and
 * cannot be wired ({@link Wiring}): it is updated again, or starts when the operator has corrected the files.
 */
final class Gate implements SynchronousBundleListener {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final String PLATFORM = "et.";
    private static final String BY_REFERENCE = "reference:";
    /** Who does what nobody has said his name for. */
    private static final String CONTAINER = "container";
    /** How the locations of bundles begin that a hotfix has installed; which of them serves, it says itself. */
    private static final String BY_HOTFIX = "et-hotfix:";

    private static final int RUNS_OR_COULD = Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final BundleContext context;
    private final PolicyFiles files;
    private final Distribution distribution;
    private final Judge judge;
    private final Floors floors;
    private final Notes notes;
    private final Map<Long, Seen> seen = new ConcurrentHashMap<>();

    Gate(BundleContext context, PolicyFiles files, Distribution distribution, Judge judge, Floors floors, Notes notes) {
        this.context = context;
        this.files = files;
        this.distribution = distribution;
        this.judge = judge;
        this.floors = floors;
        this.notes = notes;
    }

    /** A judgement, and of which content and by which files it was. */
    private record Seen(long modified, Policy policy, Judgement judgement) {}

    Optional<Judgement> of(long bundleId) {
        return Optional.ofNullable(seen.get(bundleId)).map(Seen::judgement);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        switch (event.getType()) {
            case BundleEvent.INSTALLED, BundleEvent.UPDATED -> came(bundle, event.getType() == BundleEvent.UPDATED);
            case BundleEvent.STARTED -> started(bundle);
            case BundleEvent.UNINSTALLED -> went(bundle);
            default -> {}
        }
    }

    private void came(Bundle bundle, boolean updated) {
        Policy policy = files.read();
        // What comes now is read whatever its address says: whoever installs it says what the address is.
        if (!isConcerned(bundle, policy) && (isSelf(bundle) || !policy.isProduction())) {
            return;
        }
        Judgement judgement = look(bundle, policy, true);
        seen.put(bundle.getBundleId(), new Seen(bundle.getLastModified(), policy, judgement));
        if (!judgement.accepted()) {
            notes.refused(CONTAINER, subject(bundle), judgement);
            // Felix gets into trouble when a bundle is uninstalled while it is updated; so that is left to the hook
            // where it can hold the bundle, at the next start, too.
            if (!updated || !isConcerned(bundle, policy) || !needsWires(bundle)) {
                uninstall(bundle);
            }
            return;
        }
        if (!judgement.sentence().isEmpty()) {
            LOG.debug("{}: {}", subject(bundle), judgement.sentence());
        }
        // A hotfix tells its own story, and never updates a bundle.
        if (isConcerned(bundle, policy) && (updated || !isByHotfix(bundle))) {
            notes.changed(CONTAINER, updated ? "code.updated" : "code.installed", subject(bundle), judgement);
        }
    }

    private void went(Bundle bundle) {
        Seen last = seen.remove(bundle.getBundleId());
        if (last != null && last.judgement.accepted() && !isByHotfix(bundle)) {
            notes.changed(CONTAINER, "code.uninstalled", subject(bundle), last.judgement);
        }
    }

    private static boolean isByHotfix(Bundle bundle) {
        return bundle.getLocation().startsWith(BY_HOTFIX);
    }

    private void started(Bundle bundle) {
        if (seen.containsKey(bundle.getBundleId()) && !isByHotfix(bundle)) {
            floors.raise(bundle.getSymbolicName(), bundle.getVersion().toString());
        }
    }

    /** Judges what is there already: bundles that came before this one started, today or at another start. */
    void lookAtAll() {
        Policy policy = files.read();
        for (Bundle bundle : context.getBundles()) {
            if (isConcerned(bundle, policy)) {
                Judgement judgement = judged(bundle, policy);
                if (!judgement.accepted()) {
                    notes.refused(CONTAINER, subject(bundle), judgement);
                    if ((bundle.getState() & RUNS_OR_COULD) != 0 || !needsWires(bundle)) {
                        uninstall(bundle);
                    }
                }
            }
        }
    }

    /** An older version may be there for a way back, beside a newer one; alone, it was put there. */
    private Judgement kept(Bundle bundle, Policy policy, Judgement judgement) {
        String name = bundle.getSymbolicName();
        Optional<String> floor = floors.above(name, bundle.getVersion().toString());
        if (!judgement.accepted()
                || floor.isEmpty()
                || !policy.isProduction()
                || judgement.signer().equals(Judge.DISTRIBUTION)
                || policy.downgrades().contains(name + "/" + bundle.getVersion())) {
            return judgement;
        }
        for (Bundle other : context.getBundles()) {
            if (name.equals(other.getSymbolicName())
                    && floors.above(name, other.getVersion().toString()).isEmpty()) {
                return judgement;
            }
        }
        return Judge.refused(
                judgement.signer(),
                judgement.digest(),
                "it is older than " + name + " " + floor.get()
                        + ", which has run here and is not installed any more: et:hotfix apply that one; or, to take this one on"
                        + " purpose, write downgrade = " + name + "/" + bundle.getVersion() + " into "
                        + PolicyFiles.FILE);
    }

    /** Whether classes of the bundle may be loaded. Called by the framework's resolver. */
    boolean mayBeWired(Bundle bundle, Policy policy) {
        if (!isConcerned(bundle, policy)) {
            return true;
        }
        Judgement judgement = judged(bundle, policy);
        if (!judgement.accepted()) {
            LOG.debug("{} is not wired: {}", subject(bundle), judgement.sentence());
        }
        return judgement.accepted();
    }

    /** The judgement of this content by these files, made once. */
    private Judgement judged(Bundle bundle, Policy policy) {
        long modified = bundle.getLastModified();
        Seen before = seen.get(bundle.getBundleId());
        if (before != null && before.modified == modified && before.policy.equals(policy)) {
            return before.judgement;
        }
        Judgement judgement = kept(bundle, policy, look(bundle, policy, false));
        seen.put(bundle.getBundleId(), new Seen(modified, policy, judgement));
        return judgement;
    }

    private Judgement look(Bundle bundle, Policy policy, boolean fresh) {
        if (policy.isProduction() && bundle.getLocation().startsWith(BY_REFERENCE)) {
            return Judge.refused(
                    "",
                    "",
                    "it is installed by reference, and what it refers to can change after it was"
                            + " verified: install it without reference:");
        }
        if (bundle.getSymbolicName() == null) {
            return Judge.refused("", "", "it has no " + Constants.BUNDLE_SYMBOLICNAME + ": give it one");
        }
        try {
            return judge.judge(InstalledFiles.of(bundle), bundle.getLocation(), policy, fresh);
        } catch (UnreadableException e) {
            return Judge.refused("", "", e.sentence() + ": build it again");
        } catch (RuntimeException e) {
            // The framework would log it, and let the bundle run.
            return Judge.refused("", "", "it cannot be judged (" + e + "): build it again");
        }
    }

    /**
     * Logic always; in production also whatever else is not of the distribution. A bundle of the platform itself is
     * known by its address.
     */
    private boolean isConcerned(Bundle bundle, Policy policy) {
        if (bundle.getBundleId() == 0 || isSelf(bundle) || bundle.getState() == Bundle.UNINSTALLED) {
            return false;
        }
        Dictionary<String, String> headers = bundle.getHeaders("");
        UnaryOperator<String> header = name -> Objects.requireNonNullElse(headers.get(name), "");
        if (distribution.hasAddress(bundle.getLocation())) {
            return Headers.importApi(header) && !bundle.getSymbolicName().startsWith(PLATFORM);
        }
        return policy.isProduction() || Headers.mayBeLogic(header);
    }

    private boolean isSelf(Bundle bundle) {
        return bundle.equals(context.getBundle());
    }

    /** Whether it cannot be resolved without wires, so that {@link Wiring} can hold it. */
    private static boolean needsWires(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        List<BundleRequirement> all = revision == null ? List.of() : revision.getDeclaredRequirements(null);
        return all.stream()
                .map(BundleRequirement::getDirectives)
                .anyMatch(d -> !PackageNamespace.RESOLUTION_OPTIONAL.equals(
                                d.get(PackageNamespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                        && !PackageNamespace.RESOLUTION_DYNAMIC.equals(
                                d.get(PackageNamespace.REQUIREMENT_RESOLUTION_DIRECTIVE)));
    }

    private static String subject(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return (name == null ? "a bundle without " + Constants.BUNDLE_SYMBOLICNAME : name + " " + bundle.getVersion())
                + " from " + bundle.getLocation();
    }

    private static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.error(
                    "{} was refused and cannot be uninstalled; it is not wired. Uninstall it by hand: bundle:uninstall"
                            + " {}. {}",
                    subject(bundle),
                    bundle.getBundleId(),
                    e.getMessage());
        }
    }
}

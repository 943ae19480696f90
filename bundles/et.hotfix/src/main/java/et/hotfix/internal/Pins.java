package et.hotfix.internal;

import et.actor.Logics;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.util.Optional;
import org.osgi.framework.Version;

/** Which version of a bundle may become active by itself, as the records have it. */
final class Pins {

    private final Logics logics;
    private final HotfixStore store;
    private final Leaving leaving;

    Pins(Logics logics, HotfixStore store, Leaving leaving) {
        this.logics = logics;
        this.store = store;
        this.leaving = leaving;
    }

    /** Only this version may. */
    void pin(String bundle, String version) {
        logics.pin(bundle, version);
    }

    /** Back to what the records say. What was rolled back and is still here may be newer, and must not take over: then what serves is held fast in any case. */
    void restore(String bundle) {
        Optional<Hotfix> latest = store.latest(bundle);
        hold(
                bundle,
                latest.flatMap(Pins::wanted)
                        .or(() -> leaving.instead(bundle)
                                .map(before -> latest.map(Hotfix::to).orElse(before))));
    }

    /** The same as far as it is known without the records. */
    void lift(String bundle) {
        hold(bundle, leaving.instead(bundle));
    }

    private void hold(String bundle, Optional<String> version) {
        version.ifPresentOrElse(v -> logics.pin(bundle, v), () -> logics.unpin(bundle));
    }

    /** The version that a record holds fast, if it does. */
    static Optional<String> wanted(Hotfix hotfix) {
        boolean held = switch (hotfix.phase()) {
            case STAGED, CANARY, SWITCHED, CONFIRMING, REVERTING -> true;
            // The newer one may come back by other ways (a feature that lists it) and would take over.
            case CONFIRMED -> older(hotfix.to(), hotfix.from());
            case PLANNED, ROLLED_BACK, FAILED -> false;
        };
        boolean before = hotfix.phase() == Phase.STAGED || hotfix.phase() == Phase.CANARY;
        return held ? Optional.of(before ? hotfix.from() : hotfix.to()) : Optional.empty();
    }

    private static boolean older(String version, String than) {
        if (version.isEmpty() || than.isEmpty()) {
            return false;
        }
        return Version.parseVersion(version).compareTo(Version.parseVersion(than)) < 0;
    }
}

package et.hotfix.internal;

import et.actor.Logics;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions that were rolled back, serve nobody, and stay installed as long as there may be a stored state that only their code can carry down: of an actor that
 * sleeps, of one whose container died before it went back, or of one that has no container just now. Whoever has a shard then can read it.
 */
final class Leaving {

    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

    private final String container;
    private final HotfixStore store;
    private final Fleet fleet;
    private final Logics logics;
    private final Deadlines deadlines;
    private final Map<Long, Hotfix> leaving = new LinkedHashMap<>();

    /** Of each, what was said last of what is left. */
    private final Map<Long, Integer> told = new LinkedHashMap<>();

    Leaving(HotfixStore store, Fleet fleet, Logics logics, Deadlines deadlines) {
        this.container = fleet.container();
        this.store = store;
        this.fleet = fleet;
        this.logics = logics;
        this.deadlines = deadlines;
    }

    void add(Hotfix hotfix) {
        leaving.put(hotfix.number(), hotfix);
    }

    void remove(Hotfix hotfix) {
        leaving.remove(hotfix.number());
        told.remove(hotfix.number());
    }

    Collection<Hotfix> all() {
        return List.copyOf(leaving.values());
    }

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    boolean has(Hotfix hotfix) {
        return leaving.containsKey(hotfix.number());
    }

    /** What serves instead of those of this bundle, as far as its first one knows; empty when there is none. */
    Optional<String> instead(String bundle) {
        return leaving.values().stream()
                .filter(hotfix -> hotfix.bundle().equals(bundle))
                .map(Hotfix::from)
                .findFirst();
    }

    /** Whether a later one of the same bundle is among them. */
    boolean hasLater(Hotfix hotfix) {
        return leaving.values().stream()
                .anyMatch(later -> later.bundle().equals(hotfix.bundle()) && later.number() > hotfix.number());
    }

    /**
     * Carries down what this container has, and says whether the version can be taken out: nobody serves it any more, who could write such a state anew, and
     * after that there was no such row. There is no way back to the states from before then.
     */
    boolean isFree(Hotfix hotfix) {
        if (!logics.isAhead(hotfix.bundle(), hotfix.to())) {
            return true;
        }
        logics.settle(hotfix.bundle());
        // In this order: who has gone back before the rows are looked at writes none after.
        boolean back = isBackEverywhere(hotfix);
        int left = logics.writeDown(hotfix.bundle(), hotfix.to(), deadlines.sweep());
        Integer before = told.put(hotfix.number(), left);
        if (left > 0 && (before == null || before != left)) {
            LOG.info(
                    "{} {} stays installed and serves nobody: {} stored {} a state that only its code can carry down",
                    hotfix.bundle(),
                    hotfix.to(),
                    left,
                    left == 1 ? "actor has" : "actors have");
        }
        return back && left == 0;
    }

    /** Who is not in the cluster any more cannot write. */
    private boolean isBackEverywhere(Hotfix hotfix) {
        Set<String> needed = new HashSet<>(fleet.present());
        needed.add(container);
        store.steps(hotfix.number()).stream()
                .filter(step -> step.phase() == Phase.ROLLED_BACK)
                .filter(step -> Parts.read(step.detail()).getFailure().isEmpty())
                .forEach(step -> needed.remove(step.container()));
        return needed.isEmpty();
    }
}

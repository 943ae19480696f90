package et.hotfix.internal;

import et.actor.Logics;
import et.hotfix.Comparison;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches canaries. Each container writes down what its lanes measured; the first one of the cluster, by name, compares the sums, and takes back what is worse. That is one
 * conditional update, as every decision: an operator who was faster has decided.
 */
final class Canaries {

    private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);
    private static final Duration COUNTING = Duration.ofSeconds(5);

    /** Live actors are counted in every so manieth look: that takes time of the lanes. */
    private static final int COUNT_EVERY = 5;

    /** Who acts, in the audit, when nobody asked. */
    private static final String NOBODY = "et";

    private final HotfixStore store;
    private final Logics logics;
    private final Follower follower;
    private final Fleet fleet;
    private final Auditing auditing;
    private final Thresholds thresholds;
    private final Map<Long, Judge> judges = new HashMap<>();
    private final Map<Long, List<Logics.Census>> counted = new HashMap<>();
    private long looks;

    Canaries(
            HotfixStore store,
            Logics logics,
            Follower follower,
            Fleet fleet,
            Auditing auditing,
            Thresholds thresholds) {
        this.store = store;
        this.logics = logics;
        this.follower = follower;
        this.fleet = fleet;
        this.auditing = auditing;
        this.thresholds = thresholds;
    }

    /** Called each second, by one thread. */
    void look() throws InterruptedException {
        List<Hotfix> canaries = follower.canaries().stream()
                .filter(hotfix -> Policies.of(hotfix).isEmpty())
                .toList();
        List<Long> numbers = canaries.stream().map(Hotfix::number).toList();
        judges.keySet().retainAll(numbers);
        counted.keySet().retainAll(numbers);
        for (Hotfix canary : canaries) {
            if (looks % COUNT_EVERY == 0 || !counted.containsKey(canary.number())) {
                counted.put(
                        canary.number(),
                        logics.census(canary.bundle(), COUNTING).orElse(List.of()));
            }
            List<Logics.Census> actors = counted.getOrDefault(canary.number(), List.of());
            follower.measured(
                    canary,
                    logics.figures(canary.bundle()).stream()
                            .map(figures -> Measured.of(figures, actors))
                            .toList());
            if (fleet.container().equals(fleet.first())) {
                Optional<String> breach = judges.computeIfAbsent(canary.number(), none -> new Judge(thresholds))
                        .breach(sums(canary));
                if (breach.isPresent()) {
                    stepBack(canary, breach.get());
                }
            } else {
                judges.remove(canary.number());
            }
        }
        looks++;
    }

    private List<Measured> sums(Hotfix canary) {
        List<Measured> parts = new ArrayList<>();
        for (Step step : store.steps(canary.number())) {
            if (step.phase() == Phase.CANARY) {
                Parts.read(step.detail()).getComparedList().forEach(compared -> parts.add(Measured.of(compared)));
            }
        }
        return Measured.sum(parts);
    }

    private void stepBack(Hotfix canary, String why) throws InterruptedException {
        String bundle = canary.bundle() + " " + canary.to();
        if (!store.advance(canary.number(), Phase.CANARY, Phase.ROLLED_BACK, ReceiptJson.steppedBack(why))) {
            return;
        }
        LOG.warn("the canary of {} ({}) is taken back: {}", bundle, canary.canary(), why);
        auditing.note(
                NOBODY,
                "hotfix.stepback",
                bundle,
                Story.number(canary) + "judged by " + fleet.container() + ": " + why);
        fleet.ring();
        follower.follow();
    }

    /** How the canary of a hotfix does; any thread but a lane. */
    Comparison comparison(Hotfix hotfix) {
        if (hotfix.phase() != Phase.CANARY) {
            return new Comparison(hotfix, "", List.of(), List.of(), Map.of(), ReceiptJson.reason(hotfix.receipt()));
        }
        List<Measured> sums = sums(hotfix);
        return new Comparison(
                hotfix,
                fleet.first(),
                sums.stream().map(Measured::side).toList(),
                Judge.waiting(sums, thresholds),
                Parts.warmed(store.steps(hotfix.number())),
                "");
    }
}

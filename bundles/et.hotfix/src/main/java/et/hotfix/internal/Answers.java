package et.hotfix.internal;

import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import et.proto.hotfix.Done;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lets all containers follow a phase, and waits for what they say of it. */
final class Answers {

    private static final long POLL_MILLIS = 20;

    /** One hotfix is made at a time, so the one that is asked about is among the newest. */
    private static final int HISTORY = 10;

    /** For what lies between a container's own deadlines. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final HotfixStore store;
    private final Fleet fleet;
    private final Follower follower;
    private final Deadlines deadlines;

    Answers(HotfixStore store, Fleet fleet, Follower follower, Deadlines deadlines) {
        this.store = store;
        this.fleet = fleet;
        this.follower = follower;
        this.deadlines = deadlines;
    }

    /** What each container says, by name. Who leaves the cluster meanwhile is not waited for; who says nothing in time has failed. */
    Map<String, Done> gather(Hotfix hotfix, List<String> needed, Turn.Held turn) throws InterruptedException {
        Duration patience = patience(hotfix.phase());
        long end = System.nanoTime() + patience.toNanos();
        fleet.ring();
        follower.tell(turn::step);
        try {
            follower.follow();
        } finally {
            follower.tell(null);
        }
        int heard = 0;
        long seen = -1;
        while (true) {
            seen = goesOn(hotfix, seen);
            Map<String, Done> said = said(hotfix);
            if (Thread.interrupted()) {
                // This container stops: nothing is decided on what came in since.
                throw new InterruptedException();
            }
            if (said.size() > heard && needed.size() > 1) {
                heard = said.size();
                String phase = Policies.of(hotfix).isPresent() && hotfix.phase() == Phase.CANARY
                        ? "both versions serve"
                        : hotfix.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                turn.step(heard + " of " + needed.size() + " containers: " + phase);
            }
            Set<String> present = fleet.present();
            List<String> missing = needed.stream()
                    .filter(name -> !said.containsKey(name))
                    .filter(name -> present.contains(name) || name.equals(fleet.container()))
                    .toList();
            if (missing.isEmpty()) {
                return said;
            }
            if (System.nanoTime() - end > 0) {
                missing.forEach(
                        name -> said.put(name, Parts.failed("has not answered within " + patience.toSeconds() + " s")));
                return said;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Throws when a canary was taken back meanwhile: then nobody follows it any more, and some may never have. */
    private long goesOn(Hotfix hotfix, long seen) {
        if (hotfix.phase() != Phase.CANARY) {
            return seen;
        }
        long changes = store.changes();
        if (changes != seen) {
            for (Hotfix now : store.history(HISTORY)) {
                if (now.number() == hotfix.number() && now.phase() == Phase.ROLLED_BACK) {
                    throw Endings.of(hotfix, store);
                }
            }
        }
        return changes;
    }

    private Map<String, Done> said(Hotfix hotfix) {
        Map<String, Done> said = new TreeMap<>();
        for (Step step : store.steps(hotfix.number())) {
            if (step.phase() == hotfix.phase()) {
                Done done = Parts.read(step.detail());
                if (step.phase() != Phase.CANARY || done.getCanary().equals(hotfix.canary())) {
                    said.put(step.container(), done);
                }
            }
        }
        return said;
    }

    private Duration patience(Phase phase) {
        Duration own = switch (phase) {
            case PLANNED, STAGED ->
                deadlines
                        .fetch()
                        .plus(deadlines.stage().multipliedBy(6))
                        .plus(deadlines.trial())
                        .plus(Warming.longest(deadlines.warmup()).multipliedBy(2));
            case CANARY, SWITCHED -> deadlines.change().plus(deadlines.window()).plus(deadlines.sweep());
            case CONFIRMING -> deadlines.sweep();
            case CONFIRMED, FAILED -> deadlines.stage();
            case REVERTING -> deadlines.stage().multipliedBy(2);
            case ROLLED_BACK ->
                deadlines
                        .change()
                        .plus(deadlines.window())
                        .plus(deadlines.sweep())
                        .plus(deadlines.stage().multipliedBy(3));
        };
        return own.plus(MARGIN);
    }
}

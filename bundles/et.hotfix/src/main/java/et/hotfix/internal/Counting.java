package et.hotfix.internal;

import et.actor.Logics;
import et.actor.Policy;
import et.persistence.HotfixStore.Hotfix;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** While a policy lets two versions serve: brings the actors over that may go though nobody sends them a message, and writes down how many are on each version. */
final class Counting {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** It takes time of the lanes: what may last for hours is counted only at each fifth look. */
    private static final int COUNT_EVERY = 5;

    private final Logics logics;
    private final Follower follower;
    private final Set<Long> counted = new HashSet<>();
    private long looks;

    Counting(Logics logics, Follower follower) {
        this.logics = logics;
        this.follower = follower;
    }

    /** Called each second, by one thread. */
    void look() {
        Set<Long> going = new HashSet<>();
        for (Hotfix hotfix : follower.canaries()) {
            Optional<Policy> policy = Policies.of(hotfix);
            if (policy.isPresent()) {
                going.add(hotfix.number());
                if (policy.get() == Policy.IDLE || looks % COUNT_EVERY == 0 || !counted.contains(hotfix.number())) {
                    count(hotfix);
                }
            }
        }
        counted.retainAll(going);
        looks++;
    }

    private void count(Hotfix hotfix) {
        logics.sweep(PATIENCE);
        logics.census(hotfix.bundle(), PATIENCE).ifPresent(census -> {
            follower.counted(hotfix, census);
            counted.add(hotfix.number());
        });
    }
}

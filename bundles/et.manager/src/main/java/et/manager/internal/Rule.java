package et.manager.internal;

import et.manager.Scale.Suggestion;
import java.util.List;

/**
 * Suggests a number of containers from their loads. More are suggested at once; fewer only when fewer would have done for a while, so that a
 * short lull takes nothing away. Not safe for several threads.
 */
final class Rule {

    private final double target;
    private final int least;
    private final int most;
    private final long patienceMillis;

    /** Since when fewer would do; negative while fewer would not. */
    private long calmSince = -1;

    /** The most that were needed since then. */
    private int calmNeed;

    /**
     * @param target the load that a container should have, 0 to 1
     * @param least containers that there should always be
     * @param most containers that there may be
     * @param patienceMillis how long fewer have to do before fewer are suggested
     */
    Rule(double target, int least, int most, long patienceMillis) {
        this.target = target;
        this.least = least;
        this.most = most;
        this.patienceMillis = patienceMillis;
    }

    /** @param loads what keeps each container busy, 0 to 1 */
    Suggestion suggest(List<Double> loads, long nowMillis) {
        double load = loads.stream().mapToDouble(Double::doubleValue).sum();
        int now = loads.size();
        int need = Math.max(least, Math.min(most, (int) Math.ceil(load / target)));
        if (need >= now) {
            calmSince = -1;
            return new Suggestion(now, need, load, reason(load, need, now));
        }
        if (calmSince < 0) {
            calmSince = nowMillis;
            calmNeed = need;
        }
        calmNeed = Math.max(calmNeed, need);
        long calm = nowMillis - calmSince;
        if (calm < patienceMillis) {
            return new Suggestion(
                    now,
                    now,
                    load,
                    "%d would do; suggested if that stays so for %d s more"
                            .formatted(calmNeed, (patienceMillis - calm + 999) / 1000));
        }
        return new Suggestion(now, calmNeed, load, "%d have been enough for %d s".formatted(calmNeed, calm / 1000));
    }

    private String reason(double load, int need, int now) {
        if (load / target > most) {
            return "the load asks for more than the %d that there may be".formatted(most);
        }
        if (need == now) {
            return "the load suits the containers";
        }
        return load / target <= least
                ? "there should always be %d".formatted(least)
                : "the load is above %.0f %% of what is there".formatted(target * 100);
    }
}

package et.hotfix;

import et.persistence.HotfixStore.Hotfix;
import java.util.List;
import java.util.Map;

/**
 * How the versions of a canary do, side by side, in all containers together.
 *
 * @param hotfix the record; its phase tells whether the canary still goes on
 * @param judge the container that compares at the moment; empty when none does
 * @param sides the old version and the new one of each type
 * @param waiting what cannot be compared yet for want of messages, one sentence each
 * @param warmed how far containers warmed up the new version, by name
 * @param steppedBack why it was taken back by itself; empty when it was not
 */
public record Comparison(
        Hotfix hotfix,
        String judge,
        List<Side> sides,
        List<String> waiting,
        Map<String, Warmed> warmed,
        String steppedBack) {

    /**
     * One version of one type, since the canary began; {@code actors} and {@code joined} are of now.
     *
     * @param tried whether it is the new version
     * @param actors live actors
     * @param messages messages that handlers dealt with
     * @param errors handlers that threw
     * @param slow handlers that held a lane too long
     * @param cutOff handlers that are cut off
     * @param parked actors whose state could not be carried over
     * @param p50Micros half of the handlers took no longer, in microseconds
     * @param p99Micros 99 % of the handlers took no longer, in microseconds
     * @param bytesEach bytes allocated for a message
     * @param joined sessions that have joined the actors
     * @param ended sessions that had joined and ended
     */
    public record Side(
            String type,
            String version,
            boolean tried,
            int actors,
            long messages,
            long errors,
            long slow,
            int cutOff,
            long parked,
            long p50Micros,
            long p99Micros,
            long bytesEach,
            int joined,
            long ended) {}
}

package et.persistence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The record of hotfixes. An OSGi service of the provider; every method blocks. */
public interface HotfixStore {

    /** Where a hotfix stands. */
    enum Phase {
        STAGED,
        SWITCHED,
        CONFIRMED,
        ROLLED_BACK,
        FAILED
    }

    /**
     * One hotfix.
     *
     * @param number counts the hotfixes, from 1
     * @param bundle the symbolic name of the bundle
     * @param from the version before, empty when there was none
     * @param to the version after
     * @param digest SHA-256 of the new bundle's bytes, hex
     * @param phase where it stands
     * @param who the operator
     * @param started when it was applied
     * @param changed when the phase last changed
     * @param receipt the receipt as JSON, empty before there is one
     */
    record Hotfix(
            long number,
            String bundle,
            String from,
            String to,
            String digest,
            Phase phase,
            String who,
            Instant started,
            Instant changed,
            String receipt) {}

    /** Records a new hotfix and gives it its number; the argument's number is not used. */
    Hotfix begin(Hotfix hotfix);

    /** Records a new phase and receipt. */
    void advance(long number, Phase phase, String receipt);

    /** The last hotfix of a bundle that was not rolled back and did not fail. */
    Optional<Hotfix> latest(String bundle);

    /** The newest first, at most {@code limit}. */
    List<Hotfix> history(int limit);
}

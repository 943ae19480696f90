package et.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The record of hotfixes, which says to all logic containers what must run. An OSGi service of the provider; every method blocks.
 *
 * <p>One container leads a hotfix while it has the turn. It advances the phase; each container, the leader among them, does what the phase says and
 * writes down its {@link Step}. What a phase says holds from the moment in which it is stored, whoever dies then.
 */
public interface HotfixStore {

    /** Where a hotfix stands, and what it asks of each container. */
    enum Phase {
        /** Try it and take it out again. Such a record is deleted at the end. */
        PLANNED,
        /** Bring it in beside what runs. */
        STAGED,
        /** It serves a part of the actors; what was before it serves the others. */
        CANARY,
        /** It serves. */
        SWITCHED,
        /** It serves; say whether it may stay for good. */
        CONFIRMING,
        /** It serves, and what was before it is taken out. */
        CONFIRMED,
        /** It serves; say whether there is a way back. */
        REVERTING,
        /** What was before it serves again, and it is taken out. */
        ROLLED_BACK,
        /** It is taken out; it has never served. */
        FAILED;

        /** Whether a leader is at work on it. */
        public boolean isUnderWay() {
            return this == PLANNED || this == STAGED || this == CONFIRMING || this == REVERTING;
        }

        /** Whether the new version is what must run. */
        public boolean serves() {
            return this == SWITCHED || this == CONFIRMING || this == CONFIRMED || this == REVERTING;
        }
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
     * @param canary the part of the actors that a canary is for, empty when there was none
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
            String receipt,
            String canary) {}

    /**
     * What a container has done of a hotfix.
     *
     * @param phase the phase that it has followed
     * @param detail what came of it, for {@code et.hotfix}
     */
    record Step(String container, Phase phase, byte[] detail) {}

    /** Records a new hotfix with the bundle's bytes, and gives it its number; the argument's number is not used. */
    Hotfix begin(Hotfix hotfix, byte[] bytes);

    /** Records a new phase and receipt; false when the hotfix is not in the phase {@code from}, and then nothing changes. */
    boolean advance(long number, Phase from, Phase to, String receipt);

    /** Records that a canary is for other actors than before; false when the hotfix is no canary, or for others than {@code from}, and then nothing changes. */
    boolean widen(long number, String from, String to);

    /** Records a receipt. */
    void receipt(long number, String receipt);

    /** Deletes a plan. */
    void forget(long number);

    /** The last hotfix of a bundle that was neither rolled back nor failed, and is not just a plan. */
    Optional<Hotfix> latest(String bundle);

    /** Of each bundle: the plan, if there is one; the newest hotfix; and the {@link #latest} one. By number. */
    List<Hotfix> standing();

    /** The newest first, without plans, at most {@code limit}. */
    List<Hotfix> history(int limit);

    /** Counts the changes of the records. */
    long changes();

    /** Records what a container did, instead of what it did before of this hotfix. */
    void done(long number, Step step);

    /** What the containers did. */
    List<Step> steps(long number);

    /** A bundle's bytes, as long as some container may need them. */
    Optional<byte[]> bytes(String digest);

    /** Deletes the bytes that no container will ask for. */
    void tidy();

    /**
     * Takes the turn, or goes on with it, for a while by the clock of the store.
     *
     * @return who has it instead and what for; empty when it is taken
     */
    Optional<String> take(String holder, String doing, Duration lease);

    /** Gives the turn back, if this holder has it. */
    void release(String holder);

    /** Who has the turn; empty when nobody has. */
    Optional<String> holder();
}

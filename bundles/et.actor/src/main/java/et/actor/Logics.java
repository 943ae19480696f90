package et.actor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which code serves which actor type. An OSGi service. Methods that wait are called on control threads only, never on a lane.
 *
 * <p>Without anybody's doing, the first sound logic of a type becomes active when its bundle starts; when that bundle stops, states are turned into bytes,
 * requests are held, and the next sound logic of the same bundle name with the same schema number takes over. A newer version of the same
 * bundle that is started beside an active one takes over by itself unless the bundle is pinned. Another bundle with the same type is refused.
 */
public interface Logics {

    /** All logics that bundles have registered, by type, bundle and version. */
    List<Logic> all();

    /** The number of the current revision. */
    long revision();

    /** Of this bundle, only this version may become active by itself. Replaces an earlier pin. */
    void pin(String bundle, String version);

    /** Lifts the pin. */
    void unpin(String bundle);

    /**
     * What {@link #prepare} would do with the candidate's tables, a sentence each; empty when nothing. Asks the database.
     *
     * @throws et.persistence.StoreException when the database does not answer
     */
    List<String> tables(String bundle, String version);

    /**
     * Makes and enlarges the tables that the candidate's logics use, so that the version that serves goes on with them as well; no harm when done before. Waits for the
     * database, which may take as long as a large table takes. Without this call it is done before the candidate serves.
     *
     * @throws IllegalStateException with a sentence when it cannot be
     */
    void prepare(String bundle, String version);

    /**
     * Tries the candidate's logics on copies of the states of all live actors of their types: read, migrate, write. Changes nothing. Done in small slices on
     * the lanes; waits up to {@code deadline}.
     */
    Trial trial(String bundle, String version, Duration deadline);

    /**
     * Lets the candidate's logics handle, on the calling thread, what the active version of the bundle has handled lately and this container has recorded: each message by
     * itself, with the state, the time, the random numbers and all else as they were. Nothing that they ask for is done, and nothing changes. What foreign code does is not bounded: call it
     * on a thread that may be lost.
     *
     * @param most begins no message when that has passed
     */
    Replayed replay(String bundle, String version, Duration most);

    /** Prepares to call the candidate's handlers with what {@link #replay} takes, so that they are warm when they serve. */
    Warmup warmup(String bundle, String version);

    /**
     * Makes the candidate's logics the active ones of their types, in one revision: published to each lane as a task between two messages. When it returns, every lane has
     * run that task, so no replaced code is on any stack. On an exception or when the deadline passes before the first lane has switched, nothing has changed.
     * Types that only the replaced version of the bundle served become absent. The states from before are kept until {@link #settle}.
     *
     * @throws IllegalStateException with a sentence when the switch cannot be made
     */
    Switched activate(String bundle, String version, Duration deadline);

    /**
     * Lets the candidate's logics serve a part of the actors of their types, a canary's or those that a policy lets go over, beside the active version of the bundle; types that the active one does not have it serves wholly.
     * As {@link #activate} in all else. Called again, it lets more in, or fewer. {@link #activate} of the candidate ends it for all, {@link #revert} to the active version for nobody.
     *
     * @throws IllegalStateException with a sentence when it cannot be: no version of the bundle is active, or the candidate lacks one of its types
     */
    Switched canary(String bundle, String version, Rule who, Duration deadline);

    /** These actors are for that version, though it may not have come yet: until {@link #canary} says so for good, their messages wait for it. */
    void reserve(String bundle, String version, Rule who);

    /** Who has another version of the bundle than the active one; empty when nobody has. */
    Optional<Trying> trying(String bundle);

    /** What the versions of the bundle's canary did since it began, side by side; empty when it has none, or a policy instead. Any thread, does not wait. */
    List<Figures> figures(String bundle);

    /** The live actors of the bundle's types by version, counted in small slices on the lanes; waits up to {@code deadline}, and is empty when that has passed. */
    Optional<List<Census>> census(String bundle, Duration deadline);

    /**
     * The stored actors that the bundle's policy leaves with the active version, of all containers, as their rows have it: those of the policy {@link Policy#IDLE} go over when they are
     * loaded, and are not among them. Reads rows, in pages; ends early at a thousand; waits up to {@code deadline}.
     */
    Asleep asleep(String bundle, Duration deadline);

    /**
     * Carries over, in slices, every actor that still has a state of replaced code. Returns when none has, or when the deadline has passed; then the result says how many are left.
     */
    Sweep sweep(Duration deadline);

    /**
     * Goes back to {@code version} of the bundle. Actors that applied no message since the last {@link #activate} get the very bytes from before; the others keep their
     * state, migrated downwards where the schema differs.
     */
    Switched revert(String bundle, String version, Duration deadline);

    /** Whether states that this version has written may be of a schema that the active version cannot read. */
    boolean isAhead(String bundle, String version);

    /**
     * Has the stored actors of this container's shards whose state only this version can read, and not the active one, carried down and written, those that
     * sleep as well; there must be no way back to the states from before ({@link #settle}). Waits up to {@code deadline}, or until nothing moves any more.
     *
     * @return how many such rows are left, of all containers; of very many, how many were found until the deadline
     */
    int writeDown(String bundle, String version, Duration deadline);

    /** Forgets the states from before the last switch of the bundle: there is no way back to them. */
    void settle(String bundle);

    /** What happened at actors and lanes so far, for receipts: subtract two readings. */
    Counters counters();

    /**
     * The result of a trial.
     *
     * @param actors states tried
     * @param migrated states that needed a migration
     * @param failures ids and reasons of the first failures, at most 20
     * @param failed how many failed
     */
    record Trial(int actors, int migrated, int failed, List<String> failures) {}

    /**
     * A switch.
     *
     * @param revision the new revision
     * @param types the types that changed their code
     * @param actors live actors of these types
     * @param pauseMicrosMax the longest time a lane spent on the switch
     */
    record Switched(long revision, List<String> types, int actors, long pauseMicrosMax) {}

    /** A canary, or a policy: this version, for these actors. */
    record Trying(String version, Rule who) {}

    /**
     * Stored actors.
     *
     * @param actors how many were found
     * @param some the first of them, at most {@link Census#SOME}
     * @param all whether every row was looked at; else there may be more
     */
    record Asleep(int actors, List<String> some, boolean all) {}

    /**
     * What a version did since the canary began.
     *
     * @param tried whether it is the new version
     * @param messages messages that its handlers dealt with, those that threw included
     * @param errors handlers that threw
     * @param slow handlers that held the lane too long
     * @param cutOff handlers that are cut off now
     * @param parked actors whose state it could not read
     * @param ended sessions that had joined an actor and ended
     * @param allocated bytes that handlers allocated
     * @param times how long handlers took, with what they asked for
     */
    record Figures(
            String type,
            String version,
            boolean tried,
            long messages,
            long errors,
            long slow,
            int cutOff,
            long parked,
            long ended,
            long allocated,
            Times times) {}

    /**
     * Live actors of one version.
     *
     * @param version the version; empty for actors without code at the moment
     * @param sessions sessions that have joined them
     * @param some the ids of some of them, at most {@link #SOME}
     */
    record Census(String type, String version, int actors, int sessions, List<String> some) {

        /** At most so many are named. */
        public static final int SOME = 10;
    }

    /**
     * A sweep.
     *
     * @param carried actors carried over
     * @param left actors that still have a state of replaced code
     * @param parked actors whose state the new code could not take, with the reason; their requests are answered with a failure, and their state is untouched
     * @param pauses for how long each actor that was carried over since the last switch, by a sweep or at a message, could not run for it
     */
    record Sweep(int carried, int left, Map<String, String> parked, Times pauses) {}

    /**
     * Figures since the start of the container.
     *
     * @param handled messages applied, by {@code type bundle/version}
     * @param repeats requests that came again and were answered from memory, or ignored, instead of being applied
     * @param reordered requests that came with a smaller number than one applied before, and were no repeat
     * @param failed handlers that threw
     */
    record Counters(Map<String, Long> handled, long repeats, long reordered, long failed) {}
}

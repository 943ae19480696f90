package et.actor;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
     * Tries the candidate's logics on copies of the states of all live actors of their types: read, migrate, write. Changes nothing. Done in small slices on
     * the lanes; waits up to {@code deadline}.
     */
    Trial trial(String bundle, String version, Duration deadline);

    /**
     * Makes the candidate's logics the active ones of their types, in one revision: published to each lane as a task between two messages. When it returns, every lane has
     * run that task, so no replaced code is on any stack. On an exception or when the deadline passes before the first lane has switched, nothing has changed.
     * Types that only the replaced version of the bundle served become absent. The states from before are kept until {@link #settle}.
     *
     * @throws IllegalStateException with a sentence when the switch cannot be made
     */
    Switched activate(String bundle, String version, Duration deadline);

    /**
     * Carries over, in slices, every actor that still has a state of replaced code. Returns when none has, or when the deadline has passed; then the result says how many are left.
     */
    Sweep sweep(Duration deadline);

    /**
     * Goes back to {@code version} of the bundle. Actors that applied no message since the last {@link #activate} get the very bytes from before; the others keep their
     * state, migrated downwards where the schema differs.
     */
    Switched revert(String bundle, String version, Duration deadline);

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

    /**
     * A sweep.
     *
     * @param carried actors carried over
     * @param left actors that still have a state of replaced code
     * @param parked actors whose state the new code could not take, with the reason; their requests are answered with a failure, and their state is untouched
     */
    record Sweep(int carried, int left, Map<String, String> parked) {}

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

package et.actor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The live actors. An OSGi service. Never blocks: the answers are put together on the lanes. */
public interface Actors {

    /** How many live actors each version of each type has. */
    CompletionStage<List<Count>> counts();

    /** Live actors of a type, at most {@code limit}, in no particular order. */
    CompletionStage<List<Line>> list(String type, int limit);

    /** One actor, from memory; or, when it is not live, empty. */
    CompletionStage<Optional<Detail>> inspect(String type, String id);

    /**
     * Lets an actor that is live here go without writing it: what waits for it is refused. False when a write of it is on its way to the store, which nobody
     * can call back: nothing was done, try again. Who deletes its row does this before; the next message would make it anew.
     */
    CompletionStage<Boolean> letGo(String type, String id);

    /** What the lanes are doing. */
    CompletionStage<List<LaneLine>> lanes();

    /**
     * Live actors of one version.
     *
     * @param type the type
     * @param bundle the symbolic name; empty when no logic of the type is active
     * @param version the version
     * @param actors live actors
     * @param handled messages applied by this version since it was started
     * @param failed handlers that threw
     * @param slow handlers that held the lane too long
     */
    record Count(String type, String bundle, String version, int actors, long handled, long failed, long slow) {}

    /** One line about an actor. */
    record Line(
            String type,
            String id,
            int lane,
            String phase,
            String bundle,
            String version,
            long revision,
            int waiting) {}

    /**
     * All about an actor.
     *
     * @param line the short of it
     * @param schema the state's schema number
     * @param state the state as text, at most 64 KiB
     * @param bytes the size of the state as bytes
     * @param timers running timers
     * @param sessions players whose sessions have joined
     * @param remembered answers that are remembered for repeats
     * @param outbox messages not yet taken by their receivers
     * @param waiting what waits for it: messages held, commits, asks, as short texts
     */
    record Detail(
            Line line,
            int schema,
            String state,
            int bytes,
            List<TimerLine> timers,
            List<String> sessions,
            int remembered,
            int outbox,
            List<String> waiting) {}

    /** A running timer. */
    record TimerLine(String name, Instant due, long periodMillis) {}

    /**
     * One lane.
     *
     * @param lane its number
     * @param actors live actors
     * @param handled messages applied since the start
     * @param busy share of the time it ran handlers since the last reading, 0 to 1
     * @param loading actors being loaded
     * @param committing actors whose changes are on their way to the store
     */
    record LaneLine(int lane, int actors, long handled, double busy, int loading, int committing) {}
}

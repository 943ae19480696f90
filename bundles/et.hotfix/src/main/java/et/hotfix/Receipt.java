package et.hotfix;

import et.actor.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a switch did, from readings taken before and after it. The window closes when every request that clients had
 * sent before the switch
 * is answered, or after its time has run out; what is still open then is told, and never counted as not lost.
 *
 * @param bundle the bundle's symbolic name
 * @param from the version before
 * @param to the version after
 * @param revision the revision that the switch made
 * @param types the types that changed their code
 * @param actors live actors of these types at the switch
 * @param pauseMicros the longest time a lane spent on the switch, in microseconds
 * @param windowMillis how long the window was open, in milliseconds
 * @param handledOld messages that the version before applied within the window
 * @param handledNew messages that the version after applied within the window
 * @param repeats requests that came again and were answered from memory within the window
 * @param failed handlers that threw within the window
 * @param carried actors carried over
 * @param left actors that still have a state of the version before
 * @param parked actors whose state could not be carried over, and why
 * @param clients what the clients saw; empty when no logic container has a gateway
 * @param pauses for how long each actor that was carried over could not run because of the switch: for the switch of its lane and the
 *     stretch of work in which it was carried over, at most about a millisecond of many or its own
 * @param shares what each container did, by name
 */
public record Receipt(
        String bundle,
        String from,
        String to,
        long revision,
        List<String> types,
        int actors,
        long pauseMicros,
        long windowMillis,
        long handledOld,
        long handledNew,
        long repeats,
        long failed,
        int carried,
        int left,
        Map<String, String> parked,
        Optional<Clients> clients,
        Times pauses,
        List<Share> shares) {

    /**
     * The part of one container.
     *
     * @param container its name
     * @param actors live actors of the types at the switch
     * @param pauseMicros the longest time a lane spent on the switch, in microseconds
     * @param switched when its last lane had switched, by its own clock
     * @param warmed how far it had warmed up the new code; empty when it had not staged it, or goes back
     */
    public record Share(String container, int actors, long pauseMicros, Instant switched, Optional<Warmed> warmed) {}

    /**
     * What the clients saw within the window.
     *
     * @param accepted requests taken
     * @param answered requests answered
     * @param open requests sent before the switch and still not answered
     * @param lost requests taken that nobody will answer
     * @param duplicated answers to requests that were answered already
     * @param reordered requests or answers that came in another order than they were sent
     * @param disconnected connections lost
     * @param abandoned requests whose session ended before the answer
     */
    public record Clients(
            long accepted,
            long answered,
            long open,
            long lost,
            long duplicated,
            long reordered,
            long disconnected,
            long abandoned) {

        /** Whether nothing happened to anybody, and nothing is open. */
        public boolean clean() {
            return open == 0 && lost == 0 && duplicated == 0 && reordered == 0 && disconnected == 0;
        }
    }

    /** The time between the first and the last container's switch, in milliseconds, as exact as their clocks agree. */
    public long skewMillis() {
        Instant first = shares.stream()
                .map(Share::switched)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        Instant last = shares.stream()
                .map(Share::switched)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return Duration.between(first, last).toMillis();
    }

    /** Whether every actor was carried over and nothing happened to any client. */
    public boolean clean() {
        return left == 0 && parked.isEmpty() && clients.map(Clients::clean).orElse(true);
    }
}

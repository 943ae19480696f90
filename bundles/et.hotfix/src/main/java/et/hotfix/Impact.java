package et.hotfix;

import java.time.Instant;
import java.util.List;

/**
 * Whom a version of a bundle has touched: the actors in whose rows its handlers have left anything.
 *
 * @param bundle the bundle's symbolic name
 * @param version the version
 * @param actors how many actors it has touched
 * @param touched one page of them, in the order of their types and ids
 * @param more whether there are more after this page
 */
public record Impact(String bundle, String version, long actors, List<Touched> touched, boolean more) {

    /**
     * An actor that it has touched.
     *
     * @param player who asked for its first change, empty when no player did
     * @param first when it made its first change
     * @param last when it made its last change
     * @param commits how many times the actor was written under it
     * @param sent how many stored messages to other actors were committed with its changes
     * @param now what has become of the actor's state
     * @param by which code has changed it last, {@code bundle/version}; empty when the actor is gone
     */
    public record Touched(
            String type,
            String id,
            String player,
            Instant first,
            Instant last,
            long commits,
            long sent,
            Now now,
            String by) {}

    /** What has become of a state that a version has touched. */
    public enum Now {
        /** It is what the version made of it; another version goes on with that. */
        AS_LEFT,
        /** It is what it was before: the version has sent, joined or set timers, and has not changed the state. */
        AS_BEFORE,
        /** Another version has changed the actor since. */
        CHANGED_SINCE,
        /** The actor has no row any more. */
        GONE
    }
}

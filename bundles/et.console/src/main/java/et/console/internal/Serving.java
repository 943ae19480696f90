package et.console.internal;

import java.util.Optional;

/**
 * Whether players can play in this container: one meaning for {@code et:status} and for {@link ReadyFile}.
 *
 * @param started whether all that belongs to the container has started
 * @param listens whether a transport listens
 * @param store {@link #UP}, or in a word why not
 */
record Serving(boolean started, boolean listens, String store) {

    /** What Karaf registers when all that belongs to the container has started. */
    static final String STARTED = "org.apache.karaf.features.BootFinished";

    /** The store answers. */
    static final String UP = "up";

    /** What keeps players from playing; nothing when they can. */
    Optional<String> lacking() {
        if (!started) {
            return Optional.of("it is still starting");
        }
        if (!listens) {
            return Optional.of("nothing listens for players (etc/et.net.cfg)");
        }
        return store.equals(UP) ? Optional.empty() : Optional.of("the store is " + store);
    }
}

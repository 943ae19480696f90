package et.persistence;

/**
 * What one version of the code did to an actor, from its first change until another version changed the actor. Times are milliseconds since 1970.
 *
 * @param code the version: {@code bundle/version}
 * @param revision the revision of the actor's row with its first change
 * @param player who asked for its first change, empty when nobody did
 * @param firstAt when it made its first change
 * @param lastRevision the revision with its last change; 0 while no other version has made one: then the actor's row knows
 * @param lastAt when it made its last change; of the first one while {@code lastRevision} is 0
 * @param sent how many stored messages were committed with its changes; 0 while {@code lastRevision} is 0
 */
public record Touch(
        String code, long revision, String player, long firstAt, long lastRevision, long lastAt, long sent) {

    /** Whether another version has changed the actor since. */
    public boolean isOver() {
        return lastRevision > 0;
    }
}

package et.persistence;

/**
 * One actor as it is stored.
 *
 * @param type the actor's type
 * @param id the actor's id
 * @param shard the actor's shard
 * @param schema the number of the state's schema
 * @param revision counts the changes of this row, from 1; some may never be written, because a newer one took their
 *     place
 * @param epoch the epoch of the shard under which this was written
 * @param state the state's bytes
 * @param book what the core keeps with it: an {@code et.store.Book}
 * @param wakeAt when the actor wants to be loaded though nobody sends it a message, milliseconds since 1970 (a timer is
 *     due, messages wait to be sent); {@link #NEVER} when it does not
 * @param code which code wrote it: {@code bundle/version}
 */
public record ActorRow(
        String type,
        String id,
        int shard,
        int schema,
        long revision,
        long epoch,
        byte[] state,
        byte[] book,
        long wakeAt,
        String code) {

    /** The actor need not be woken. */
    public static final long NEVER = Long.MAX_VALUE;
}

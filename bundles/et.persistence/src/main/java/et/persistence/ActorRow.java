package et.persistence;

import java.util.ArrayList;
import java.util.List;

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
 * @param touches what is to be recorded of versions together with this row; empty when it was loaded
 * @param writes rows of the game's tables that are written together with this one; empty when it was loaded
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
        String code,
        List<Touch> touches,
        List<TableWrite> writes) {

    /** A row with nothing to record or to write beside it. */
    public ActorRow(
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
        this(type, id, shard, schema, revision, epoch, state, book, wakeAt, code, List.of(), List.of());
    }

    /** This row, which takes the place of an older one that was never written: what was to be done with that is done with this one. */
    public ActorRow replacing(ActorRow older) {
        if (older.touches.isEmpty() && older.writes.isEmpty()) {
            return this;
        }
        List<Touch> all = new ArrayList<>(older.touches);
        all.addAll(touches);
        return new ActorRow(
                type,
                id,
                shard,
                schema,
                revision,
                epoch,
                state,
                book,
                wakeAt,
                code,
                List.copyOf(all),
                TableWrite.joined(older.writes, writes));
    }

    /** This row with other bytes. */
    public ActorRow with(byte[] newState, byte[] newBook) {
        return new ActorRow(type, id, shard, schema, revision, epoch, newState, newBook, wakeAt, code, touches, writes);
    }

    /** The actor need not be woken. */
    public static final long NEVER = Long.MAX_VALUE;
}

package et.persistence.commit;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.FencedException;
import et.persistence.RowException;
import et.persistence.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps rows in memory, holds writers to the contract, and fails as told. */
final class FakeStore implements ActorStore {

    /** How a write fails. */
    enum Fault {
        /** Nothing was written. */
        BEFORE,
        /** All was written, and the answer was lost. */
        AFTER
    }

    final Map<Key, ActorRow> rows = new HashMap<>();
    final Map<Integer, Long> epochs = new HashMap<>();
    final Set<String> poisoned = new HashSet<>();
    final Deque<Fault> faults = new ArrayDeque<>();
    final List<List<ActorRow>> transactions = new ArrayList<>();
    /** How often an actor's row failed alone, whatever the reason was. */
    final Map<String, Integer> alone = new HashMap<>();

    /** Thrown once. */
    Error error;

    boolean down;
    int attempts;

    @Override
    public synchronized void write(List<ActorRow> batch) {
        attempts++;
        if (error != null) {
            var once = error;
            error = null;
            throw once;
        }
        var keys = new HashSet<Key>();
        for (var row : batch) {
            if (!keys.add(key(row))) {
                throw new AssertionError(key(row) + " appears twice");
            }
        }
        var fault = down ? Fault.BEFORE : faults.poll();
        if (fault != null && batch.size() == 1) {
            alone.merge(batch.get(0).id(), 1, Integer::sum);
        }
        if (fault == Fault.BEFORE) {
            throw new StoreException("the database is away", null, false);
        }
        for (var row : batch) {
            check(row);
        }
        transactions.add(List.copyOf(batch));
        batch.forEach(row -> rows.put(key(row), row));
        if (fault == Fault.AFTER) {
            throw new StoreException("the connection broke", null, true);
        }
    }

    private void check(ActorRow row) {
        long epoch = epochs.getOrDefault(row.shard(), 1L);
        if (row.epoch() != epoch) {
            throw new FencedException(row.shard(), row.epoch(), epoch);
        }
        if (poisoned.contains(row.id())) {
            throw new IllegalStateException("the driver stumbles over some row");
        }
        var stored = rows.get(key(row));
        if (stored != null
                && row.revision() <= stored.revision()
                && (row.revision() != stored.revision() || row.epoch() != stored.epoch())) {
            throw new RowException(row.type(), row.id(), "revision " + stored.revision() + " is stored already");
        }
    }

    synchronized long revision(String id) {
        var row = rows.get(new Key("a", id));
        return row == null ? 0 : row.revision();
    }

    static ActorRow row(String id, int shard, long revision, long epoch) {
        return new ActorRow("a", id, shard, 1, revision, epoch, new byte[0], new byte[0], ActorRow.NEVER, "test/1");
    }

    private static Key key(ActorRow row) {
        return new Key(row.type(), row.id());
    }

    @Override
    public ActorRow load(String type, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Loaded load(Collection<Key> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String type, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Wake> wakes(Collection<Integer> shards, long before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Long> counts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> ofSchema(String type, int above, int upTo, String afterId, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ActorRow> page(String type, String afterId, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<Integer, Long> raise(Collection<Integer> shards, String owner) {
        throw new UnsupportedOperationException();
    }
}

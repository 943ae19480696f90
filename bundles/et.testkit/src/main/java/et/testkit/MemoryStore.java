package et.testkit;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.FencedException;
import et.persistence.ImpactStore;
import et.persistence.RowException;
import et.persistence.StoreException;
import et.persistence.TableStore;
import et.persistence.TableWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store that outlives the containers of a {@link World}. It keeps the promises of {@link ActorStore} and {@link ImpactStore}, and fails when it is told to. */
public final class MemoryStore implements ActorStore, ImpactStore {

    private static final Comparator<Touched> ORDER = Comparator.comparing(Touched::type)
            .thenComparing(Touched::id)
            .thenComparingLong(touched -> touched.touch().revision());

    private final Map<Key, ActorRow> rows = new LinkedHashMap<>();
    private final Set<Key> damaged = new HashSet<>();
    private final List<Touched> touched = new ArrayList<>();
    private final MemoryTables tables = new MemoryTables();
    private final Map<Integer, Long> epochs = new HashMap<>();
    private int failing;
    private boolean failsAfterWriting;

    MemoryStore() {}

    /** The tables of games. They do not fail with the store. */
    public TableStore tables() {
        return tables;
    }

    /** Lets the next {@code calls} reads and writes fail before they did anything. */
    public void failNext(int calls) {
        failing = calls;
        failsAfterWriting = false;
    }

    /** Lets the next write take place and then fail all the same, as when the connection is cut in mid-commit. */
    public void cutNextWrite() {
        failing = 1;
        failsAfterWriting = true;
    }

    /** From now on a row is not what was written, as if somebody had altered its bytes, until it is {@link #put} anew. */
    public void damage(String type, String id) {
        damaged.add(new Key(type, id));
    }

    /** Puts a row where it belongs, whatever is there: from a backup, or as somebody does who may write into the database. */
    public void put(ActorRow row) {
        damaged.remove(new Key(row.type(), row.id()));
        rows.put(new Key(row.type(), row.id()), row);
    }

    @Override
    public @Nullable ActorRow load(String type, String id) {
        fail();
        Key key = new Key(type, id);
        if (damaged.contains(key)) {
            throw altered(key);
        }
        return rows.get(key);
    }

    private static RowException altered(Key key) {
        return new RowException(key.type(), key.id(), "its row was altered, as the test wished");
    }

    @Override
    public Loaded load(Collection<Key> keys) {
        fail();
        Map<Key, ActorRow> found = new HashMap<>();
        Map<Key, RowException> refused = new HashMap<>();
        for (Key key : keys) {
            ActorRow row = rows.get(key);
            if (damaged.contains(key)) {
                refused.put(key, altered(key));
            } else if (row != null) {
                found.put(key, row);
            }
        }
        return new Loaded(found, refused);
    }

    @Override
    public void write(List<ActorRow> written) {
        if (!failsAfterWriting) {
            fail();
        }
        List<TableWrite> writes = new ArrayList<>();
        for (ActorRow row : written) {
            check(row);
            if (!isRepeated(row)) {
                tables.check(row.type(), row.id(), writes, row.writes());
                writes.addAll(row.writes());
            }
        }
        tables.apply(writes);
        for (ActorRow row : written) {
            rows.put(new Key(row.type(), row.id()), row);
            row.touches().forEach(touch -> record(new Touched(row.type(), row.id(), touch)));
        }
        if (failsAfterWriting && failing > 0) {
            failing = 0;
            failsAfterWriting = false;
            throw new StoreException("The connection was cut in mid-commit, as the test wished.", null, true);
        }
    }

    /** A write whose outcome was unknown: it took place. */
    private boolean isRepeated(ActorRow row) {
        ActorRow stored = rows.get(new Key(row.type(), row.id()));
        return stored != null && stored.revision() == row.revision();
    }

    private void check(ActorRow row) {
        long epoch = epochs.getOrDefault(row.shard(), 0L);
        if (row.epoch() != epoch) {
            throw new FencedException(row.shard(), row.epoch(), epoch);
        }
        ActorRow stored = rows.get(new Key(row.type(), row.id()));
        if (stored != null
                && stored.revision() >= row.revision()
                && !(stored.revision() == row.revision() && stored.epoch() == row.epoch())) {
            throw new RowException(
                    row.type(), row.id(), "revision " + row.revision() + " (expected: > " + stored.revision() + ")");
        }
    }

    private void fail() {
        if (failing > 0 && !failsAfterWriting) {
            failing--;
            throw new StoreException("The store is away, as the test wished.", null, false);
        }
    }

    private void record(Touched one) {
        touched.removeIf(other -> ORDER.compare(one, other) == 0
                && one.touch().code().equals(other.touch().code()));
        touched.add(one);
    }

    @Override
    public List<Touched> touched(String code, @Nullable Touched after, int limit) {
        return touched.stream()
                .filter(one -> one.touch().code().equals(code) && (after == null || ORDER.compare(one, after) > 0))
                .sorted(ORDER)
                .limit(limit)
                .toList();
    }

    @Override
    public long count(String code) {
        return touched.stream()
                .filter(one -> one.touch().code().equals(code))
                .map(one -> new Key(one.type(), one.id()))
                .distinct()
                .count();
    }

    @Override
    public int forget(Instant before, Collection<String> except) {
        int all = touched.size();
        touched.removeIf(one -> one.touch().lastAt() < before.toEpochMilli()
                && !except.contains(one.touch().code()));
        return all - touched.size();
    }

    @Override
    public void delete(String type, String id) {
        rows.remove(new Key(type, id));
    }

    @Override
    public List<Wake> wakes(Collection<Integer> shards, long before, int limit) {
        return rows.values().stream()
                .filter(row -> row.wakeAt() < before && shards.contains(row.shard()))
                .sorted(Comparator.comparingLong(ActorRow::wakeAt))
                .limit(limit)
                .map(row -> new Wake(row.type(), row.id(), row.wakeAt()))
                .toList();
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        rows.keySet().forEach(key -> counts.merge(key.type(), 1L, Long::sum));
        return counts;
    }

    @Override
    public List<String> ofSchema(String type, int above, int upTo, @Nullable String afterId, int limit) {
        return rows.values().stream()
                .filter(row -> row.type().equals(type) && row.schema() > above && row.schema() <= upTo)
                .map(ActorRow::id)
                .filter(id -> afterId == null || id.compareTo(afterId) > 0)
                .sorted()
                .limit(limit)
                .toList();
    }

    @Override
    public List<ActorRow> page(String type, @Nullable String afterId, int limit) {
        return rows.values().stream()
                .filter(row -> row.type().equals(type) && !damaged.contains(new Key(type, row.id())))
                .filter(row -> afterId == null || row.id().compareTo(afterId) > 0)
                .sorted(Comparator.comparing(ActorRow::id))
                .limit(limit)
                .toList();
    }

    @Override
    public Map<Integer, Long> raise(Collection<Integer> shards, String owner) {
        Map<Integer, Long> raised = new HashMap<>();
        for (Integer shard : shards) {
            raised.put(shard, epochs.merge(shard, 1L, Long::sum));
        }
        return raised;
    }
}

package et.hotfix.internal;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.HotfixStore;
import et.persistence.ImpactStore;
import et.persistence.Touch;
import et.proto.store.Book;
import et.proto.store.Stint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and records in memory, for those who only read them. */
final class FakeImpacts implements ActorStore, ImpactStore {

    private static final Comparator<Touched> ORDER = Comparator.comparing(Touched::type)
            .thenComparing(Touched::id)
            .thenComparingLong(one -> one.touch().revision());

    private final List<Touched> touched = new ArrayList<>();
    private final Map<Key, ActorRow> rows = new HashMap<>();

    /** Nobody has touched anything. */
    static Impacts none(HotfixStore hotfixes) {
        var store = new FakeImpacts();
        return new Impacts(store, store, hotfixes, Duration.ofDays(30), Clock.systemUTC());
    }

    void touched(String type, String id, Touch touch) {
        touched.add(new Touched(type, id, touch));
    }

    /**
     * Stores an actor.
     *
     * @param changed whether {@code by} has changed the state
     * @param by who changed it last, from the revision {@code since} until {@code lastMs}
     * @param outgoing the number of its last message, which was {@code before} before that
     */
    void row(
            String type,
            String id,
            long revision,
            boolean changed,
            String by,
            long since,
            long lastMs,
            long outgoing,
            long before) {
        Book book = Book.newBuilder()
                .setLastOutgoing(outgoing)
                .setStint(Stint.newBuilder()
                        .setCode(by)
                        .setRevision(since)
                        .setLastMs(lastMs)
                        .setOutgoing(before)
                        .setChangedState(changed))
                .build();
        rows.put(
                new Key(type, id),
                new ActorRow(type, id, 1, 1, revision, 1, new byte[0], book.toByteArray(), ActorRow.NEVER, by));
    }

    List<Touched> all() {
        return touched;
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
    public Loaded load(Collection<Key> keys) {
        Map<Key, ActorRow> found = new HashMap<>(rows);
        found.keySet().retainAll(keys);
        return new Loaded(found, Map.of());
    }

    @Override
    public @Nullable ActorRow load(String type, String id) {
        return rows.get(new Key(type, id));
    }

    @Override
    public void write(List<ActorRow> written) {
        throw new UnsupportedOperationException("who reads does not write");
    }

    @Override
    public void delete(String type, String id) {
        throw new UnsupportedOperationException("who reads does not delete");
    }

    @Override
    public List<Wake> wakes(Collection<Integer> shards, long before, int limit) {
        return List.of();
    }

    @Override
    public Map<String, Long> counts() {
        return Map.of();
    }

    @Override
    public List<String> ofSchema(String type, int above, int upTo, @Nullable String afterId, int limit) {
        return List.of();
    }

    @Override
    public List<ActorRow> page(String type, @Nullable String afterId, int limit) {
        return List.of();
    }

    @Override
    public Map<Integer, Long> raise(Collection<Integer> shards, String owner) {
        return Map.of();
    }
}

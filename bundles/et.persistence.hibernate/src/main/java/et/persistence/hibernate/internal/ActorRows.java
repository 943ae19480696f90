package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.RowException;
import et.persistence.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of actors in SQL: no entity is made of them, so the runtime need not wait until Hibernate has started. */
@Component(service = ActorStore.class)
public final class ActorRows implements ActorStore {

    static final String COLUMNS =
            "type, id, shard, state_schema, revision, epoch, state, book, wake_at, code, seal_key";

    private static final int LONGEST_TYPE = 64;
    private static final int LONGEST_NAME = 255;
    static final int MOST_BYTES = 1 << 20;

    /** A transaction that holds the epoch of a shard takes milliseconds; who takes the shard over does not wait for longer. */
    private static final int STALLED_SECONDS = 2;

    private static final Logger log = LoggerFactory.getLogger(ActorRows.class);

    private final Database database;
    private final Seal seal;
    private final Damage damage;
    private final Statements statements;
    private final Shards shards;
    private final ActorWrites writes;
    private final Touches touches;
    private final TableWrites tables;

    /** @throws IllegalStateException when rows are sealed with a key that is not there */
    @Activate
    public ActorRows(@Reference Database database, @Reference Seal seal, @Reference Damage damage) {
        this.database = database;
        this.seal = seal;
        this.damage = damage;
        statements = new Statements(database.queryTimeout());
        writes = new ActorWrites(statements, database.engine());
        touches = new Touches(statements);
        tables = new TableWrites(database.engine(), statements);
        shards = new Shards(statements, " FOR UPDATE", database.engine().forUpdate(STALLED_SECONDS));
        work("look for keys", this::requireKeys);
    }

    /** Says what rows cannot be opened; returns how many. */
    private long requireKeys(Connection connection) throws SQLException {
        var sealed = new SealedRows(statements);
        var closed = new ArrayList<>(sealed.keys(connection));
        closed.removeIf(seal::opens);
        var counts = sealed.counts(connection, closed);
        for (int key : closed) {
            if (key != Seal.PLAIN) {
                var sentence = counts.get(key) + " actors are " + seal.lacks(key)
                        + ": put that key back into it, or name the ring in etc/et.persistence.seal.cfg";
                // What is thrown stands in the log below some lines of the framework's.
                log.error(sentence);
                throw new IllegalStateException(sentence);
            }
            log.warn("{} actors are out of service: they are {}", counts.get(key), seal.lacks(key));
        }
        return counts.getOrDefault(Seal.PLAIN, 0L);
    }

    /** A row as it lies in the database. */
    private record Stored(ActorRow row, int key) {}

    @Override
    public @Nullable ActorRow load(String type, String id) {
        var key = new Key(type, id);
        var loaded = load(List.of(key));
        var damaged = loaded.damaged().get(key);
        if (damaged != null) {
            throw damaged;
        }
        return loaded.rows().get(key);
    }

    @Override
    public Loaded load(Collection<Key> keys) {
        var stored = work("load actors", connection -> {
            var found = new ArrayList<Stored>();
            for (var some : Statements.chunks(List.copyOf(new HashSet<>(keys)))) {
                load(connection, some, found);
            }
            return found;
        });
        var rows = new HashMap<Key, ActorRow>();
        var damaged = new HashMap<Key, RowException>();
        for (var one : stored) {
            open(one, row -> rows.put(key(row), row), refused -> damaged.put(key(one.row()), refused));
        }
        return new Loaded(rows, damaged);
    }

    private static Key key(ActorRow row) {
        return new Key(row.type(), row.id());
    }

    private void open(Stored stored, Consumer<ActorRow> opened, Consumer<RowException> refused) {
        try {
            opened.accept(seal.open(stored.row(), stored.key()));
        } catch (RowException altered) {
            damage.found(key(stored.row()), altered);
            refused.accept(altered);
        }
    }

    /**
     * The statement that loads so many actors. Both columns of the key stand in one list: with {@code type = ? AND id IN (...)}, H2 looks at every row
     * of the type.
     */
    static String selection(int count) {
        return selection(COLUMNS, count);
    }

    private static String selection(String columns, int count) {
        return "SELECT " + columns + " FROM et_actor WHERE (type, id) IN "
                + Statements.list(Collections.nCopies(count, "(?, ?)"));
    }

    private static void setKeys(PreparedStatement select, List<Key> keys) throws SQLException {
        int at = 1;
        for (var key : keys) {
            select.setString(at++, key.type());
            select.setString(at++, key.id());
        }
    }

    private void load(Connection connection, List<Key> keys, List<Stored> found) throws SQLException {
        try (var select = statements.prepare(connection, selection(keys.size()))) {
            setKeys(select, keys);
            read(select, found);
        }
    }

    private static void read(PreparedStatement select, List<Stored> found) throws SQLException {
        try (var result = select.executeQuery()) {
            while (result.next()) {
                found.add(new Stored(row(result), result.getInt(11)));
            }
        }
    }

    @Override
    public void write(List<ActorRow> rows) {
        rows.forEach(this::check);
        var sealed = rows.stream().map(seal::close).toList();
        work("write " + rows.size() + " actors", connection -> {
            shards.fence(connection, rows);
            var writing = withWrites(connection, rows);
            var unsure = writes.write(connection, sealed, seal.current());
            if (!unsure.isEmpty()) {
                checkStored(connection, unsure);
            }
            touches.record(connection, rows);
            tables.write(connection, writing);
            return rows;
        });
    }

    /** Those with writes into tables that are still to be done: not those that were written before, and the writer did not learn of it. */
    private List<ActorRow> withWrites(Connection connection, List<ActorRow> rows) throws SQLException {
        var some = rows.stream().filter(row -> !row.writes().isEmpty()).toList();
        var stored = new HashMap<Key, Stamp>();
        for (var keys : Statements.chunks(keys(some))) {
            stamps(connection, keys, stored);
        }
        return some.stream()
                .filter(row -> !new Stamp(row.revision(), row.epoch()).equals(stored.get(key(row))))
                .toList();
    }

    private void check(ActorRow row) {
        longest(row, "type", row.type().length(), LONGEST_TYPE);
        longest(row, "id", row.id().length(), LONGEST_NAME);
        longest(row, "code", row.code().length(), LONGEST_NAME);
        longest(row, "state", row.state().length, seal.stateWithin(MOST_BYTES));
        longest(row, "book", row.book().length, seal.bookWithin(MOST_BYTES));
    }

    private static void longest(ActorRow row, String what, int length, int longest) {
        if (length > longest) {
            throw new RowException(
                    row.type(),
                    row.id(),
                    "its " + what + " has a length of " + length + " (expected: <= " + longest + ")");
        }
    }

    /**
     * What is stored has to have this revision and epoch: it was written now; or before, and the writer did not learn of it.
     */
    private void checkStored(Connection connection, List<ActorRow> rows) throws SQLException {
        var stored = new HashMap<Key, Stamp>();
        for (var some : Statements.chunks(keys(rows))) {
            stamps(connection, some, stored);
        }
        for (var row : rows) {
            var there = stored.get(key(row));
            if (there == null || there.revision() != row.revision() || there.epoch() != row.epoch()) {
                throw new RowException(row.type(), row.id(), conflict(row, there));
            }
        }
    }

    private static List<Key> keys(List<ActorRow> rows) {
        return rows.stream().map(ActorRows::key).toList();
    }

    /** When a row was written. */
    private record Stamp(long revision, long epoch) {}

    private void stamps(Connection connection, List<Key> keys, Map<Key, Stamp> stamps) throws SQLException {
        try (var select = statements.prepare(connection, selection("type, id, revision, epoch", keys.size()))) {
            setKeys(select, keys);
            try (var result = select.executeQuery()) {
                while (result.next()) {
                    stamps.put(
                            new Key(result.getString(1), result.getString(2)),
                            new Stamp(result.getLong(3), result.getLong(4)));
                }
            }
        }
    }

    private static String conflict(ActorRow row, @Nullable Stamp there) {
        var came = "the write came with revision " + row.revision() + " of epoch " + row.epoch();
        return there == null
                ? "its row vanished while it was written; " + came
                : "revision " + there.revision() + " of epoch " + there.epoch() + " is stored already; " + came;
    }

    @Override
    public void delete(String type, String id) {
        work("delete an actor", connection -> {
            try (var delete = statements.prepare(connection, "DELETE FROM et_actor WHERE type = ? AND id = ?")) {
                delete.setString(1, type);
                delete.setString(2, id);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public List<Wake> wakes(Collection<Integer> shards, long before, int limit) {
        if (shards.isEmpty() || limit <= 0) {
            return List.of();
        }
        return work("find actors to wake", connection -> {
            var wakes = new ArrayList<Wake>();
            for (var some : Statements.chunks(List.copyOf(new HashSet<>(shards)))) {
                wakes(connection, some, before, limit, wakes);
            }
            wakes.sort(Comparator.comparingLong(Wake::at));
            return List.copyOf(wakes.subList(0, Math.min(limit, wakes.size())));
        });
    }

    private void wakes(Connection connection, List<Integer> shards, long before, int limit, List<Wake> wakes)
            throws SQLException {
        var sql = "SELECT type, id, wake_at FROM et_actor WHERE wake_at < ? AND shard IN "
                + Statements.places(shards.size()) + " ORDER BY wake_at LIMIT ?";
        try (var select = statements.prepare(connection, sql)) {
            select.setLong(1, before);
            for (int i = 0; i < shards.size(); i++) {
                select.setInt(i + 2, shards.get(i));
            }
            select.setInt(shards.size() + 2, limit);
            try (var result = select.executeQuery()) {
                while (result.next()) {
                    wakes.add(new Wake(result.getString(1), result.getString(2), result.getLong(3)));
                }
            }
        }
    }

    @Override
    public Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        database.ask(new Question<>(
                        Stale.ACTOR_COUNTS,
                        "SELECT type, COUNT(*) FROM et_actor GROUP BY type",
                        List.of(),
                        result -> Map.entry(result.getString(1), result.getLong(2))))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    @Override
    public List<ActorRow> page(String type, @Nullable String afterId, int limit) {
        var rows = new ArrayList<ActorRow>();
        var after = afterId;
        // A damaged row must not look like the end.
        while (rows.size() < limit) {
            int missing = limit - rows.size();
            var stored = stored(type, after, missing);
            for (var one : stored) {
                open(one, rows::add, refused -> {});
            }
            if (stored.size() < missing) {
                return rows;
            }
            after = stored.get(missing - 1).row().id();
        }
        return rows;
    }

    @Override
    public List<String> ofSchema(String type, int above, int upTo, @Nullable String afterId, int limit) {
        var sql = "SELECT id FROM et_actor WHERE type = ? AND state_schema > ? AND state_schema <= ? AND id >"
                + (afterId == null ? "= ''" : " ?") + " ORDER BY id LIMIT ?";
        return work("find actors of a schema", connection -> {
            var found = new ArrayList<String>();
            try (var select = statements.prepare(connection, sql)) {
                int place = 1;
                select.setString(place++, type);
                select.setInt(place++, above);
                select.setInt(place++, upTo);
                if (afterId != null) {
                    select.setString(place++, afterId);
                }
                select.setInt(place, limit);
                try (var result = select.executeQuery()) {
                    while (result.next()) {
                        found.add(result.getString(1));
                    }
                }
            }
            return found;
        });
    }

    private List<Stored> stored(String type, @Nullable String afterId, int limit) {
        var sql = "SELECT " + COLUMNS + " FROM et_actor WHERE type = ? AND id >" + (afterId == null ? "= ''" : " ?")
                + " ORDER BY id LIMIT ?";
        return work("page through actors", connection -> {
            var found = new ArrayList<Stored>();
            try (var select = statements.prepare(connection, sql)) {
                int place = 1;
                select.setString(place++, type);
                if (afterId != null) {
                    select.setString(place++, afterId);
                }
                select.setInt(place, limit);
                read(select, found);
            }
            return found;
        });
    }

    @Override
    public Map<Integer, Long> raise(Collection<Integer> numbers, String owner) {
        try {
            return work("raise epochs", connection -> shards.raise(connection, numbers, owner));
        } catch (StoreException failure) {
            var sql = Failures.sql(failure);
            if (sql != null && database.engine().isLocked(sql)) {
                endStalled();
            } else if (sql == null || !database.engine().isDuplicate(sql)) {
                throw failure;
            }
            // Another container raised one of them for the first time meanwhile, and now its row is there to be locked;
            // or who had locked it does not any more.
            return work("raise epochs", connection -> shards.raise(connection, numbers, owner));
        }
    }

    /** A container that stands still in the middle of a write would keep its shards from everybody for as long as it does. */
    private void endStalled() {
        int ended = work(
                "end stalled transactions", connection -> database.engine().endStalled(connection, STALLED_SECONDS));
        if (ended > 0) {
            log.warn(
                    "{} transactions were ended that had held shards for more than {} s: their container stands still",
                    ended,
                    STALLED_SECONDS);
        }
    }

    private <T> T work(String what, Database.RowWork<T> work) {
        return database.transactRows(what, work);
    }

    static ActorRow row(ResultSet result) throws SQLException {
        return new ActorRow(
                result.getString(1),
                result.getString(2),
                result.getInt(3),
                result.getInt(4),
                result.getLong(5),
                result.getLong(6),
                result.getBytes(7),
                result.getBytes(8),
                result.getLong(9),
                result.getString(10));
    }
}

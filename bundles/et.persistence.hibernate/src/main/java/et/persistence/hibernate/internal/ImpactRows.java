package et.persistence.hibernate.internal;

import et.persistence.ImpactStore;
import et.persistence.Touch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What versions did to actors, in SQL. */
@Component(service = ImpactStore.class)
public final class ImpactRows implements ImpactStore {

    /** So many rows are deleted in one transaction: actors are written meanwhile. */
    private static final int SLICE = 5_000;

    private static final String COLUMNS = "type, id, code, revision, player, first_at, last_revision, last_at, sent";

    private final Database database;
    private final Statements statements;

    @Activate
    public ImpactRows(@Reference Database database) {
        this.database = database;
        statements = new Statements(database.queryTimeout());
    }

    @Override
    public List<Touched> touched(String code, @Nullable Touched after, int limit) {
        var sql = "SELECT " + COLUMNS + " FROM et_impact WHERE code = ?"
                + (after == null ? "" : " AND (type, id, revision) > (?, ?, ?)")
                + " ORDER BY type, id, revision LIMIT ?";
        var values = new ArrayList<Object>(List.of(code));
        if (after != null) {
            values.addAll(List.of(after.type(), after.id(), after.touch().revision()));
        }
        values.add(limit);
        return database.ask(new Question<>(Stale.IMPACT_PAGE, sql, values, ImpactRows::touched));
    }

    private static Touched touched(ResultSet result) throws SQLException {
        return new Touched(
                result.getString(1),
                result.getString(2),
                new Touch(
                        result.getString(3),
                        result.getLong(4),
                        result.getString(5),
                        result.getLong(6),
                        result.getLong(7),
                        result.getLong(8),
                        result.getLong(9)));
    }

    @Override
    public long count(String code) {
        var sql = "SELECT COUNT(*) FROM (SELECT DISTINCT type, id FROM et_impact WHERE code = ?) actors";
        return database.ask(new Question<>(Stale.IMPACT_COUNT, sql, List.of(code), result -> result.getLong(1)))
                .get(0);
    }

    @Override
    public int forget(Instant before, Collection<String> except) {
        int deleted = 0;
        int slice;
        do {
            slice = database.transactRows(
                    "forget whom versions have changed", connection -> forget(connection, before, List.copyOf(except)));
            deleted += slice;
        } while (slice == SLICE);
        return deleted;
    }

    private int forget(Connection connection, Instant before, List<String> except) throws SQLException {
        var sql = "DELETE FROM et_impact WHERE last_at < ?"
                + (except.isEmpty() ? "" : " AND code NOT IN " + Statements.places(except.size())) + " LIMIT " + SLICE;
        try (var delete = statements.prepare(connection, sql)) {
            delete.setLong(1, before.toEpochMilli());
            for (int i = 0; i < except.size(); i++) {
                delete.setString(i + 2, except.get(i));
            }
            return delete.executeUpdate();
        }
    }
}

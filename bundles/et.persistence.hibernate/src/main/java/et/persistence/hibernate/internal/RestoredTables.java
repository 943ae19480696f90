package et.persistence.hibernate.internal;

import et.persistence.TableGrowth;
import et.persistence.TableShape;
import et.persistence.hibernate.internal.backup.BackupReader;
import et.persistence.hibernate.internal.backup.Layout;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of games in a backup, as their history in it says: no script of et makes them. */
final class RestoredTables implements BackupReader.Sink {

    /** What no history of et comes near: until the end of the file has been read, anything may be in it. */
    private static final int MOST_TABLES = 10_000;

    private static final int LONGEST_SHAPE = 8000;

    private record Step(long number, String shape) {}

    private final Map<String, Layout> layouts = new HashMap<>();
    private final Map<String, Step> done = new TreeMap<>();
    private @Nullable Layout history;

    @Override
    public void table(Layout next) {
        layouts.put(next.name(), next);
        history = next.name().equals(TableHistory.TABLE) ? next : null;
    }

    @Override
    public void row(@Nullable Object[] values) {
        if (history != null) {
            var row = new HashMap<String, @Nullable Object>();
            for (int i = 0; i < values.length; i++) {
                row.put(history.columns().get(i).name(), values[i]);
            }
            if (row.get("done") != null
                    && row.get("name") instanceof String name
                    && row.get("step") instanceof Long number
                    && row.get("shape") instanceof String shape
                    && name.length() + shape.length() <= LONGEST_SHAPE
                    && done.size() < MOST_TABLES) {
                done.merge(name, new Step(number, shape), (one, other) -> one.number() > other.number() ? one : other);
            }
        }
    }

    /** Makes those whose rows are in the backup, which has been read to its end. Each statement commits by itself, and can be repeated. */
    void make(Connection connection, Engine engine) throws SQLException {
        for (var table : done.entrySet()) {
            var layout = layouts.get(table.getKey());
            if (layout != null) {
                var columns = layout.columns().stream().map(Layout.Column::name).collect(Collectors.toSet());
                var shape = TableHistory.left(
                        TableShape.parse(table.getKey(), table.getValue().shape()), columns);
                if (shape != null) {
                    GameTables.grow(connection, engine, TableGrowth.of(null, shape));
                }
            }
        }
    }
}

package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.RowException;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableWrite;
import et.persistence.TableWrite.What;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Writes rows of games' tables, inside the transaction of the actors that ask for it. */
final class TableWrites {

    private final Engine engine;
    private final Statements statements;

    TableWrites(Engine engine, Statements statements) {
        this.engine = engine;
        this.statements = statements;
    }

    private record One(ActorRow actor, TableWrite write, String row) {}

    void write(Connection connection, List<ActorRow> actors) throws SQLException {
        var all = new ArrayList<One>();
        for (var actor : actors) {
            for (var write : actor.writes()) {
                all.add(new One(actor, write, write.row()));
            }
        }
        // Two containers that lock rows in the same order do not wait for each other crosswise; of one row the order
        // stays.
        all.sort(Comparator.comparing(One::row));
        var batch = new ArrayList<One>();
        for (var one : all) {
            if (!batch.isEmpty() && !together(batch.get(0), one)) {
                run(connection, batch);
                batch.clear();
            }
            batch.add(one);
        }
        run(connection, batch);
    }

    private static boolean together(One one, One other) {
        return one.write().what() == other.write().what()
                && one.write().what() != What.INSERT
                && one.write().table().equals(other.write().table());
    }

    private void run(Connection connection, List<One> batch) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        var first = batch.get(0);
        try (var statement = statements.prepare(connection, sql(first.write()))) {
            for (var one : batch) {
                set(statement, one.write());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException failure) {
            if (first.write().what() == What.INSERT && engine.isDuplicate(failure)) {
                throw new RowException(
                        first.actor().type(),
                        first.actor().id(),
                        first.row() + " is there already, and was to be inserted");
            }
            throw failure;
        }
    }

    private String sql(TableWrite write) {
        var syntax = engine.tables();
        var table = write.table();
        return switch (write.what()) {
            case PUT -> syntax.upsert(table);
            case INSERT ->
                "INSERT INTO " + syntax.quoted(table.name()) + " "
                        + syntax.list(table.columns().stream().map(Column::name).toList()) + " VALUES "
                        + Statements.places(table.columns().size());
            case DELETE -> "DELETE FROM " + syntax.quoted(table.name()) + " WHERE " + keys(syntax, table);
        };
    }

    private static String keys(TableSyntax syntax, TableShape table) {
        return table.keyPlaces().stream()
                .map(place -> syntax.quoted(table.columns().get(place).name()) + " = ?")
                .collect(Collectors.joining(" AND "));
    }

    private static void set(PreparedStatement statement, TableWrite write) throws SQLException {
        List<?> values = write.what() == What.DELETE ? write.key() : write.values();
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}

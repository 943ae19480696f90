package et.persistence.hibernate.internal;

import et.persistence.TableGrowth;
import et.persistence.TableQuery;
import et.persistence.TableShape;
import et.persistence.TableStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tables of games in SQL. Hibernate has no part in them, and no class of a game comes here. */
@Component(service = TableStore.class)
public final class GameTables implements TableStore {

    private static final Logger log = LoggerFactory.getLogger(GameTables.class);

    private final Database database;
    private final TableHistory history;
    private final Statements statements;

    @Activate
    public GameTables(@Reference Database database) {
        this.database = database;
        statements = new Statements(database.queryTimeout());
        history = new TableHistory(statements);
    }

    /**
     * What is to be done to a table.
     *
     * @param wanted what is to be recorded, if there is a step to record
     * @param growth what is to be done to what is there
     */
    private record Step(int number, TableGrowth wanted, TableGrowth growth) {

        boolean isNothing() {
            return wanted.isNothing() && growth.isNothing();
        }
    }

    private Step step(Connection connection, String owner, TableShape table) throws SQLException {
        var known = history.known(connection, table.name());
        if (!known.owner().isEmpty() && !known.owner().equals(owner)) {
            throw TableGrowth.taken(table.name(), known.owner());
        }
        var wanted = TableGrowth.of(known.wanted(), table);
        return new Step(known.step() + 1, wanted, TableGrowth.of(known.there(), wanted.after()));
    }

    private List<Step> steps(Connection connection, String owner, List<TableShape> tables) throws SQLException {
        var steps = new ArrayList<Step>();
        for (var table : tables) {
            var step = step(connection, owner, table);
            if (!step.isNothing()) {
                steps.add(step);
            }
        }
        return steps;
    }

    @Override
    public List<String> changes(String owner, List<TableShape> tables) {
        return database.transactRows("look at tables", connection -> steps(connection, owner, tables)).stream()
                .flatMap(step -> step.growth().sentences().stream())
                .toList();
    }

    @Override
    public void prepare(String owner, List<TableShape> tables) {
        if (!changes(owner, tables).isEmpty()) {
            database.changeTables("change tables", connection -> {
                var steps = steps(connection, owner, tables);
                for (var step : steps) {
                    take(connection, owner, step);
                }
                return steps;
            });
        }
    }

    private void take(Connection connection, String owner, Step step) throws SQLException {
        if (!step.wanted().isNothing()) {
            history.begin(connection, owner, step.number(), step.wanted());
        }
        grow(connection, database.engine(), step.growth());
        history.done(connection, step.growth().after().name());
        log.info("{}: {}", owner, String.join("; ", step.growth().sentences()));
    }

    /** Has a table grow. Each statement commits by itself, and can be repeated. */
    static void grow(Connection connection, Engine engine, TableGrowth growth) throws SQLException {
        var syntax = engine.tables();
        var changes = syntax.statements(growth);
        run(connection, engine, syntax.before());
        try {
            run(connection, engine, changes);
        } finally {
            run(connection, engine, syntax.after());
        }
    }

    private static void run(Connection connection, Engine engine, List<String> changes) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var change : changes) {
                try {
                    statement.execute(change);
                } catch (SQLException failure) {
                    if (!engine.isDone(failure)) {
                        throw failure;
                    }
                    log.debug("was done before: {}", change);
                }
            }
        }
    }

    @Override
    public List<Map<String, @Nullable Object>> find(TableQuery query) {
        var question = new TableQuestion(database.engine().tables(), query).question();
        return query.fresh()
                ? database.transactRows(question.stale().what(), connection -> question.ask(connection, statements))
                : database.ask(question);
    }
}

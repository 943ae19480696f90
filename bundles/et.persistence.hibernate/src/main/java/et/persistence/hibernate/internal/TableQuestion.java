package et.persistence.hibernate.internal;

import et.persistence.TableQuery;
import et.persistence.TableQuery.Condition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes SQL of a query. Values are parameters; names are those of the table's shape, quoted. */
final class TableQuestion {

    private static final char ESCAPE = '!';

    private final TableSyntax syntax;
    private final TableQuery query;
    private final List<Object> values = new ArrayList<>();
    private long bytes;

    TableQuestion(TableSyntax syntax, TableQuery query) {
        this.syntax = syntax;
        this.query = query;
    }

    Question<Map<String, @Nullable Object>> question() {
        var where = query.conditions().stream().map(this::condition).collect(Collectors.joining(" AND "));
        var sql = "SELECT * FROM " + syntax.quoted(query.table().name())
                + (where.isEmpty() ? "" : " WHERE " + where)
                + " ORDER BY " + order()
                + " LIMIT " + query.rows();
        return new Question<>(Stale.GAME_TABLE, sql, List.copyOf(values), this::read);
    }

    private String order() {
        var all = new ArrayList<String>();
        query.orders()
                .forEach(order -> all.add(syntax.quoted(order.column().name()) + (order.descending() ? " DESC" : "")));
        query.table().key().forEach(name -> all.add(syntax.quoted(name)));
        return String.join(", ", all);
    }

    private String condition(Condition condition) {
        var name = syntax.quoted(condition.column().name());
        return switch (condition.is()) {
            case ABSENT -> name + " IS NULL";
            case PRESENT -> name + " IS NOT NULL";
            case EQUAL -> one(name + " = ?", condition);
            case LESS -> one(name + " < ?", condition);
            case AT_MOST -> one(name + " <= ?", condition);
            case GREATER -> one(name + " > ?", condition);
            case AT_LEAST -> one(name + " >= ?", condition);
            case IN -> in(name, condition);
            case STARTS_WITH -> {
                values.add(pattern((String) condition.values().get(0)));
                yield name + " LIKE ? ESCAPE '" + ESCAPE + "'";
            }
        };
    }

    private String one(String sql, Condition condition) {
        values.add(condition.values().get(0));
        return sql;
    }

    private String in(String name, Condition condition) {
        var filled = Statements.chunks(condition.values()).get(0);
        values.addAll(filled);
        return name + " IN " + Statements.places(filled.size());
    }

    private static String pattern(String start) {
        var pattern = new StringBuilder();
        for (int i = 0; i < start.length(); i++) {
            char one = start.charAt(i);
            if (one == '%' || one == '_' || one == ESCAPE) {
                pattern.append(ESCAPE);
            }
            pattern.append(one);
        }
        return pattern.append('%').toString();
    }

    /** All that is there: whoever asked may be replaced, until the answer comes, by one who knows more. */
    private Map<String, @Nullable Object> read(ResultSet result) throws SQLException {
        var row = columns(result);
        for (var value : row.values()) {
            bytes += value == null ? 1 : TableQuery.bytes(value);
        }
        if (bytes > TableQuery.MOST_BYTES) {
            throw query.tooMuch();
        }
        return row;
    }

    /** The values of a row by the columns' names. */
    static Map<String, @Nullable Object> columns(ResultSet result) throws SQLException {
        var row = new LinkedHashMap<String, @Nullable Object>();
        var columns = result.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), result.getObject(i));
        }
        return Collections.unmodifiableMap(row);
    }
}

package et.persistence.hibernate.internal;

import et.persistence.TableGrowth;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableShape.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Statements about tables of games. Names come from games and are checked once more; values are parameters, always. */
abstract class TableSyntax {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern CONSTANT = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    /** A name that is none of SQL's words. */
    final String quoted(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" (expected: 1 to 64 of a-z 0-9 _, first a letter)");
        }
        return quote(name);
    }

    final String list(List<String> names) {
        return Statements.list(names.stream().map(this::quoted).toList());
    }

    abstract String quote(String name);

    /** The type of a column. */
    abstract String type(Column column);

    /** Empty bytes, as a literal. */
    abstract String nothing();

    /** Writes a row over one with the same key; the parameters are the columns in their order. */
    abstract String upsert(TableShape table);

    /** What follows the list of columns of a new table. */
    abstract String engine();

    /** {@code IF NOT EXISTS} where there is such a thing for columns and indexes; else what was done before shows as {@link Engine#isDone}. */
    abstract String unlessThere();

    abstract String lengthen(TableShape table, Column column);

    /** What follows a statement that adds an index. */
    abstract String online();

    /** Statements before changes, so that none waits for a table for long while others wait behind it. */
    abstract List<String> before();

    /** Undoes {@link #before}. */
    abstract List<String> after();

    /** The definition of a column. What does not know it leaves it out, so it has something to be then. */
    final String definition(TableShape table, Column column) {
        if (column.optional()) {
            return quoted(column.name()) + " " + type(column);
        }
        boolean inKey = table.key().contains(column.name());
        return quoted(column.name()) + " " + type(column) + (inKey ? "" : " DEFAULT " + zero(column)) + " NOT NULL";
    }

    private String zero(Column column) {
        if (column.kind() == Kind.NAME && !CONSTANT.matcher(column.first()).matches()) {
            throw new IllegalArgumentException("\"" + column.first() + "\" is no name of a constant");
        }
        return switch (column.kind()) {
            case BOOLEAN -> "FALSE";
            case INT, LONG, MOMENT, DOUBLE -> "0";
            case TEXT -> "''";
            case BYTES -> nothing();
            case NAME -> "'" + column.first() + "'";
        };
    }

    /** What makes a table what it is to be; each statement can be repeated. */
    final List<String> statements(TableGrowth growth) {
        var table = growth.after();
        var name = quoted(table.name());
        var all = new ArrayList<String>();
        if (growth.created()) {
            all.add("CREATE TABLE IF NOT EXISTS " + name + " ("
                    + table.columns().stream()
                            .map(column -> definition(table, column))
                            .collect(Collectors.joining(", "))
                    + ", PRIMARY KEY " + list(table.key()) + ")" + engine());
        }
        growth.added()
                .forEach(column ->
                        all.add("ALTER TABLE " + name + " ADD COLUMN " + unlessThere() + definition(table, column)));
        growth.lengthened().forEach(column -> all.add(lengthen(table, column)));
        (growth.created() ? table.indexes() : growth.indexed())
                .forEach(index -> all.add("CREATE INDEX " + unlessThere() + indexName(table, index) + " ON " + name
                        + " " + list(index) + online()));
        return all;
    }

    /** H2 wants one that no other table has; long names of tables leave no room for more words. */
    private static String indexName(TableShape table, List<String> columns) {
        try {
            var sum = MessageDigest.getInstance("SHA-256")
                    .digest((table.name() + " " + String.join(" ", columns)).getBytes(StandardCharsets.UTF_8));
            return "gi_" + HexFormat.of().formatHex(sum, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}

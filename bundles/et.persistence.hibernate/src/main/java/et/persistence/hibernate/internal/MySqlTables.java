package et.persistence.hibernate.internal;

import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import java.util.List;
import java.util.stream.Collectors;

/** Tables of games in MySQL and MariaDB. */
final class MySqlTables extends TableSyntax {

    /** A text of 256 bytes or more, 4 to a character, has two bytes for its length: then it can be lengthened without a copy of the table. */
    private static final int LEAST_BYTES = 256;

    private final MySqlVersion server;

    MySqlTables(MySqlVersion server) {
        this.server = server;
    }

    @Override
    String quote(String name) {
        return '`' + name + '`';
    }

    @Override
    String type(Column column) {
        return switch (column.kind()) {
            case BOOLEAN -> "BOOLEAN";
            case INT -> "INTEGER";
            case LONG, MOMENT -> "BIGINT";
            case DOUBLE -> "DOUBLE";
            case TEXT -> "VARCHAR(" + Math.max(LEAST_BYTES / 4, column.length()) + ")";
            case BYTES -> "VARBINARY(" + Math.max(LEAST_BYTES, column.length()) + ")";
            case NAME -> "VARCHAR(64)";
        };
    }

    @Override
    String nothing() {
        return "''";
    }

    /** A row of nothing but a key has nothing to be overwritten. */
    @Override
    String upsert(TableShape table) {
        var names = table.columns().stream().map(Column::name).toList();
        var rest = names.stream().filter(name -> !table.key().contains(name)).toList();
        var set = rest.isEmpty() ? table.key().subList(0, 1) : rest;
        return "INSERT INTO " + quoted(table.name()) + " " + list(names) + " VALUES "
                + Statements.places(names.size()) + (server.mariaDb() ? "" : " AS fresh")
                + " ON DUPLICATE KEY UPDATE "
                + set.stream()
                        .map(name -> quoted(name) + " = " + server.fresh(quoted(name)))
                        .collect(Collectors.joining(", "));
    }

    @Override
    String engine() {
        return " ENGINE = InnoDB ROW_FORMAT = DYNAMIC " + server.exactTexts();
    }

    @Override
    String unlessThere() {
        return "";
    }

    @Override
    String lengthen(TableShape table, Column column) {
        return "ALTER TABLE " + quoted(table.name()) + " MODIFY COLUMN " + definition(table, column);
    }

    @Override
    String online() {
        return " ALGORITHM = INPLACE LOCK = NONE";
    }

    /** Who waits for a table that a long transaction uses holds up all who come after. */
    @Override
    List<String> before() {
        return List.of("SET SESSION lock_wait_timeout = 5");
    }

    @Override
    List<String> after() {
        return List.of("SET SESSION lock_wait_timeout = DEFAULT");
    }
}

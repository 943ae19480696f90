package et.persistence.hibernate.internal;

import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import java.util.List;
import java.util.Locale;

/** Tables of games in H2. */
final class H2Tables extends TableSyntax {

    /** In capitals, as H2 has what is not quoted: so both ways of writing are the same table. */
    @Override
    String quote(String name) {
        return '"' + name.toUpperCase(Locale.ROOT) + '"';
    }

    @Override
    String type(Column column) {
        return switch (column.kind()) {
            case BOOLEAN -> "BOOLEAN";
            case INT -> "INTEGER";
            case LONG, MOMENT -> "BIGINT";
            case DOUBLE -> "DOUBLE PRECISION";
            case TEXT -> "VARCHAR(" + column.length() + ")";
            case BYTES -> "VARBINARY(" + column.length() + ")";
            case NAME -> "VARCHAR(64)";
        };
    }

    @Override
    String nothing() {
        return "X''";
    }

    @Override
    String upsert(TableShape table) {
        var names = table.columns().stream().map(Column::name).toList();
        return "MERGE INTO " + quoted(table.name()) + " " + list(names) + " KEY " + list(table.key()) + " VALUES "
                + Statements.places(names.size());
    }

    @Override
    String engine() {
        return "";
    }

    @Override
    String unlessThere() {
        return "IF NOT EXISTS ";
    }

    @Override
    String lengthen(TableShape table, Column column) {
        return "ALTER TABLE " + quoted(table.name()) + " ALTER COLUMN " + quoted(column.name()) + " SET DATA TYPE "
                + type(column);
    }

    @Override
    String online() {
        return "";
    }

    @Override
    List<String> before() {
        return List.of();
    }

    @Override
    List<String> after() {
        return List.of();
    }
}

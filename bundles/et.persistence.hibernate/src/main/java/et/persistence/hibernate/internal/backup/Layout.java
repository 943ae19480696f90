package et.persistence.hibernate.internal.backup;

import java.util.List;

/**
 * A table's name and its columns, in the order of their names.
 *
 * @param name in small letters, as those of the columns
 */
public record Layout(String name, List<Column> columns) {

    /** A column. */
    public record Column(String name, Kind kind) {}

    public Layout {
        columns = List.copyOf(columns);
    }
}

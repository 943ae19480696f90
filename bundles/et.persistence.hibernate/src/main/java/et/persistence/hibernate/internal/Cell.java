package et.persistence.hibernate.internal;

import et.persistence.hibernate.internal.backup.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How a column is read and written, so that what is read anywhere is the same anywhere else. */
enum Cell {
    WHOLE(Kind.WHOLE),
    REAL(Kind.REAL),
    TEXT(Kind.TEXT),
    BYTES(Kind.BYTES),
    /** A moment with a zone of its own. */
    ZONED(Kind.MOMENT),
    /** A moment that is UTC without saying so. No zone of a container or a server may come between: an hour in autumn is there twice in most. */
    UTC(Kind.MOMENT);

    private final Kind kind;

    Cell(Kind kind) {
        this.kind = kind;
    }

    /** By a type of {@link Types}; null for one that et does not know how to copy. */
    static @Nullable Cell of(int type) {
        return switch (type) {
            case Types.BIT, Types.BOOLEAN, Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> WHOLE;
            case Types.DOUBLE -> REAL;
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB -> TEXT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
            case Types.TIMESTAMP_WITH_TIMEZONE -> ZONED;
            case Types.TIMESTAMP -> UTC;
            default -> null;
        };
    }

    /** What it is in a file. */
    Kind kind() {
        return kind;
    }

    /** The value in a column of a result; null when there is none. */
    @Nullable Object get(ResultSet result, int column) throws SQLException {
        Object value = switch (this) {
            case WHOLE -> result.getLong(column);
            case REAL -> result.getDouble(column);
            case TEXT -> result.getString(column);
            case BYTES -> result.getBytes(column);
            case ZONED -> result.getObject(column, OffsetDateTime.class);
            case UTC -> result.getObject(column, LocalDateTime.class);
        };
        if (result.wasNull()) {
            return null;
        }
        if (value instanceof OffsetDateTime zoned) {
            return zoned.toInstant().truncatedTo(ChronoUnit.MICROS);
        }
        return value instanceof LocalDateTime utc
                ? utc.toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS)
                : value;
    }

    /** Sets a parameter of a statement that inserts such a value. */
    void set(PreparedStatement statement, int parameter, @Nullable Object value) throws SQLException {
        if (value instanceof Instant moment) {
            var utc = moment.atOffset(ZoneOffset.UTC);
            statement.setObject(parameter, this == ZONED ? utc : utc.toLocalDateTime());
        } else if (this == BYTES) {
            statement.setBytes(parameter, (byte[]) value);
        } else {
            statement.setObject(parameter, value);
        }
    }
}

package et.persistence.hibernate.internal;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What may be said about a failure of the database. Messages of drivers carry values, which are nobody's to log. */
final class Failures {

    private Failures() {}

    /** The first SQLException among the causes. */
    static @Nullable SQLException sql(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** One line without values: the kind of failure and the driver's code. */
    static String describe(Throwable failure) {
        var sql = sql(failure);
        if (sql == null) {
            return failure.getClass().getSimpleName();
        }
        return sql.getClass().getSimpleName() + ", state " + sql.getSQLState() + ", code " + sql.getErrorCode();
    }
}

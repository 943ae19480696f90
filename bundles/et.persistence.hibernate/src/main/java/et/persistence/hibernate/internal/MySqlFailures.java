package et.persistence.hibernate.internal;

import com.mysql.cj.exceptions.MysqlErrorNumbers;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Objects;
import javax.net.ssl.SSLException;

/** What the failures of a MySQL or MariaDB mean. */
final class MySqlFailures {

    /** All codes of states that say that there is no connection begin so. */
    private static final String CONNECTION = "08";

    // Codes that the driver has no name for.
    private static final int DISK_FULL = 1021;
    private static final int MARIADB_CONNECTION_KILLED = 1927;

    private MySqlFailures() {}

    /**
     * Whether its connection is of no more use. A server that has become read-only counts as such: the primary is elsewhere now, and who connects again
     * may find it.
     */
    static boolean isBroken(SQLException failure) {
        return isDisconnected(failure) || isReadOnly(failure);
    }

    private static boolean isDisconnected(SQLException failure) {
        return Objects.requireNonNullElse(failure.getSQLState(), "").startsWith(CONNECTION)
                || switch (failure.getErrorCode()) {
                    case MysqlErrorNumbers.ER_SERVER_SHUTDOWN,
                            MARIADB_CONNECTION_KILLED,
                            MysqlErrorNumbers.ER_SESSION_WAS_KILLED,
                            MysqlErrorNumbers.ER_CLIENT_INTERACTION_TIMEOUT -> true;
                    default -> false;
                };
    }

    private static boolean isReadOnly(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case MysqlErrorNumbers.ER_OPTION_PREVENTS_STATEMENT, MysqlErrorNumbers.ER_READ_ONLY_MODE -> true;
            default -> false;
        };
    }

    /** In words, with the next step and without values. */
    static String explain(SQLException failure, MySqlUrl url) {
        var words = switch (failure.getErrorCode()) {
            case MysqlErrorNumbers.ER_ACCESS_DENIED_ERROR ->
                "the server knows no such user, or not with this password, from this machine;"
                        + " user and password are keys of et.persistence.hibernate.cfg";
            case MysqlErrorNumbers.ER_DBACCESS_DENIED_ERROR ->
                "the user has no rights on schema " + url.schema()
                        + ", or there is none; docs/operations.md has the grants";
            case MysqlErrorNumbers.ER_BAD_DB_ERROR ->
                "the server has no schema " + url.schema() + ": CREATE DATABASE " + url.schema()
                        + "; docs/operations.md has the grants";
            case MysqlErrorNumbers.ER_TABLEACCESS_DENIED_ERROR,
                    MysqlErrorNumbers.ER_COLUMNACCESS_DENIED_ERROR,
                    MysqlErrorNumbers.ER_SPECIFIC_ACCESS_DENIED_ERROR ->
                "the user lacks a right; docs/operations.md has the grants";
            case MysqlErrorNumbers.ER_CON_COUNT_ERROR, MysqlErrorNumbers.ER_TOO_MANY_USER_CONNECTIONS ->
                "the server has as many connections as it takes: a smaller pool.size, or a larger max_connections";
            case DISK_FULL, MysqlErrorNumbers.ER_RECORD_FILE_FULL -> "the server has no more room on its disk";
            case MysqlErrorNumbers.ER_LOCK_WAIT_TIMEOUT ->
                "another transaction holds a row for longer than a statement waits, as a server with a binary log lets"
                        + " one do while its disk is full: its error log tells";
            case MysqlErrorNumbers.ER_SECURE_TRANSPORT_REQUIRED -> "the server wants TLS: tls = verify, with tls.ca";
            default -> unnumbered(failure);
        };
        return words.isEmpty()
                ? Failures.describe(failure)
                : words + " (state " + failure.getSQLState() + ", code " + failure.getErrorCode() + ")";
    }

    private static String unnumbered(SQLException failure) {
        if (isReadOnly(failure)) {
            return "the server is read-only: a replica, or a primary that is being replaced";
        }
        if (isOfTls(failure)) {
            return "TLS failed: the server has none, or its certificate is not for the host of url and from whom tls.ca names";
        }
        return isDisconnected(failure) ? "no server answers there" : "";
    }

    /** The driver tells of a server without TLS by its text only. */
    private static boolean isOfTls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    || cause instanceof GeneralSecurityException
                    || Objects.requireNonNullElse(cause.getMessage(), "").startsWith("SSL ")) {
                return true;
            }
        }
        return false;
    }
}

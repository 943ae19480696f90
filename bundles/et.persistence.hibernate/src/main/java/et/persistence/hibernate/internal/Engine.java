package et.persistence.hibernate.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** What differs between databases. */
interface Engine {

    /** The folder of its migrations. */
    String name();

    /** Opens connections; asked once. */
    DataSource connect(String user, String password);

    /** What Hibernate need not find out by asking the database. */
    Map<String, Object> hibernateSettings();

    /**
     * Writes one actor's row if it is not stored yet, or stored with a smaller revision; the update count is 0 when it was
     * not. Its parameters are the components of {@link et.persistence.ActorRow} in their order.
     */
    String upsertActor();

    /** Whether the failure says that a unique key is taken. */
    boolean isDuplicate(SQLException failure);

    /** What a person should know about a database that could not be opened; its message otherwise. */
    String explainRefusal(SQLException failure);

    /** The end of a query that locks what it finds, and waits so many seconds for who has locked it. */
    String forUpdate(int seconds);

    /** Whether the failure says that somebody else has locked a row for too long. */
    boolean isLocked(SQLException failure);

    /**
     * Ends the sessions that are in the middle of a transaction and have said nothing for so many seconds; returns how many. No transaction here waits
     * for anybody: behind such a session is a process that stands still, or a connection that broke without a word. The lock of a migration falls under
     * it as well; its scripts can be run again.
     */
    int endStalled(Connection connection, int seconds) throws SQLException;

    /** Whether the failure says that its connection is of no more use, and no other statement would fare better on it. */
    boolean isBroken(SQLException failure);

    /** The last thing that is done, when nobody in this container uses the database any more. */
    void shutDown(DataSource source) throws SQLException;

    /** Takes back what the driver left in the JVM, which would hold this bundle's class loader. */
    void unload();
}

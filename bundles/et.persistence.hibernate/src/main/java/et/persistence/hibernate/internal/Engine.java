package et.persistence.hibernate.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
     * Looks at the database behind the first connection, before anything else is done with it.
     *
     * @throws IllegalStateException et cannot work with it; the message says what to change
     */
    void inspect(Connection first) throws SQLException;

    /** The type of a column that holds a moment, to the microsecond. */
    String momentType();

    /** How such a column is read and written. */
    Cell moment();

    /** A statement of a migration, with what differs between databases that share a folder filled in. */
    String adapt(String statement);

    /** Whether a statement of a migration failed only because it has been done already, by a run that was cut off. */
    boolean isDone(SQLException failure);

    /** Waits until no other container changes the tables, and keeps others from it. The table {@code et_migration} is there. */
    void lockMigrations(Connection connection) throws SQLException;

    /** Ends what {@link #lockMigrations} began, on the same connection. */
    void unlockMigrations(Connection connection) throws SQLException;

    /**
     * Writes rows of so many different actors, each if it is not stored yet, or stored with a smaller revision. Its parameters are the components of
     * {@link et.persistence.ActorRow} in their order but for the touches, and the number of the key that seals it.
     */
    String upsertActors(int rows);

    /**
     * Whether {@link #upsertActors} is to be asked for many rows at once; the update count is then the sum of 2 for each that was replaced, and 1 for each that was
     * inserted or left as it was. If not, it is for one row, and 0 says that it was left.
     */
    boolean joinsUpserts();

    /** Whether the failure says that a unique key is taken. */
    boolean isDuplicate(SQLException failure);

    /** What a person should know about a failure, without values: what is wrong and what to do, or the driver's code. */
    String explain(SQLException failure);

    /** Statements about tables of games. */
    TableSyntax tables();

    /** The end of a query that locks what it finds, and waits so many seconds for who has locked it. */
    String forUpdate(int seconds);

    /** Whether the failure says that somebody else has locked a row for too long. */
    boolean isLocked(SQLException failure);

    /** Whether the database took the whole transaction back, in favour of another one: the same work may well succeed now. */
    boolean isTakenBack(SQLException failure);

    /**
     * Ends the sessions that are in the middle of a transaction and have said nothing for so many seconds; returns how many. No transaction here waits
     * for anybody: behind such a session is a process that stands still, or a connection that broke without a word. The lock of a migration falls under
     * it as well; its scripts can be run again.
     */
    int endStalled(Connection connection, int seconds) throws SQLException;

    /** Whether the failure says that its connection is of no more use, and no other statement would fare better on it. */
    boolean isBroken(SQLException failure);

    /** The kind of database and its version, as people call it. */
    String product() throws SQLException;

    /**
     * Begins a transaction in which a connection sees all tables as they are at this moment, and keeps nobody from writing. The connection is nobody else's.
     *
     * @return the last transactions that it sees, as GTIDs; empty when there are none
     */
    String beginSnapshot(Connection connection) throws SQLException;

    /** A statement whose result comes as it is read, and is nowhere as a whole: one at a time for a connection. */
    Statement streaming(Connection connection) throws SQLException;

    /** Has a column that numbers its rows give out no number below this one. Table and column are written as in SQL. */
    String leap(String table, String column, long next);

    /** The last thing that is done, when nobody in this container uses the database any more. */
    void shutDown(DataSource source) throws SQLException;

    /** Takes back what the driver left in the JVM, which would hold this bundle's class loader. */
    void unload();
}

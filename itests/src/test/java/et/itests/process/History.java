package et.itests.process;

import et.itests.process.Ownership.Raise;
import et.itests.process.Ownership.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;
import org.h2.engine.Constants;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Every owner that a shard ever had, and every change of the epoch that an actor's row was written under, as the database of tiers committed them: triggers write
 * them down in the same transactions. Those on one shard are in their order, since each of them locks the shard's row.
 */
final class History implements AutoCloseable {

    /** Nobody had to notice anything: what has been so far is taken as it is. */
    private static final String[] BEGIN = {
        """
        CREATE TABLE chaos_raise (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          shard INTEGER, epoch BIGINT, owner VARCHAR(255), raised_at TIMESTAMP(6) WITH TIME ZONE)
        """,
        """
        CREATE TABLE chaos_write (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          actor VARCHAR(400), shard INTEGER, epoch_before BIGINT, epoch BIGINT, of_shard BIGINT)
        """,
        """
        CREATE TRIGGER chaos_raised AFTER INSERT, UPDATE ON et_shard FOR EACH ROW AS $$
        org.h2.api.Trigger create() {
          return (connection, before, after) -> {
            try (java.sql.PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO chaos_raise (shard, epoch, owner, raised_at) VALUES (?, ?, ?, ?)")) {
              for (int column = 0; column < 4; column++) {
                insert.setObject(column + 1, after[column]);
              }
              insert.executeUpdate();
            }
          };
        } $$
        """,
        // Columns of et_actor: type, id, shard, state_schema, revision, epoch, ...
        """
        CREATE TRIGGER chaos_written AFTER INSERT, UPDATE ON et_actor FOR EACH ROW AS $$
        org.h2.api.Trigger create() {
          return (connection, before, after) -> {
            Object epochBefore = before == null ? Long.valueOf(0) : before[5];
            if (after[5].equals(epochBefore)) {
              return;
            }
            try (java.sql.PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO chaos_write (actor, shard, epoch_before, epoch, of_shard)"
                    + " SELECT ?, shard, ?, ?, epoch FROM et_shard WHERE shard = ?")) {
              insert.setObject(1, after[0] + "/" + after[1]);
              insert.setObject(2, epochBefore);
              insert.setObject(3, after[5]);
              insert.setObject(4, after[2]);
              insert.executeUpdate();
            }
          };
        } $$
        """,
        "INSERT INTO chaos_raise (shard, epoch, owner, raised_at) SELECT shard, epoch, owner, raised_at FROM et_shard"
    };

    private final Connection connection;

    private History(Connection connection) {
        this.connection = connection;
    }

    /** Of the database of tiers, as the launcher serves it. */
    static History begin(Path database, int port) throws IOException, SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:tcp://127.0.0.1:" + port + "/et");
        source.setUser("et");
        source.setPassword(Files.readString(database.resolve("password")).strip());
        return begin(source);
    }

    /** Begins to write down, when all tables are there and no shard is moving. */
    static History begin(DataSource source) throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            for (String sql : BEGIN) {
                statement.execute(sql);
            }
        }
        connection.setTransactionIsolation(Constants.TRANSACTION_SNAPSHOT);
        connection.setAutoCommit(false);
        return new History(connection);
    }

    /** Tells what has been committed since it told last. */
    void tell(Ownership ownership) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String raises = "SELECT shard, epoch, owner, raised_at FROM chaos_raise ORDER BY number";
            try (ResultSet row = statement.executeQuery(raises)) {
                while (row.next()) {
                    Instant at = row.getTimestamp(4).toInstant();
                    ownership.raised(new Raise(row.getInt(1), row.getLong(2), row.getString(3), at));
                }
            }
            String writes = "SELECT actor, shard, epoch_before, epoch, of_shard FROM chaos_write ORDER BY number";
            try (ResultSet row = statement.executeQuery(writes)) {
                while (row.next()) {
                    ownership.written(
                            new Write(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5)));
                }
            }
            // Of the snapshot: what is committed meanwhile stays for the next time.
            statement.execute("DELETE FROM chaos_raise");
            statement.execute("DELETE FROM chaos_write");
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

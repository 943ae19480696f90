package et.persistence.hibernate.internal;

import et.itests.mysql.MySqlBinaries;
import et.itests.mysql.MySqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/** A schema for each folder, in one server for all tests. */
public final class MySqlPlace implements Place {

    private static final int PATIENCE = 5000;

    /** The schemas, by their folders. */
    private final Map<Path, String> schemas = new HashMap<>();

    private MySqlServer server;
    private String missing = "";

    /** The server, started when it is needed first; where there can be none, the test is skipped. */
    MySqlServer server() throws IOException {
        if (server == null && missing.isEmpty()) {
            var folder = Files.createTempDirectory("et-mysql");
            try {
                var binaries = MySqlBinaries.find(folder);
                System.out.println("Database server: " + binaries.version());
                server = new MySqlServer(binaries, folder);
                server.start();
                Runtime.getRuntime().addShutdownHook(new Thread(this::end, "database server"));
            } catch (MySqlBinaries.MissingException e) {
                missing = e.getMessage();
                System.out.println("SKIPPED, for there is no database server: " + missing);
            }
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        return server;
    }

    private void end() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema of a folder, made at the first call. */
    String schema(Path folder) throws IOException, SQLException {
        var known = schemas.get(folder);
        if (known == null) {
            known = "et_" + schemas.size();
            admin("CREATE DATABASE " + known);
            schemas.put(folder, known);
        }
        return known;
    }

    /** Runs a statement as who may do all. */
    void admin(String statement) throws IOException, SQLException {
        try (var connection = source("mysql", MySqlServer.ADMIN).getConnection();
                var admin = connection.createStatement()) {
            admin.execute(statement);
        }
    }

    /** Ends all sessions of et's user that are in the middle of a statement; returns how many. */
    int endSessions() throws IOException, SQLException {
        int ended = 0;
        try (var connection = source("mysql", MySqlServer.ADMIN).getConnection();
                var find = connection.createStatement();
                var kill = connection.createStatement();
                var found = find.executeQuery("SELECT id FROM information_schema.processlist WHERE user = '"
                        + MySqlServer.USER + "' AND command <> 'Sleep'")) {
            while (found.next()) {
                try {
                    kill.execute("KILL " + found.getLong(1));
                    ended++;
                } catch (SQLException gone) {
                    // It has ended by itself.
                }
            }
        }
        return ended;
    }

    private DataSource source(String schema, String user) throws IOException {
        return engine(schema).connect(user, server().password());
    }

    private MySqlEngine engine(String schema) throws IOException {
        return new MySqlEngine(
                new MySqlUrl("127.0.0.1", server().port(), schema),
                new MySqlTls(MySqlTls.Mode.OFF, ""),
                PATIENCE,
                PATIENCE / 1000);
    }

    @Override
    public Map<String, Object> settings(Path folder) throws IOException, SQLException {
        var schema = schema(folder);
        return Map.of(
                "url", server().url(schema),
                "user", MySqlServer.USER,
                "password", server().password());
    }

    @Override
    public Engine engine(Path folder) throws IOException, SQLException {
        return engine(schema(folder));
    }

    @Override
    public String user() {
        return MySqlServer.USER;
    }

    @Override
    public String password() throws IOException {
        return server().password();
    }

    @Override
    public Server serve(Path folder) throws IOException, SQLException {
        var settings = settings(folder);
        return new Shared(server(), settings, source(schema(folder), MySqlServer.USER));
    }

    @Override
    public long looked(Connection connection, String query, List<String> parameters) throws SQLException {
        long before = handled(connection);
        try (var select = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.size(); i++) {
                select.setString(i + 1, parameters.get(i));
            }
            // All of its rows have been read when it returns.
            select.executeQuery().close();
        }
        return handled(connection) - before;
    }

    /** How many rows this session has read, by whatever way. */
    private static long handled(Connection connection) throws SQLException {
        long sum = 0;
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            while (result.next()) {
                // Of a temporary table, which holds the list of the query.
                boolean ofTable = !result.getString(1).startsWith("Handler_read_rnd");
                sum += ofTable ? result.getLong(2) : 0;
            }
        }
        return sum;
    }

    private record Shared(MySqlServer server, Map<String, Object> settings, DataSource source) implements Server {

        @Override
        public Connection connect() throws SQLException {
            return source.getConnection();
        }

        @Override
        public void stop() {
            server.kill();
        }

        @Override
        public void start() throws IOException {
            server.start();
        }

        @Override
        public void close() {
            // The other tests go on with it.
        }
    }
}

package et.persistence.hibernate.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Real files of H2. */
final class H2Place implements Place {

    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

    @Override
    public Map<String, Object> settings(Path folder) {
        return Map.of();
    }

    @Override
    public Engine engine(Path folder) {
        return new H2Engine("jdbc:h2:file:" + folder.resolve("db").toAbsolutePath());
    }

    @Override
    public String user() {
        return "et";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public Server serve(Path folder) throws SQLException {
        return new Shared(folder);
    }

    @Override
    public long looked(Connection connection, String query, List<String> parameters) throws SQLException {
        try (var explain = connection.prepareStatement("EXPLAIN ANALYZE " + query)) {
            for (int i = 0; i < parameters.size(); i++) {
                explain.setString(i + 1, parameters.get(i));
            }
            try (var plan = explain.executeQuery()) {
                plan.next();
                return SCANNED.matcher(plan.getString(1))
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .sum();
            }
        }
    }

    /** A server of H2. */
    private static final class Shared implements Server {

        private final String file;
        private org.h2.tools.Server server;

        Shared(Path folder) throws SQLException {
            file = "async:" + folder.toAbsolutePath().resolve("db");
            DriverManager.registerDriver(org.h2.Driver.load());
            DriverManager.getConnection("jdbc:h2:file:" + file, "et", "").close();
            server = server("0");
        }

        private org.h2.tools.Server server(String port) throws SQLException {
            return org.h2.tools.Server.createTcpServer("-tcpPort", port, "-ifExists", "-key", "et", file)
                    .start();
        }

        private String url() {
            return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/et";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("url", url());
        }

        @Override
        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url(), "et", "");
        }

        @Override
        public void stop() {
            server.stop();
        }

        @Override
        public void start() throws SQLException {
            server = server(String.valueOf(server.getPort()));
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}

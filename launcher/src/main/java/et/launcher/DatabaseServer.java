package et.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;

/**
 * The database that the tiers on one machine share, in a process of its own: H2 with a file in a folder, served on the loopback address.
 *
 * <p>It serves this one database, under the name {@value #NAME}, and nobody can create another through it. The user is {@value #USER}; the password is made
 * with the database and lies beside it in the file {@code password}, readable by its owner only. While it serves, the file {@code ready} has the process id,
 * and {@code ports} the line {@code db=1234}.
 */
final class DatabaseServer implements AutoCloseable {

    /** The last part of the URL. */
    static final String NAME = "et";

    static final String USER = "et";

    private static final int PASSWORD_BYTES = 32;

    /** As et.persistence.hibernate opens its own: what is acknowledged is written, and space is used again after 5 s. */
    private static final String SETTINGS =
            ";WRITE_DELAY=0;RETENTION_TIME=5000;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";

    private final Path folder;
    private final Server server;

    /** Keeps the database open while no container is connected. */
    private final Connection keeper;

    private DatabaseServer(Path folder, Server server, Connection keeper) {
        this.folder = folder;
        this.server = server;
        this.keeper = keeper;
    }

    /**
     * Opens the database, which is made if it is not there, and serves it.
     *
     * @param port 0: any free one
     * @throws SQLException the port or the file is in use, or the password is not the one that the file was made with
     */
    static DatabaseServer start(Path folder, int port) throws IOException, SQLException {
        // H2 reads it once, when its first class is loaded. Its own default is every address of the machine.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Path file = folder.toAbsolutePath().resolve("db");
        Files.createDirectories(folder);
        // The file system that survives an interrupted thread: docs/decisions/h2-version.md.
        String place = "async:" + file;
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + place + SETTINGS);
        source.setUser(USER);
        source.setPassword(password(folder));
        Connection keeper = source.getConnection();
        try {
            Server server = Server.createTcpServer("-tcpPort", String.valueOf(port), "-ifExists", "-key", NAME, place);
            DatabaseServer made = new DatabaseServer(folder, server.start(), keeper);
            Files.writeString(folder.resolve("ports"), "db=" + made.port() + "\n");
            Files.writeString(folder.resolve("ready"), ProcessHandle.current().pid() + "\n");
            return made;
        } catch (IOException | SQLException | RuntimeException e) {
            keeper.close();
            throw e;
        }
    }

    int port() {
        return server.getPort();
    }

    /** Takes no more work, and closes the file orderly. */
    @Override
    public void close() {
        try (keeper;
                var statement = keeper.createStatement()) {
            Files.deleteIfExists(folder.resolve("ready"));
            server.stop();
            statement.execute("SHUTDOWN");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            // What was acknowledged is in the file in any case.
            System.err.println("et: the database was not closed orderly: " + e.getMessage());
        }
    }

    private static String password(Path folder) throws IOException {
        Path file = folder.resolve("password");
        if (Files.notExists(file)) {
            if (Files.exists(folder.resolve("db.mv.db"))) {
                throw new IOException(file + " is not there (expected: the password that the database was made with)");
            }
            byte[] secret = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(secret);
            String password = HexFormat.of().formatHex(secret) + "\n";
            Keys.writePrivate(file, password.getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file).strip();
    }
}

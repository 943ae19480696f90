package et.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What a database takes of rows from the simplest program there is: one thread, one connection, batches of {@value #BATCH} rows, each batch a transaction. The
 * rows are as those of actors, in a table of their own, which stays, empty, where the user may not drop one.
 */
final class JdbcBatches implements AutoCloseable {

    static final int BATCH = 500;

    private static final String TABLE = "et_bench_row";
    private static final int BOOK_BYTES = 16;

    private final Path folder;
    private final URLClassLoader loader;
    private final Connection connection;
    private final PreparedStatement save;
    private final int rows;
    private final int clients;
    private final byte[] state;
    private final byte[] book = new byte[BOOK_BYTES];
    private long saved;

    /**
     * Connects, and makes the table.
     *
     * @param provider the bundle that has the drivers in it
     * @param clients of the load that is compared with this
     * @param share rows of each of them
     * @param payload bytes of each row
     */
    JdbcBatches(CommitOptions.Target target, Path provider, int clients, int share, int payload) throws Exception {
        this.rows = Math.multiplyExact(clients, share);
        this.clients = clients;
        this.state = new byte[payload];
        ThreadLocalRandom.current().nextBytes(state);
        boolean h2 = target.url().startsWith("jdbc:h2:");
        folder = Files.createTempDirectory("et-bench");
        Path jar = unpack(provider, h2 ? "lib/h2.jar" : "lib/mysql.jar");
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, JdbcBatches.class.getClassLoader());
        Driver driver = (Driver) loader.loadClass(h2 ? "org.h2.Driver" : "com.mysql.cj.jdbc.Driver")
                .getConstructor()
                .newInstance();
        connection = driver.connect(target.url(), properties(target));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS " + TABLE + " (type VARCHAR(64) NOT NULL, id VARCHAR(255) NOT NULL,"
                            + " shard INTEGER NOT NULL, revision BIGINT NOT NULL, state VARBINARY(16384) NOT NULL,"
                            + " book VARBINARY(16384) NOT NULL, PRIMARY KEY (type, id))");
        }
        connection.commit();
        save = connection.prepareStatement(
                h2
                        ? "MERGE INTO " + TABLE + " KEY (type, id) VALUES (?, ?, ?, ?, ?, ?)"
                        : "INSERT INTO " + TABLE + " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
                                + " shard = VALUES(shard), revision = VALUES(revision), state = VALUES(state),"
                                + " book = VALUES(book)");
    }

    private Path unpack(Path provider, String entry) throws IOException {
        Path to = folder.resolve("driver.jar");
        try (JarFile jar = new JarFile(provider.toFile());
                InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
            Files.copy(in, to);
        }
        return to;
    }

    private static Properties properties(CommitOptions.Target target) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("user", target.user());
        properties.setProperty(
                "password",
                target.passwordFile().isEmpty()
                        ? ""
                        : Files.readAllLines(Path.of(target.passwordFile()))
                                .get(0)
                                .strip());
        return properties;
    }

    /** Saves each row once, so that later all of them are there. */
    void fill() throws SQLException {
        while (saved < rows) {
            batch();
        }
    }

    /** Saves rows for so long; returns how many a second. */
    double run(Duration time) throws SQLException {
        long begun = System.nanoTime();
        long before = saved;
        long passed;
        do {
            batch();
            passed = System.nanoTime() - begun;
        } while (passed < time.toNanos());
        return (saved - before) * 1e9 / passed;
    }

    private void batch() throws SQLException {
        for (int i = 0; i < BATCH; i++) {
            save.setString(1, "saver");
            save.setString(2, Long.toString(row(saved)));
            save.setInt(3, (int) (saved & 255));
            save.setLong(4, saved);
            save.setBytes(5, state);
            save.setBytes(6, book);
            save.addBatch();
            saved++;
        }
        save.executeBatch();
        connection.commit();
    }

    /** Which row is saved as that one: each client's next in turns, as the load does it. Rows that lie beside each other would be far cheaper for a database. */
    private long row(long save) {
        long share = rows / clients;
        return save % clients * share + save / clients % share;
    }

    @Override
    public void close() throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + TABLE);
            connection.commit();
            drop(statement);
        } finally {
            connection.close();
            loader.close();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void drop(Statement statement) {
        try {
            statement.execute("DROP TABLE " + TABLE);
        } catch (SQLException refused) {
            // The grants that et needs are enough for a benchmark, and to drop a table is not among them.
        }
    }
}

package et.itests.process;

import et.itests.mysql.MySqlBinaries;
import et.itests.mysql.MySqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server of MySQL or MariaDB for a test class, with a schema for et; where there can be none, the class is skipped. */
final class DatabaseServer implements BeforeAllCallback, AfterAllCallback {

    private static final String SCHEMA = "et_game";

    private Path folder;
    private MySqlServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("et-mysql");
        server = new MySqlServer(binaries(folder), folder.resolve("server"));
        server.create(SCHEMA);
        write(passwordFile(), server.password());
        server.start();
    }

    /** The programs of a server; where there are none, the class is skipped. */
    static MySqlBinaries binaries(Path folder) throws IOException {
        try {
            return MySqlBinaries.find(folder);
        } catch (MySqlBinaries.MissingException e) {
            System.out.println("SKIPPED, for there is no database server: " + e.getMessage());
            Assumptions.abort(e.getMessage());
            throw new IllegalStateException(e);
        }
    }

    /** A password for this user's eyes. */
    static void write(Path file, String password) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password);
    }

    private Path passwordFile() {
        return folder.resolve("password");
    }

    /** What {@code et start} has to be told of a database. */
    static List<String> words(String url, Path password) {
        return List.of(
                "--db", url.replace("://", "://" + MySqlServer.USER + "@"), "--db-password-file", password.toString());
    }

    /** What {@code et start} has to be told. */
    List<String> words() {
        return words(server.url(SCHEMA), passwordFile());
    }

    /** As {@code --db} takes it. */
    String url() {
        return server.url(SCHEMA).replace("://", "://" + MySqlServer.USER + "@");
    }

    /** {@code kill -9}. */
    void kill() {
        server.kill();
    }

    void start() throws IOException {
        server.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (server != null) {
            server.close();
            Files.deleteIfExists(passwordFile());
        }
        Files.deleteIfExists(folder);
    }
}

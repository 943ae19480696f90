package et.itests.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The program: a server for a benchmark, with one schema. It says where it is, {@code mysql://user@host:port/schema}, and runs until nobody is at the other end
 * of its standard input any more. The password is in a file beside its data.
 */
public final class Serve {

    private static final String SCHEMA = "et_bench";

    private Serve() {}

    /**
     * Runs it.
     *
     * @param arguments the folder for its data, which has to be short and is deleted at the end; and the file for the password
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path password = Path.of(arguments[1]);
        Files.createDirectories(folder);
        MySqlBinaries binaries;
        try {
            binaries = MySqlBinaries.find(folder);
        } catch (MySqlBinaries.MissingException e) {
            System.err.println("There is no database server: " + e.getMessage());
            System.exit(1);
            return;
        }
        // As in production: what is read and written often is in memory, and the log is not the first thing to be full.
        String[] options = {
            "--innodb-buffer-pool-size=512M",
            // MariaDB and MySQL until 8.0.29, and MySQL after that.
            "--loose-innodb-log-file-size=256M",
            "--loose-innodb-redo-log-capacity=256M"
        };
        try (MySqlServer server = new MySqlServer(binaries, folder, options)) {
            server.create(SCHEMA);
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, server.password() + "\n");
            server.start();
            System.out.println(server.url(SCHEMA).replace("://", "://" + MySqlServer.USER + "@"));
            System.in.transferTo(System.err);
        } finally {
            Files.deleteIfExists(password);
        }
    }
}

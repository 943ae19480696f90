package et.itests.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a server: a {@code mysqld} that the environment names in {@value #ASKED}, or the MariaDB that the build has unpacked into the folder of the
 * system property {@value #UNPACKED}.
 */
public final class MySqlBinaries {

    private static final String ASKED = "ET_TEST_MYSQL";
    private static final String UNPACKED = "et.mariadb";

    /** What a new data directory and its logs take, in bytes. */
    private static final long ROOM = 512L << 20;

    private final Path server;

    /** Where MariaDB was unpacked; null for a server that the environment names. */
    private final @Nullable Path mariaDb;

    private final String version;

    /** A data directory that no server has used. */
    private @Nullable Path empty;

    private MySqlBinaries(Path server, @Nullable Path mariaDb, String version) {
        this.server = server;
        this.mariaDb = mariaDb;
        this.version = version;
    }

    /** Thrown where no server can run; its message is the reason. */
    public static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException(String reason) {
            super(reason);
        }
    }

    /**
     * Finds them and tries whether they run.
     *
     * @param data where the server's data are going to be
     * @throws MissingException there are none, or they do not run here
     */
    public static MySqlBinaries find(Path data) throws MissingException, IOException {
        var asked = Objects.requireNonNullElse(System.getenv(ASKED), "");
        var mariaDb = asked.isBlank() ? unpacked() : null;
        var server = mariaDb == null ? Path.of(asked) : mariaDb.resolve("bin/mariadbd");
        if (!Files.isRegularFile(server)) {
            throw new MissingException(ASKED + " is " + asked + ", which is no file");
        }
        if (data.toFile().getUsableSpace() < ROOM) {
            throw new MissingException("less than " + (ROOM >> 20) + " MB are free in " + data);
        }
        var answer = run(List.of(server.toString(), "--no-defaults", "--version"));
        if (!answer.contains("Ver ")) {
            throw new MissingException(server.getFileName() + " does not run on this machine: " + answer.strip());
        }
        return new MySqlBinaries(server, mariaDb, answer.strip());
    }

    private static Path unpacked() throws MissingException, IOException {
        var folder = Path.of(System.getProperty(UNPACKED, ""));
        if (!Files.isDirectory(folder)) {
            throw new MissingException(
                    "there is a MariaDB for Linux on x86-64 only; " + ASKED + " may name a mysqld for "
                            + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            var base = files.filter(place -> Files.exists(place.resolve("bin/mariadbd")))
                    .findFirst()
                    .orElseThrow(() -> new MissingException("there is no bin/mariadbd in " + folder));
            makeExecutable(base.resolve("bin"));
            makeExecutable(base.resolve("scripts"));
            return base;
        }
    }

    /** An archive of Java's does not say what may be run. */
    private static void makeExecutable(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.map(Path::toFile).forEach(file -> file.setExecutable(true));
        }
    }

    /** Which server it is, in its own words. */
    public String version() {
        return version;
    }

    /** Makes an empty data directory: the first one takes some seconds, the others are copies of it. */
    synchronized void initialize(Path data) throws IOException {
        if (empty == null) {
            var made = Files.createTempDirectory("et-mysql-empty");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made), "empty data directory"));
            make(made.resolve("data"));
            empty = made.resolve("data");
        }
        try (Stream<Path> files = Files.walk(empty)) {
            for (var file : (Iterable<Path>) files::iterator) {
                // A server's identity is its own.
                if (!file.endsWith("auto.cnf")) {
                    Files.copy(file, data.resolve(empty.relativize(file).toString()));
                }
            }
        }
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make(Path data) throws IOException {
        var command = new ArrayList<String>();
        if (mariaDb != null) {
            command.add(mariaDb.resolve("scripts/mariadb-install-db").toString());
            command.addAll(List.of("--no-defaults", "--basedir=" + mariaDb, "--datadir=" + data, "--skip-test-db"));
            command.add("--auth-root-authentication-method=normal");
        } else {
            command.addAll(List.of(server.toString(), "--no-defaults", "--initialize-insecure", "--datadir=" + data));
        }
        command.addAll(asRoot());
        var answer = run(command);
        if (!Files.isDirectory(data.resolve("mysql"))) {
            throw new IOException("no data directory was made; the server said:\n" + answer);
        }
    }

    /** The server itself, without what differs from one to the next. */
    List<String> command(Path data) {
        var command = new ArrayList<>(List.of(server.toString(), "--no-defaults", "--datadir=" + data));
        if (mariaDb != null) {
            command.add("--basedir=" + mariaDb);
        } else {
            command.addAll(List.of("--mysqlx=OFF", "--secure-file-priv="));
        }
        command.addAll(asRoot());
        return command;
    }

    /** What keeps it from using certificates of its own: a MariaDB takes up to 20 s to make them, at each start. */
    String withoutTls() {
        return mariaDb == null ? "--tls-version=" : "--skip-ssl";
    }

    /** Whether it is a MariaDB of the build, which says some things of replication in other words than MySQL. */
    boolean isMariaDb() {
        return mariaDb != null;
    }

    /** What a server needs that writes what it does into a log, for others to follow. */
    List<String> logging(int id) {
        var common = List.of(
                "--server-id=" + id,
                "--log-bin=et-bin",
                "--relay-log=et-relay",
                "--binlog-format=ROW",
                "--sync-binlog=1");
        var own = isMariaDb()
                ? List.of("--gtid-strict-mode=ON", "--log-slave-updates=ON")
                : List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON");
        return Stream.of(common, own).flatMap(List::stream).toList();
    }

    /** Servers do not like to run as root, and say so unless they are told to. */
    private static List<String> asRoot() {
        return "root".equals(System.getProperty("user.name")) ? List.of("--user=root") : List.of();
    }

    private static String run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}

package et.itests.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of its own for tests, with an empty data directory, on a free port of the loopback address. It ends with the process that started it, however
 * that ends. Durable as in production.
 *
 * <p>Two users can connect: {@value #USER}, with the grants of {@code docs/operations.md} on each schema whose name begins with {@code et_}; and {@value
 * #ADMIN}, who may do all. They have the same password.
 */
public final class MySqlServer implements AutoCloseable {

    /** Whom et connects as. */
    public static final String USER = "et";

    /** Who makes schemas and looks into everything. */
    public static final String ADMIN = "admin";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EXCERPT = 15;

    /** Run at each start, one statement a line. */
    private static final String FIRST = "first.sql";

    /**
     * Starts the rest of its words, says the process id, and kills it when nobody is at the other end of the pipe any more. What a terminal tells all of its processes,
     * of which the server is one that does not listen, does not keep it from that.
     */
    private static final String KEEPER =
            "trap : HUP INT TERM; \"$@\" < /dev/null > \"$LOG\" 2>&1 & server=$!; echo $server; read gone; kill -9 $server; wait $server";

    private final MySqlBinaries binaries;
    private final Path folder;
    private final List<String> options;
    private final String password;
    private final int port;
    private final @Nullable SmallDisk disk;
    private @Nullable Process keeper;

    /** Its process id. */
    private @Nullable String process;

    /**
     * A server that does not run yet.
     *
     * @param folder where its data will be; it has to be short, for it has a socket in it
     * @param options of the command line, beside those that tests need
     */
    public MySqlServer(MySqlBinaries binaries, Path folder, String... options) throws IOException {
        this(binaries, folder, newPassword(), List.of(options));
    }

    /** A server that does not run yet, and has its data on a disk that can be filled. It can be started once. */
    public MySqlServer(MySqlBinaries binaries, Path folder, SmallDisk disk) throws IOException {
        this(binaries, folder, newPassword(), List.of(), disk);
    }

    MySqlServer(MySqlBinaries binaries, Path folder, String password, List<String> options) throws IOException {
        this(binaries, folder, password, options, null);
    }

    private MySqlServer(
            MySqlBinaries binaries, Path folder, String password, List<String> options, @Nullable SmallDisk disk)
            throws IOException {
        this.disk = disk;
        this.binaries = binaries;
        this.folder = folder;
        this.options = options;
        this.password = password;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectories(folder);
        binaries.initialize(data());
        Files.write(folder.resolve(FIRST), users());
    }

    /** A password that nobody can guess. */
    static String newPassword() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private List<String> users() {
        var by = " IDENTIFIED BY '" + password + "'";
        return List.of(
                // Each server has its own: a replica would stumble over those of the primary.
                "SET sql_log_bin = 0;",
                "CREATE USER IF NOT EXISTS '" + USER + "'@'%'" + by + ";",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, REFERENCES ON `et\\_%`.* TO '" + USER
                        + "'@'%';",
                "GRANT PROCESS ON *.* TO '" + USER + "'@'%';",
                "CREATE USER IF NOT EXISTS '" + ADMIN + "'@'%'" + by + ";",
                "GRANT ALL ON *.* TO '" + ADMIN + "'@'%' WITH GRANT OPTION;");
    }

    /** Has it make a schema at its next start, unless there is one. */
    public void create(String schema) throws IOException {
        Files.writeString(
                folder.resolve(FIRST), "CREATE DATABASE IF NOT EXISTS " + schema + ";\n", StandardOpenOption.APPEND);
    }

    /** Starts it, the first time or again, and returns when it answers. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "sh"));
        var server = binaries.command(data());
        command.addAll(disk == null ? server : disk.command(data(), server));
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--init-file=" + folder.resolve(FIRST),
                "--skip-name-resolve",
                "--innodb-buffer-pool-size=64M"));
        if (options.stream().noneMatch(option -> option.startsWith("--ssl-"))) {
            command.add(binaries.withoutTls());
        }
        command.addAll(options);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LOG", log().toString());
        var started = builder.start();
        keeper = started;
        process = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8)).readLine();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || said("Aborting")) {
                var end = excerpt();
                kill();
                throw new IOException("the database server does not start; it said:\n" + end);
            }
            sleep();
        }
    }

    /** It says hello to whoever connects. */
    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            return socket.getInputStream().read() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean said(String word) throws IOException {
        return Files.exists(log()) && Files.readString(log()).contains(word);
    }

    private String excerpt() throws IOException {
        var lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - EXCERPT), lines.size()));
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a database server starts", e);
        }
    }

    /** {@code kill -9}, and waits until it is gone. */
    public void kill() {
        if (keeper == null) {
            return;
        }
        try {
            keeper.getOutputStream().close();
            keeper.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        keeper = null;
    }

    /** {@code kill -STOP}: it stands still, with all its connections open, until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    /** {@code kill -CONT}. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int failed = new ProcessBuilder("kill", "-" + signal, String.valueOf(process))
                    .start()
                    .waitFor();
            if (failed != 0) {
                throw new IllegalStateException("kill -" + signal + " of the database server failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes all the room that its disk has left. */
    public void fillDisk() throws IOException {
        SmallDisk.fill(filler());
    }

    /** Gives it back. */
    public void freeDisk() throws IOException {
        Files.deleteIfExists(filler());
    }

    /** As the server sees it. */
    private Path filler() {
        return Path.of("/proc/" + process + "/root" + data().toAbsolutePath()).resolve("filler");
    }

    /** Where it listens, also after a further start. */
    public int port() {
        return port;
    }

    /** Both users' password. */
    public String password() {
        return password;
    }

    /** {@code mysql://127.0.0.1:port/schema}. */
    public String url(String schema) {
        return "mysql://127.0.0.1:" + port + "/" + schema;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** Ends it and deletes what it has stored. */
    @Override
    public void close() throws IOException {
        kill();
        MySqlBinaries.delete(folder);
    }
}

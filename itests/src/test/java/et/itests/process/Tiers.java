package et.itests.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import et.itests.process.Container.Answer;
import et.launcher.Remote;
import et.persistence.HotfixStore.Phase;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster of containers of the distribution that was just built, and the database that they share, for a test class: started before its
 * tests, killed after them. Containers can be killed, stopped like statues, drained and added.
 */
final class Tiers implements Script, BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

    /** In all containers together. */
    static final int SHARDS = 256;

    private static final Duration START = Duration.ofSeconds(280);

    /** Less than {@link #START}: what is late has to say why, and to be stopped. */
    private static final String WAIT = "160";

    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final int EXCERPT = 25;
    private static final Pattern PLACE =
            Pattern.compile("\"shard\":(\\d+),\"container\":\"([^\"]+)\",\"lane\":\\d+,\"epoch\":(\\d+)");

    private static final Path LOG = Path.of("data/log/karaf.log");
    private static final Path HOME = Path.of(System.getProperty("et.home"));

    private final Preparation before;
    private final List<String> first;
    private final Thread reaper = new Thread(this::killAll, "reaper");
    private Path runs = Path.of("");

    /** Writes what containers find in their directories at their first start. */
    interface Preparation {
        void prepare(Path runs) throws IOException;
    }

    /** @param first the tiers to begin with, as for {@code et start} */
    Tiers(String... first) {
        this(runs -> {}, first);
    }

    Tiers(Preparation before, String... first) {
        this.before = before;
        this.first = List.of(first);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        runs = Files.createTempDirectory(context.getRequiredTestClass().getSimpleName());
        Runtime.getRuntime().addShutdownHook(reaper);
        before.prepare(runs);
        add(first.toArray(String[]::new));
    }

    /** Starts more containers, and returns when the cluster has taken them in. */
    void add(String... tiers) throws Exception {
        List<String> words = new ArrayList<>(List.of(tiers));
        words.addAll(List.of("--wait", WAIT, "--tcp-port", "0", "--ws-port", "0", "--ssh-port", "0"));
        words.addAll(List.of("--profile", "development"));
        et(START, "start", words.toArray(String[]::new));
    }

    /** Stops a container in order: it hands over what it has. */
    void stop(String name) throws Exception {
        et(START, "stop", name);
    }

    /** Starts a container again that was stopped or killed. */
    void startAgain(String name) throws Exception {
        et(START, "start", "--name", name, "--wait", WAIT);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            for (Path base : bases()) {
                Path file = base.resolve(LOG);
                if (Files.exists(file)) {
                    List<String> lines = Files.readAllLines(file);
                    System.out.println(
                            "The log of " + base.getFileName() + " when " + context.getDisplayName() + " failed:");
                    lines.subList(Math.max(0, lines.size() - EXCERPT), lines.size())
                            .forEach(System.out::println);
                }
            }
        }
    }

    /** Copies the logs of all containers as they are now, for whoever looks into what went wrong. */
    void keepLogs(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Path base : bases()) {
            Path log = base.resolve(LOG);
            if (Files.exists(log)) {
                Files.copy(log, directory.resolve(base.getFileName() + ".log"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        killAll();
        Runtime.getRuntime().removeShutdownHook(reaper);
        try (Stream<Path> files = Files.walk(runs)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private void killAll() {
        try {
            bases().forEach(base -> kill(base.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> bases() throws IOException {
        try (Stream<Path> files = Files.list(runs)) {
            return files.filter(base -> Files.exists(base.resolve("pid")))
                    .sorted()
                    .toList();
        }
    }

    /** {@code kill -9}. */
    void kill(String name) {
        process(name).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(COMMAND.toSeconds(), TimeUnit.SECONDS).join();
        });
    }

    /** Lets a container stand still ({@code STOP}) or go on ({@code CONT}): it does not notice. */
    void signal(String name, String signal) throws Exception {
        long pid = process(name).orElseThrow().pid();
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).as("kill -%s %d", signal, pid).isZero();
    }

    private Optional<ProcessHandle> process(String name) {
        Path file = runs.resolve(name).resolve("pid");
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a console command in a container; returns what it printed. */
    String console(String name, String command) throws Exception {
        return answer(name, command).expectSuccess().text();
    }

    /** What a console command came to in a container. */
    Answer answer(String name, String command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Remote remote = Remote.connect(runs.resolve(name))) {
            int code = remote.exec(command, out, out, COMMAND);
            return new Answer(command, code, out.toString(UTF_8).replaceAll("\u001B\\[[0-9;]*m", ""));
        }
    }

    /** Where a container believes each shard to be; shards without a place are not among them. */
    List<Ownership.Belief> beliefs(String container) throws Exception {
        return PLACE.matcher(console(container, "et:shards --json"))
                .results()
                .map(place -> new Ownership.Belief(
                        container, Integer.parseInt(place.group(1)), place.group(2), Long.parseLong(place.group(3))))
                .toList();
    }

    /** The port of a container for this: tcp, ws, ssh or db. */
    int port(String name, String use) throws IOException {
        return Remote.port(runs.resolve(name), use);
    }

    private Connection database() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:tcp://127.0.0.1:" + port("database", "db") + "/et");
        source.setUser("et");
        source.setPassword(
                Files.readString(runs.resolve("database").resolve("password")).strip());
        return source.getConnection();
    }

    /** Details of the audit's rows of an act on a subject, in no particular order, each with who did it before it. */
    List<String> audited(String what, String subject) throws Exception {
        List<String> found = new ArrayList<>();
        try (Connection connection = database();
                PreparedStatement query = connection.prepareStatement(
                        "select who, detail from et_audit where what = ? and subject = ?")) {
            query.setString(1, what);
            query.setString(2, subject);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1) + ": " + rows.getString(2));
                }
            }
        }
        return found;
    }

    /** The newest hotfix, as the records have it. */
    record Recorded(long number, String from, String to, Phase phase) {

        /** What has to serve everywhere. */
        String version() {
            return phase.serves() ? to : from;
        }
    }

    /** Looks at the newest hotfix again and again, without a pause, until it is as wanted; fails after {@code patience}. */
    Recorded awaitRecord(String what, Duration patience, Predicate<Recorded> wanted) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = database();
                PreparedStatement query = connection.prepareStatement("select number, from_version, to_version, phase"
                        + " from et_hotfix order by number desc fetch first row only")) {
            while (true) {
                Recorded last = new Recorded(0, "", "", Phase.FAILED); // before the first one
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        last = new Recorded(
                                row.getLong(1), row.getString(2), row.getString(3), Phase.valueOf(row.getString(4)));
                    }
                }
                if (wanted.test(last)) {
                    return last;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("not within " + patience.toSeconds() + " s: " + what + "; it is " + last);
                }
            }
        }
    }

    /** What is written down of all that the shared database commits, from now on. */
    History history() throws Exception {
        return History.begin(runs.resolve("database"), Remote.port(runs.resolve("database"), "db"));
    }

    /** The version of a bundle whose logic serves in a container; empty when none does. */
    String serving(String container, String bundle) throws Exception {
        Matcher matcher = Pattern.compile(
                        "\"bundle\":\"" + Pattern.quote(bundle)
                                + "\",\"version\":\"([^\"]+)\"[^}]*?\"standing\":\"active\"",
                        Pattern.CASE_INSENSITIVE)
                .matcher(console(container, "et:logic --json"));
        return matcher.find() ? matcher.group(1) : "";
    }

    /** How many shards a container has, as another one sees it; -1 when it is not in the cluster. */
    int shards(String seenFrom, String of) throws Exception {
        String text = console(seenFrom, "et:cluster --json");
        Matcher matcher = Pattern.compile("\"container\":\"" + Pattern.quote(of) + "\".*?\"shards\":(\\d+)")
                .matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** Sessions at all gateways, as a container sees it. */
    int sessions(String seenFrom) throws Exception {
        return Pattern.compile("\"sessions\":(\\d+)")
                .matcher(console(seenFrom, "et:cluster --json"))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    /** Waits until the sessions of players who have left are gone; fails with those that are still there. */
    void awaitNobody(String seenFrom, Duration patience) throws Exception {
        try {
            Wait.until("nobody plays", patience, () -> sessions(seenFrom) == 0);
        } catch (AssertionError late) {
            StringBuilder who = new StringBuilder(late.getMessage());
            who.append('\n').append(console(seenFrom, "et:cluster"));
            for (Path base : bases()) {
                String name = base.getFileName().toString();
                if (name.startsWith("gateway")) {
                    who.append(name).append('\n').append(console(name, "et:sessions"));
                }
            }
            throw new AssertionError(who.toString(), late);
        }
    }

    /** Shards that are in no container just now. */
    int homeless(String seenFrom) throws Exception {
        Matcher matcher =
                Pattern.compile("\"shards_without_place\":(\\d+)").matcher(console(seenFrom, "et:cluster --json"));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private void et(Duration patience, String verb, String... more) throws Exception {
        Path text = Files.createTempFile(runs, "et", ".txt");
        Process process = script(verb, more)
                .redirectErrorStream(true)
                .redirectOutput(text.toFile())
                .start();
        try {
            boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            String said = Files.readString(text);
            System.out.print(said);
            assertThat(ended)
                    .as("et %s ends within %s; it said %s", verb, patience, said)
                    .isTrue();
            assertThat(process.exitValue()).as("et %s said %s", verb, said).isZero();
        } finally {
            Files.deleteIfExists(text);
        }
    }

    @Override
    public ProcessBuilder script(String verb, String... more) {
        List<String> command =
                new ArrayList<>(List.of("bash", HOME.resolve("bin/et").toString(), verb, "--dir", runs.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command);
    }
}

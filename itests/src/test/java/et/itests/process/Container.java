package et.itests.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import et.client.EtClient;
import et.launcher.Remote;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One container of the distribution that was just built, for a test class: started before its tests, killed after them.
 * What a failed test should have read in the log is printed.
 */
final class Container implements Script, BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

    /** A container is ready after a few seconds; a machine that builds other things beside it takes far longer. */
    private static final Duration START = Duration.ofSeconds(200);

    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final int EXCERPT = 60;
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Path HOME = Path.of(System.getProperty("et.home"));

    private final Thread reaper = new Thread(this::kill, "reaper");
    private final String profile;
    private final Supplier<List<String>> more;
    private Path runs = Path.of("");

    /** Tests bring code in that nobody has signed. */
    Container() {
        this("development");
    }

    /** @param profile what becomes of code that nobody has signed: {@code production} or {@code development} */
    Container(String profile) {
        this(profile, List::of);
    }

    /** @param more words for its first start */
    Container(String profile, Supplier<List<String>> more) {
        this.profile = profile;
        this.more = more;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        runs = Files.createTempDirectory(context.getRequiredTestClass().getSimpleName());
        // When the tests' own process is told to end, its containers end with it.
        Runtime.getRuntime().addShutdownHook(reaper);
        List<String> words = new ArrayList<>(List.of("--wait", "180", "--profile", profile));
        words.addAll(List.of("--tcp-port", "0", "--ws-port", "0", "--ssh-port", "0"));
        words.addAll(more.get());
        et(START, "start", words.toArray(String[]::new)).expectSuccess();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            List<String> lines = log();
            System.out.println("The log of the container when " + context.getDisplayName() + " failed:");
            lines.subList(Math.max(0, lines.size() - EXCERPT), lines.size()).forEach(System.out::println);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        kill();
        Runtime.getRuntime().removeShutdownHook(reaper);
        if (runs.toString().isEmpty()) {
            // The test class was skipped, and this is the directory of the tests' own process.
            return;
        }
        try (Stream<Path> files = Files.walk(runs)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Starts it again, on the ports it had, and returns when it is ready. */
    void start() throws Exception {
        et(START, "start", "--wait", "180").expectSuccess();
    }

    /** Ends it as an operator does: players are told, what is unwritten is written. */
    void stop() throws Exception {
        // The first one may write an archive of classes, for which the script waits for longer.
        et(START, "stop").expectSuccess();
    }

    /** {@code kill -9}. */
    void kill() {
        process().ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(COMMAND.toSeconds(), TimeUnit.SECONDS).join();
        });
    }

    Optional<ProcessHandle> process() {
        Path file = base().resolve("pid");
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a console command over SSH. */
    Answer console(String command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Remote remote = Remote.connect(base())) {
            int code = remote.exec(command, out, out, COMMAND);
            // Karaf colours what it prints, also for those who are no terminal.
            return new Answer(command, code, out.toString(UTF_8).replaceAll("\u001B\\[[0-9;]*m", ""));
        }
    }

    /** A figure of {@code et:status --json}, wherever in it. */
    long status(String figure) throws Exception {
        String text = console("et:status --json").expectSuccess().text();
        Matcher matcher = Pattern.compile("\"" + figure + "\":(\\d+)").matcher(text);
        assertThat(matcher.find()).as("%s in %s", figure, text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /**
     * What classes take after a full garbage collection, in kB.
     *
     * @param classes how many are loaded
     * @param headers what they themselves take
     * @param others the rest of the metaspace: methods, constants, and what the JIT notes of methods, which grows for a while as code gets warm
     */
    record Metaspace(long classes, long headers, long others) {}

    Metaspace metaspace() throws Exception {
        String pid = String.valueOf(process().orElseThrow().pid());
        jdk("jcmd", pid, "GC.run");
        long headers = figure(jdk("jstat", "-gc", pid), "CCSU");
        long classes = figure(jdk("jstat", "-class", pid), "Loaded") - figure(jdk("jstat", "-class", pid), "Unloaded");
        return new Metaspace(classes, headers, figure(jdk("jstat", "-gc", pid), "MU") - headers);
    }

    private static long figure(String table, String column) {
        List<String> lines = table.lines().toList();
        return (long)
                Double.parseDouble(words(lines.get(1)).get(words(lines.get(0)).indexOf(column)));
    }

    private static List<String> words(String line) {
        return SPACES.splitAsStream(line.strip()).toList();
    }

    private String jdk(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, Path.of(System.getProperty("java.home"), "bin", command[0]).toString());
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", words, text).isZero();
        return text;
    }

    /** Runs a verb of the script {@code et} for this container. */
    Answer et(Duration patience, String verb, String... more) throws Exception {
        Path text = Files.createTempFile(runs, "et", ".txt");
        Process process = script(verb, more)
                .redirectErrorStream(true)
                .redirectOutput(text.toFile())
                .start();
        try {
            assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                    .as("et %s ends within %s", verb, patience)
                    .isTrue();
            return new Answer("et " + verb, process.exitValue(), Files.readString(text));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public ProcessBuilder script(String verb, String... more) {
        List<String> command =
                new ArrayList<>(List.of("bash", HOME.resolve("bin/et").toString(), verb, "--dir", runs.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command);
    }

    /** A new player, who has just come in. */
    EtClient connect() throws Exception {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return EtClient.builder("tcp://127.0.0.1:" + port("tcp"))
                .device(secret)
                .create(true)
                .connect()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    /** A port: {@code tcp}, {@code ws} or {@code ssh}. */
    int port(String kind) throws IOException {
        return Remote.port(base(), kind);
    }

    List<String> log() throws IOException {
        Path file = base().resolve("data/log/karaf.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Where its configuration, its data and {@code deploy/} are. */
    Path base() {
        return runs.resolve("et");
    }

    /** A bundle that the distribution has, started or not. */
    static Path bundle(String name, String version) {
        return HOME.resolve("system/org/etserver/%1$s/%2$s/%1$s-%2$s.jar".formatted(name, version));
    }

    /** What a command printed, and its exit code. */
    record Answer(String command, int code, String text) {

        Answer expectSuccess() {
            assertThat(code)
                    .as("exit code of %s, which printed:%n%s", command, text)
                    .isZero();
            return this;
        }
    }
}

package et.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The verbs that {@code ./et} asks for. Not for people: what it takes and prints may change together with the script.
 *
 * <pre>
 * keys DIR...                    make the operator's key in each, unless there is one
 * database DIR [PORT]            make the database of tiers, unless there is one, and serve it until TERM
 * sign DIR JAR...                sign bundles with the key in DIR, each in its place
 * fingerprint DIR...             what the keys in these directories are called
 * inside JAR CLASS WORD...       run a program in a bundle, with the jars in it
 * exec DIR WORD...               run one console command; its exit code is ours
 * console DIR [owner]            the container's shell on this terminal; as its owner, Ctrl-C twice leaves
 * </pre>
 */
public final class Main {

    private static final int WRONG_USE = 2;

    private Main() {}

    /** Runs one verb and ends the process with its exit code. */
    public static void main(String[] args) {
        int code;
        try {
            code = run(List.of(args));
        } catch (IOException | GeneralSecurityException | SQLException | InterruptedException e) {
            System.err.println("et: " + e.getMessage());
            code = Remote.CONNECTION_LOST;
        }
        System.out.flush();
        // The SSH client's threads are not daemons, and nothing is left to wait for.
        Runtime.getRuntime().halt(code);
    }

    private static int run(List<String> args)
            throws IOException, GeneralSecurityException, SQLException, InterruptedException {
        if (args.size() < 2) {
            System.err.println("et.launcher: a verb and its arguments are expected, not: " + args);
            return WRONG_USE;
        }
        String verb = args.get(0);
        List<String> rest = args.subList(2, args.size());
        return switch (verb) {
            case "keys" -> keys(args.subList(1, args.size()));
            case "sign" -> sign(Path.of(args.get(1)), rest);
            case "fingerprint" -> fingerprint(args.subList(1, args.size()));
            case "database" -> database(Path.of(args.get(1)), rest.isEmpty() ? 0 : Integer.parseInt(rest.get(0)));
            case "inside" -> inside(Path.of(args.get(1)), rest);
            case "exec" -> exec(Path.of(args.get(1)), rest);
            case "console" -> console(Path.of(args.get(1)), rest.contains("owner"));
            default -> {
                System.err.println("et.launcher: unknown verb " + verb);
                yield WRONG_USE;
            }
        };
    }

    private static int keys(List<String> bases) throws IOException, GeneralSecurityException {
        for (String base : bases) {
            new Keys(Path.of(base)).ensure();
        }
        return 0;
    }

    private static int sign(Path key, List<String> jars) throws IOException, GeneralSecurityException {
        Signing signing = Signing.with(key);
        for (String jar : jars) {
            Signing.Signed signed = signing.sign(Path.of(jar));
            System.out.println("Signed    " + signed.bundle() + " " + signed.version() + ", " + jar);
            System.out.println("Signer    " + key.getFileName() + ", key " + signing.fingerprint());
            System.out.println("Code      " + signed.code());
            System.out.println("SHA-256   " + signed.sha256());
        }
        return 0;
    }

    private static int fingerprint(List<String> keys) throws IOException, GeneralSecurityException {
        for (String key : keys) {
            System.out.println(Signing.with(Path.of(key)).fingerprint());
        }
        return 0;
    }

    private static int database(Path folder, int port) throws IOException, SQLException, InterruptedException {
        DatabaseServer server = DatabaseServer.start(folder, port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        System.out.println("database at 127.0.0.1:" + server.port());
        Thread.currentThread().join(); // until TERM
        return 0;
    }

    private static int inside(Path bundle, List<String> words) throws IOException {
        try (Inside inside = Inside.of(bundle)) {
            return inside.run(words.get(0), words.subList(1, words.size()));
        }
    }

    private static int exec(Path base, List<String> words) throws IOException, GeneralSecurityException {
        try (Remote remote = Remote.connect(base)) {
            return remote.exec(commandLine(words), System.out, System.err, Duration.ZERO);
        }
    }

    private static int console(Path base, boolean owner) throws IOException, GeneralSecurityException {
        try (Remote remote = Remote.connect(base);
                Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            var keys = owner
                    ? new InterruptWatch(terminal.input(), terminal.output(), System::nanoTime)
                    : terminal.input();
            return remote.shell(terminal, keys);
        }
    }

    /** One word is a command line as it stands; of several, each stays one word for the container's shell. */
    static String commandLine(List<String> words) {
        return words.size() == 1
                ? words.get(0)
                : words.stream().map(Main::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty() && word.chars().allMatch(Main::isPlain);
        return plain
                ? word
                : "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + "\"";
    }

    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c)
                || Stream.of('-', '_', '.', ':', '/', '@', '=', ',', '+').anyMatch(p -> p == c);
    }
}

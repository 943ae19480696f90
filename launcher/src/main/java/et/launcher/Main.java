package et.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The verbs that {@code ./et} asks for. Not for people: what it takes and prints may change together with the script.
 *
 * <pre>
 * keys DIR                       make the operator's key, unless there is one
 * ports N                        print N free ports, one per line
 * exec DIR WORD...               run one console command; its exit code is ours
 * await DIR PID SECONDS          wait until it serves; 1 when the time is up, 3 when the process is gone
 * console DIR [owner]            the container's shell on this terminal; as its owner, Ctrl-C twice leaves
 * </pre>
 */
public final class Main {

    private static final int TIME_IS_UP = 1;
    private static final int WRONG_USE = 2;
    private static final int PROCESS_GONE = 3;

    private Main() {}

    /** Runs one verb and ends the process with its exit code. */
    public static void main(String[] args) {
        int code;
        try {
            code = run(List.of(args));
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("et: " + e.getMessage());
            code = Remote.CONNECTION_LOST;
        }
        System.out.flush();
        // The SSH client's threads are not daemons, and nothing is left to wait for.
        Runtime.getRuntime().halt(code);
    }

    private static int run(List<String> args) throws IOException, GeneralSecurityException {
        if (args.size() < 2) {
            System.err.println("et.launcher: a verb and its arguments are expected, not: " + args);
            return WRONG_USE;
        }
        String verb = args.get(0);
        List<String> rest = args.subList(2, args.size());
        return switch (verb) {
            case "ports" -> ports(Integer.parseInt(args.get(1)));
            case "keys" -> keys(Path.of(args.get(1)));
            case "exec" -> exec(Path.of(args.get(1)), rest);
            case "await" -> await(Path.of(args.get(1)), rest);
            case "console" -> console(Path.of(args.get(1)), rest.contains("owner"));
            default -> {
                System.err.println("et.launcher: unknown verb " + verb);
                yield WRONG_USE;
            }
        };
    }

    /** All sockets are open before the first is closed, so the ports differ. */
    private static int ports(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            sockets.forEach(socket -> System.out.println(socket.getLocalPort()));
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return 0;
    }

    private static int keys(Path base) throws IOException, GeneralSecurityException {
        new Keys(base).ensure();
        return 0;
    }

    private static int exec(Path base, List<String> words) throws IOException, GeneralSecurityException {
        try (Remote remote = Remote.connect(base)) {
            return remote.exec(commandLine(words), System.out, System.err, Duration.ZERO);
        }
    }

    private static int await(Path base, List<String> args) throws GeneralSecurityException {
        long pid = Long.parseLong(args.get(0));
        long deadline = System.nanoTime()
                + Duration.ofSeconds(Long.parseLong(args.get(1))).toNanos();
        while (!serves(base)) {
            if (ProcessHandle.of(pid).isEmpty()) {
                return PROCESS_GONE;
            }
            if (System.nanoTime() - deadline > 0) {
                return TIME_IS_UP;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return 0;
    }

    private static boolean serves(Path base) throws GeneralSecurityException {
        var out = new ByteArrayOutputStream();
        try (Remote remote = Remote.connect(base)) {
            return remote.exec("et:status --json", out, OutputStream.nullOutputStream(), Duration.ofSeconds(10)) == 0
                    && out.toString(StandardCharsets.UTF_8).contains("\"serving\":true");
        } catch (IOException | UncheckedIOException e) {
            return false;
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

package et.robots;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The program: plays, checks, and says what came of it. The exit code is 0 when every promise was kept, 1 when one was broken, 2 when the
 * command line cannot be read, and 3 when there is no server.
 *
 * <p>Whoever ends it early, with Ctrl-C or {@code kill}, has the robots finish what they have begun, and is told what came of it all the same.
 */
public final class Robots {

    private static final long GLANCE_MS = 50;
    private static final Duration ENTRANCE = Duration.ofSeconds(15);

    private final Options options;
    private final Tally tally = new Tally((due, nanos) -> {});
    private final PrintStream out;
    private final boolean lively;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private volatile boolean leaving;

    private Robots(Options options, PrintStream out, boolean lively) {
        this.options = options;
        this.out = out;
        this.lively = lively && !options.json();
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = Arrays.asList(arguments);
        if (words.contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        Robots robots = new Robots(options, System.out, isWatched());
        Runtime.getRuntime().addShutdownHook(new Thread(robots::leave, "robots leaving"));
        System.exit(robots.run());
    }

    private int run() throws InterruptedException {
        int code = 1;
        try {
            code = game();
            return code;
        } finally {
            end.complete(code);
        }
    }

    /** The virtual machine ends when this does: with the code of the play, not of the signal. */
    private void leave() {
        leaving = true;
        int code = end.join();
        out.flush();
        Runtime.getRuntime().halt(code);
    }

    /** From JDK 22 on there is always a console: whoever reads the output of a pipe then sees the progress, too. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isWatched() {
        return System.console() != null;
    }

    private int game() throws InterruptedException {
        long seconds;
        try (Crowd crowd = new Crowd(options, tally)) {
            tell(
                    "%d robots to %s, %d a second (seed %d)",
                    options.players(), servers(), options.ramp(), options.seed());
            crowd.start();
            Duration entrance = ENTRANCE.plusSeconds(options.players() / options.ramp());
            await(crowd, "coming in", entrance, () -> leaving || crowd.playing() == options.players());
            if (tally.players.get() == 0) {
                System.err.printf(
                        "No robot got in at %s: %s. Is the server running? ./et status%n", servers(), crowd.trouble());
                return 3;
            }
            seconds = play(crowd);
        }
        Summary summary = Summary.of(tally, seconds);
        out.println(options.json() ? summary.json() : summary.table());
        if (options.json()) {
            summary.remarks().forEach(System.err::println);
        }
        return summary.sound() ? 0 : 1;
    }

    private String servers() {
        return options.servers().stream().map(URI::getAuthority).collect(Collectors.joining(", "));
    }

    /** Returns how many seconds they played. */
    private long play(Crowd crowd) throws InterruptedException {
        long start = System.nanoTime();
        await(crowd, "playing", options.length(), () -> leaving);
        long seconds = Math.max(1, Math.round((System.nanoTime() - start) / 1e9));
        crowd.stop();
        await(crowd, "coming to an end", options.patience(), () -> crowd.done() == options.players());
        crowd.giveUp();
        return seconds;
    }

    /** Waits until it is so or the time is up, with a line each second for whoever watches. */
    private void await(Crowd crowd, String what, Duration most, BooleanSupplier soFar) throws InterruptedException {
        long start = System.nanoTime();
        long told = 0;
        long sent = tally.sent.sum();
        for (long past = 0; past < most.toNanos() && !soFar.getAsBoolean(); past = System.nanoTime() - start) {
            if (TimeUnit.NANOSECONDS.toSeconds(past) > told) {
                told = TimeUnit.NANOSECONDS.toSeconds(past);
                long now = tally.sent.sum();
                progress(crowd, what, told, now - sent);
                sent = now;
            }
            Thread.sleep(GLANCE_MS);
        }
    }

    private void progress(Crowd crowd, String what, long second, long requests) {
        tell(
                "%-16s %3d s  %,5d in  %,7d req/s  99 %% in %,7d us  lost %d  duplicated %d  reordered %d  errors %d",
                what,
                second,
                crowd.playing(),
                requests,
                tally.micros(99),
                tally.lost.sum(),
                tally.duplicated.sum(),
                tally.reordered.sum(),
                tally.errors.sum());
    }

    private void tell(String format, Object... values) {
        if (lively) {
            out.printf(Locale.ROOT, format + "%n", values);
        }
    }
}

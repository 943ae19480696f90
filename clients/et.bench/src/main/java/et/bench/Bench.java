package et.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The program: loads a server and says what each request costs it. The exit code is 0 when every request was answered once and in order, 1 when one
 * was not, 2 when the command line cannot be read, and 3 when there is no server.
 */
public final class Bench {

    private static final long GLANCE_MILLIS = 20;
    private static final Duration END = Duration.ofSeconds(30);

    private final Options options;
    private final Processes processes;
    private final PrintStream out;

    private Bench(Options options, PrintStream out) {
        this.options = options;
        this.processes = new Processes(options.processes());
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
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
        System.exit(new Bench(options, System.out).run());
    }

    private int run() throws Exception {
        Outcome server = measure();
        if (server.code() != 0 || !options.floor()) {
            tell(options, server, null);
            return server.code();
        }
        tell("The floor:");
        try (FloorProcess floor = new FloorProcess()) {
            Outcome least = new Bench(options.against(floor.address(), floor.id()), out).measure();
            tell(options, server, least.median());
            return least.code();
        }
    }

    private void tell(Options options, Outcome server, @Nullable Round floor) {
        Round median = server.median();
        if (median == null) {
            return;
        }
        if (options.json()) {
            out.println(median.json(options, floor));
            return;
        }
        out.println(median.line("median"));
        if (floor != null) {
            out.println(floor.line("floor"));
            out.println(median.ratios(floor));
        }
    }

    /**
     * What came of it.
     *
     * @param median the round that stands for all; null when there was none
     * @param code the exit code
     */
    private record Outcome(@Nullable Round median, int code) {}

    private Outcome measure() throws Exception {
        try (Fleet fleet = new Fleet(options)) {
            try {
                fleet.enter();
            } catch (ExecutionException e) {
                System.err.println("Not all clients came in: " + e.getMessage());
                return new Outcome(null, 3);
            }
            List<Round> rounds = rounds(fleet);
            fleet.stop();
            boolean answered = ends(fleet);
            Round median = rounds.stream()
                    .sorted(Comparator.comparingDouble(Round::cpuPerRequest))
                    .skip(rounds.size() / 2)
                    .findFirst()
                    .orElseThrow();
            if (!answered) {
                System.err.println("Some requests were not answered within " + END.toSeconds() + " s");
            }
            boolean right = answered && rounds.stream().allMatch(round -> round.wrongs() == 0);
            return new Outcome(median, right ? 0 : 1);
        }
    }

    private List<Round> rounds(Fleet fleet) throws Exception {
        List<Round> rounds = new ArrayList<>();
        fleet.start();
        tell(options.connections() + " clients; warming up for " + options.warmup() + " s");
        Thread.sleep(Duration.ofSeconds(options.warmup()).toMillis());
        tell(Round.TITLE);
        for (int i = 1; i <= options.rounds(); i++) {
            fleet.round();
            Duration cpu = processes.cpu();
            long start = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(options.seconds()).toMillis());
            Meter meter = fleet.round();
            Duration used = processes.cpu().minus(cpu);
            double seconds = (System.nanoTime() - start) / 1e9;
            rounds.add(new Round(
                    meter.times().getTotalCount(),
                    seconds,
                    used.toNanos() / 1e3,
                    meter.times(),
                    meter.wrongs(),
                    processes.megabytes()));
            tell(rounds.get(i - 1).line(Integer.toString(i)));
        }
        return rounds;
    }

    private static boolean ends(Fleet fleet) throws Exception {
        long deadline = System.nanoTime() + END.toNanos();
        while (!fleet.idle()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(GLANCE_MILLIS);
        }
        return true;
    }

    private void tell(String line) {
        if (!options.json()) {
            out.println(line);
        }
    }
}

package et.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * The program: loads a server and says what each request costs it. The exit code is 0 when every request was answered once and in order, 1 when one
 * was not, 2 when the command line cannot be read, and 3 when there is no server.
 */
public final class Bench {

    private final Options options;
    private final PrintStream out;

    private Bench(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        Kind kind = kind(words);
        if (words.contains("--help")) {
            System.out.print(kind.usage());
            return;
        }
        Callable<Integer> bench;
        try {
            bench = kind.parse().get();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(kind.usage());
            System.exit(2);
            return;
        }
        System.exit(bench.call());
    }

    /** What is measured: what requests cost, when the words name none of the others. */
    private static Kind kind(List<String> words) {
        if (words.contains("memory")) {
            return new Kind(MemoryOptions.USAGE, () -> new Memory(MemoryOptions.parse(words), System.out)::run);
        }
        if (words.contains("hotfix")) {
            return new Kind(HotfixOptions.USAGE, () -> new Hotfix(HotfixOptions.parse(words), System.out)::run);
        }
        if (words.contains("commits")) {
            return new Kind(CommitOptions.USAGE, () -> new Commits(CommitOptions.parse(words), System.out)::run);
        }
        return new Kind(Options.USAGE, () -> new Bench(Options.parse(words), System.out)::run);
    }

    /** @param parse reads the options, and throws when it cannot */
    private record Kind(String usage, Supplier<Callable<Integer>> parse) {}

    private int run() throws Exception {
        if (!options.floor()) {
            return compare(servers());
        }
        try (FloorProcess floor = new FloorProcess(options)) {
            List<Server> servers = servers();
            servers.add(floor.server());
            return compare(servers);
        }
    }

    private List<Server> servers() {
        List<Server> servers = new ArrayList<>(List.of(options.server()));
        Server against = options.against();
        if (against != null) {
            servers.add(against);
        }
        return servers;
    }

    private int compare(List<Server> servers) throws Exception {
        List<Side> sides = new ArrayList<>();
        try {
            for (Server server : servers) {
                sides.add(new Side(server, options));
            }
            for (Side side : sides) {
                side.enter();
            }
            boolean right = measure(sides);
            report(sides);
            return right ? 0 : 1;
        } catch (ExecutionException e) {
            System.err.println("Not all clients came in: " + e.getMessage());
            return 3;
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
    }

    /** Warms all up, then gives each its turn, so that the machine's moods are for all. Whether all was answered as it should be. */
    private boolean measure(List<Side> sides) throws Exception {
        int warmup = options.warmup() * sides.size();
        tell(options.connections() + " clients; warming up for " + warmup + " s");
        sides.forEach(Side::start);
        Thread.sleep(Duration.ofSeconds(warmup).toMillis());
        boolean right = true;
        for (Side side : sides) {
            right &= side.stop();
        }
        tell(Round.title(options.workload()));
        for (int i = 1; i <= options.rounds(); i++) {
            for (Side side : sides) {
                Round round = side.round();
                right &= round.wrongs() == 0;
                tell(round.line(sides.size() == 1 ? Integer.toString(i) : side.name() + " " + i));
            }
        }
        return right;
    }

    private void report(List<Side> sides) {
        List<Round> rounds = sides.get(0).rounds();
        Round median = Round.median(rounds);
        List<Side> others = sides.subList(1, sides.size());
        if (options.json()) {
            StringBuilder more = new StringBuilder();
            others.forEach(other -> more.append(Round.json(other.name() + "_", rounds, other.rounds())));
            out.println(median.json(options, more.toString()));
            return;
        }
        out.println(median.line("median"));
        for (Side other : others) {
            out.println(Round.median(other.rounds()).line(other.name()));
            out.println(Round.ratios("  ratio", rounds, other.rounds()));
        }
        sides.forEach(side -> side.threads().forEach(out::println));
    }

    private void tell(String line) {
        if (!options.json()) {
            out.println(line);
        }
    }
}

package et.bench;

import et.bench.Latencies.While;
import et.bench.Versions.Version;
import et.robots.Play;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What players notice when the game that they play is replaced again and again, and what stays behind of what was replaced. */
final class Hotfix {

    /** Of so many hotfixes, one is rolled back. It is once one that changes the state, once one that does not. */
    private static final int ROLLBACK_EVERY = 5;

    /** How often containers are asked what classes take, in all. */
    private static final int LOOKS = 12;

    /** What only the first hotfixes load is no growth: each kind there and back. */
    private static final int FIRST_LOOK = 4;

    private static final Duration FIRST = Duration.ofSeconds(10);

    /** After a look, which stops all for a moment. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final HotfixOptions options;
    private final PrintStream out;
    private final Latencies latencies = new Latencies();
    private final Switches switches = new Switches();
    private int stateChanges;

    Hotfix(HotfixOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Measures, and returns the exit code, as of {@link Bench}. */
    int run() throws Exception {
        List<Container> containers = Container.in(options.runs());
        Versions versions = Versions.make(options.system(), options.runs().resolve(".versions"));
        Play.End end;
        Figures figures = new Figures("hotfix");
        try (Play play = new Play(
                        options.robots(),
                        servers(),
                        Duration.ofMillis(options.think()),
                        ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE),
                        latencies);
                ClassSpace classes = new ClassSpace(containers)) {
            begin(play);
            hotfixes(containers.get(0), versions, classes);
            long old = oldLoaders(containers);
            end = play.end();
            latencies.sort();
            players(figures, end);
            pauses(figures);
            waits(figures);
            figures.count("skew_ms", "containers switched apart, at most, ms", switches.skew(), 100);
            figures.count("rollback_ms", "until a rollback serves everywhere, median, ms", switches.rollbackMedian());
            figures.value("metaspace_slope_kb_per_hotfix", "classes grow by, each hotfix, KB", classes.metaspace());
            figures.value("class_space_slope_kb_per_hotfix", "  of that, their headers, KB", classes.space());
            figures.count("old_loaders_alive", "class loaders of replaced code still there", old, 1);
        }
        out.println(options.json() ? figures.json(options.tiers()) : figures.table());
        end.remarks().forEach(System.err::println);
        boolean right = end.sound() && figure(end, "disconnected") == 0 && switches.unclean() == 0;
        return right ? 0 : 1;
    }

    private List<URI> servers() {
        return options.server().at().stream()
                .map(at -> URI.create("tcp://" + at.getHostString() + ":" + at.getPort()))
                .toList();
    }

    private void begin(Play play) throws InterruptedException {
        play.enter();
        tell(options.robots() + " robots play; warming up for " + options.warmup() + " s, then " + options.baseline()
                + " s to compare with");
        TimeUnit.SECONDS.sleep(options.warmup());
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(options.baseline());
        latencies.during(While.BASELINE, start, System.nanoTime());
        latencies.sort();
    }

    /** All of them, in turn with and without a change of state. */
    private void hotfixes(Container container, Versions versions, ClassSpace classes) throws Exception {
        int firstLook = Math.min(FIRST_LOOK, options.hotfixes() / 2);
        int step = Math.max(1, (options.hotfixes() - firstLook) / LOOKS);
        Version now = new Version(0, 0);
        for (int done = 1; done <= options.hotfixes(); done++) {
            boolean changesState = done % 2 == 0;
            Version next = changesState ? now.other() : now.copy();
            stateChanges += changesState ? 1 : 0;
            Receipt receipt = apply(container, versions, next, changesState);
            boolean back = done % ROLLBACK_EVERY == ROLLBACK_EVERY - 1;
            if (back) {
                rollback(container, changesState);
            } else {
                confirm(container);
            }
            latencies.sort();
            tell(line(done, now, next, changesState, receipt, back));
            now = back ? now : next;
            if (done >= firstLook && (done - firstLook) % step == 0) {
                classes.look(done);
                Thread.sleep(SETTLE.toMillis());
            }
        }
    }

    private Receipt apply(Container container, Versions versions, Version next, boolean changesState) throws Exception {
        long start = System.nanoTime();
        String file = versions.file(next).toUri().toString();
        Receipt receipt = Receipt.read(container.console("et:hotfix apply \"" + file + "\" --json"));
        latencies.during(While.DURING, start, System.nanoTime());
        switched(receipt, changesState);
        return receipt;
    }

    private void rollback(Container container, boolean changesState) throws Exception {
        Instant asked = Instant.now();
        long start = System.nanoTime();
        Receipt receipt = Receipt.read(container.console("et:hotfix rollback " + Versions.BUNDLE + " --json"));
        // The command goes on until the code that was taken back has left.
        long carried = Math.min(
                System.nanoTime(), nanos(receipt.last()) + receipt.window().toNanos());
        latencies.during(While.DURING, start, carried);
        latencies.during(While.UNLOAD, carried, System.nanoTime());
        switches.rolledBack(Duration.between(asked, receipt.last()).toMillis());
        switched(receipt, changesState);
    }

    /** Lets the game go on for a while after a switch. */
    private void switched(Receipt receipt, boolean changesState) throws InterruptedException {
        switches.add(receipt, changesState);
        Duration gap = Duration.ofSeconds(options.gap());
        long first = nanos(receipt.first());
        long rest = nanos(receipt.last()) + gap.toNanos() - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(rest);
        latencies.during(While.FIRST, first, first + (gap.compareTo(FIRST) < 0 ? gap : FIRST).toNanos());
    }

    private void confirm(Container container) throws Exception {
        long start = System.nanoTime();
        container.console("et:hotfix confirm " + Versions.BUNDLE + " --json");
        latencies.during(While.UNLOAD, start, System.nanoTime());
    }

    /** The instant by this JVM's other clock. */
    private static long nanos(Instant instant) {
        return System.nanoTime() - Duration.between(instant, Instant.now()).toNanos();
    }

    /** In the container that has most of them, of the last 32 that were taken out. */
    private static long oldLoaders(List<Container> containers) throws Exception {
        long most = 0;
        for (Container container : containers) {
            String status = container.console("et:hotfix status --json");
            most = Math.max(most, status.split("\"collected\":false", -1).length - 1L);
        }
        return most;
    }

    private static String line(
            int done, Version now, Version next, boolean changesState, Receipt receipt, boolean back) {
        return String.format(
                Locale.ROOT,
                "  %4d  %s -> %s  %-5s  %,6d actors paused for %,8.0f us at most, %3d ms apart, %s%s",
                done,
                now,
                next,
                changesState ? "state" : "code",
                receipt.actors(),
                receipt.longest(),
                receipt.skew(),
                back ? "rolled back" : "confirmed",
                receipt.clean() ? "" : ", NOT clean");
    }

    private void players(Figures figures, Play.End end) {
        figures.count("robots", "robots", options.robots());
        figures.count("hotfixes", "hotfixes", options.hotfixes());
        figures.count("state_changes", "  that change the state", stateChanges);
        figures.count("rollbacks", "  that were rolled back", switches.rollbacks());
        figures.count("unclean", "  whose receipt says that not all was well", switches.unclean(), 0);
        figures.count("gap_s", "seconds after each switch", options.gap());
        figures.count("requests", "requests", figure(end, "sent"));
        figures.count("lost", "lost", figure(end, "lost"), 0);
        figures.count("duplicated", "duplicated", figure(end, "duplicated"), 0);
        figures.count("reordered", "reordered", figure(end, "reordered"), 0);
        figures.count("disconnected", "disconnected", figure(end, "disconnected"), 0);
        figures.count("errors", "answered otherwise than they should be", figure(end, "errors"), 0);
        figures.count("held_back", "not sent in time, since too many were unanswered", figure(end, "held_back"));
    }

    private static long figure(Play.End end, String name) {
        return end.figures().getOrDefault(name, 0L);
    }

    private void pauses(Figures figures) {
        Histogram all = switches.all();
        figures.count("pauses", "pauses of actors, one for each that was carried over", all.getTotalCount());
        figures.value("pause_p50_us", "pause, half of them, us", micros(all, 50));
        figures.value("pause_p999_us", "pause, 99.9 %, us", micros(all, 99.9));
        figures.value("pause_max_us", "pause, longest, us", micros(all, 100));
        figures.value(
                "pause_code_p999_us",
                "  99.9 % of those without a change of state, us",
                micros(switches.code(), 99.9),
                1000,
                "under 1000");
        figures.value(
                "pause_state_p999_us",
                "  99.9 % of those with one, us",
                micros(switches.state(), 99.9),
                5000,
                "under 5000");
    }

    private static double micros(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }

    private void waits(Figures figures) {
        double baseline = latencies.p99(While.BASELINE);
        figures.value("baseline_p99_us", "answer, 99 %, before the first hotfix, us", baseline);
        figures.value(
                "during_p99_us",
                "answer, 99 %, during apply and rollback, us",
                latencies.p99(While.DURING),
                1.5 * baseline,
                "at most 1.5 times that before");
        figures.value("first10s_p99_us", "answer, 99 %, after each switch, us", latencies.p99(While.FIRST));
        figures.value("unload_p99_us", "answer, 99 %, while code is unloaded, us", latencies.p99(While.UNLOAD));
    }

    private void tell(String line) {
        (options.json() ? System.err : out).println(line);
    }
}

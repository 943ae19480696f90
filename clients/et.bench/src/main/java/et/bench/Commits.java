package et.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How many changes of actors become durable. A save is a request to an actor whose state it changes; it is answered when the database has it. Each client saves
 * actors of its own, and more of them than it may have requests under way: so each save is a row that was written.
 */
final class Commits {

    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(60);
    private static final long GLANCE_MILLIS = 20;

    private final CommitOptions options;
    private final PrintStream out;

    /**
     * What a round has shown.
     *
     * @param acked saves a second that were answered, of those that were offered
     * @param times what these took, in nanoseconds from when they were due
     * @param saturated saves a second when as many as possible were asked for
     * @param jdbc rows a second of {@link JdbcBatches}
     */
    private record Part(double acked, Histogram times, double saturated, double jdbc) {

        double ratio() {
            return saturated / jdbc;
        }

        double millis(double percentile) {
            return times.getValueAtPercentile(percentile) / 1e6;
        }
    }

    /**
     * What the server holds: its heap after a collection, and what the system has given it, in MB.
     *
     * @param acked saves a second that were answered meanwhile
     */
    private record Memory(double acked, long heap, long resident) {}

    Commits(CommitOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Measures, and returns the exit code, as of {@link Bench}. */
    int run() throws Exception {
        long wrong = 0;
        List<Part> parts = new ArrayList<>();
        List<Memory> memories = new ArrayList<>();
        int share = options.actors() / options.connections();
        Requests requests = new Requests.Around(options.payload(), share);
        try (JdbcBatches batches = new JdbcBatches(
                        options.database(), provider(), options.connections(), share, options.payload());
                Fleet fleet =
                        new Fleet(requests, Transport.TCP, options.server().at())) {
            fleet.enter(options.connections());
            tell(options.connections() + " clients save " + options.actors() + " actors; warming up for "
                    + options.warmup() + " s");
            wrong += saturated(fleet, Duration.ofSeconds(options.warmup())).wrongs();
            batches.fill();
            tell(String.format(
                    Locale.ROOT,
                    "  %-8s %10s %8s %8s %8s %12s %10s %8s",
                    "round",
                    "acked/s",
                    "p50 ms",
                    "p99 ms",
                    "max ms",
                    "saturated/s",
                    "JDBC/s",
                    "ratio"));
            for (int i = 1; i <= options.rounds(); i++) {
                Meter offered = open(fleet, options.rate(), time());
                Meter most = saturated(fleet, time());
                Part part = new Part(perSecond(offered), offered.times(), perSecond(most), batches.run(time()));
                wrong += offered.wrongs() + most.wrongs();
                parts.add(part);
                tell(line(Integer.toString(i), List.of(part)));
            }
            tell(line("median", parts));
            if (options.overload() > 0) {
                wrong += overload(fleet, memories);
            }
        }
        if (options.json()) {
            out.println(json(parts, memories, wrong));
        } else {
            out.println("  wrong: " + wrong);
        }
        return wrong == 0 ? 0 : 1;
    }

    private Duration time() {
        return Duration.ofSeconds(options.seconds());
    }

    private double perSecond(Meter meter) {
        return (double) meter.times().getTotalCount() / options.seconds();
    }

    /** The bundle that has the drivers in it. */
    private Path provider() throws IOException {
        try (Stream<Path> files = Files.walk(options.system().resolve("org/etserver/et.persistence.hibernate"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no provider of the database in " + options.system()));
        }
    }

    /** Saves that are due at this rate, and what became of them. */
    private static Meter open(Fleet fleet, int perSecond, Duration time) throws Exception {
        fleet.send(perSecond);
        return measured(fleet, time);
    }

    private Meter saturated(Fleet fleet, Duration time) throws Exception {
        fleet.keep(options.connections(), options.inflight());
        return measured(fleet, time);
    }

    private static Meter measured(Fleet fleet, Duration time) throws Exception {
        Thread.sleep(SETTLE.toMillis());
        fleet.round();
        Thread.sleep(time.toMillis());
        Meter meter = fleet.round();
        end(fleet, meter);
        return meter;
    }

    /** Sends no more, and waits for what is under way: what never comes is wrong. */
    private static void end(Fleet fleet, Meter meter) throws Exception {
        fleet.stop();
        long deadline = System.nanoTime() + END.toNanos();
        while (!fleet.done()) {
            if (System.nanoTime() > deadline) {
                meter.wrong();
                return;
            }
            Thread.sleep(GLANCE_MILLIS);
        }
        for (long late = fleet.round().wrongs(); late > 0; late--) {
            meter.wrong();
        }
    }

    /** Offers too much, and looks at the memory before, in the middle and at the end. */
    private long overload(Fleet fleet, List<Memory> memories) throws Exception {
        int rate = Math.multiplyExact(options.rate(), options.overload());
        tell(String.format(Locale.ROOT, "  %,d a second are offered", rate));
        tell(String.format(Locale.ROOT, "  %-8s %10s %8s %8s", "", "acked/s", "heap MB", "RSS MB"));
        long process = options.server().processes().ids().get(0);
        try (ServerJvm jvm = new ServerJvm(process)) {
            look("before", 0, jvm, memories);
            fleet.send(rate);
            Meter all = new Meter();
            for (String when : List.of("half-way", "the end")) {
                fleet.round();
                Thread.sleep(time().toMillis());
                Meter part = fleet.round();
                for (long wrongs = part.wrongs(); wrongs > 0; wrongs--) {
                    all.wrong();
                }
                look(when, perSecond(part), jvm, memories);
            }
            fleet.giveUp();
            end(fleet, all);
            return all.wrongs();
        }
    }

    private void look(String when, double acked, ServerJvm jvm, List<Memory> memories) {
        Memory memory =
                new Memory(acked, jvm.live() >> 20, options.server().processes().megabytes());
        memories.add(memory);
        tell(String.format(Locale.ROOT, "  %-8s %,10.0f %8d %8d", when, memory.acked, memory.heap, memory.resident));
    }

    private static double median(List<Part> parts, ToDoubleFunction<Part> figure) {
        return parts.stream()
                .mapToDouble(figure)
                .sorted()
                .skip(parts.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static String line(String name, List<Part> parts) {
        return String.format(
                Locale.ROOT,
                "  %-8s %,10.0f %8.1f %8.1f %8.1f %,12.0f %,10.0f %8.2f",
                name,
                median(parts, Part::acked),
                median(parts, part -> part.millis(50)),
                median(parts, part -> part.millis(99)),
                median(parts, part -> part.millis(100)),
                median(parts, Part::saturated),
                median(parts, Part::jdbc),
                median(parts, Part::ratio));
    }

    private String json(List<Part> parts, List<Memory> memories, long wrong) {
        StringBuilder overload = new StringBuilder();
        if (!memories.isEmpty()) {
            Memory before = memories.get(0);
            Memory last = memories.get(memories.size() - 1);
            overload.append(String.format(
                    Locale.ROOT,
                    "\"overload_offered_per_s\":%d,\"overload_acked_per_s\":%.0f,\"heap_mb\":%d,"
                            + "\"overload_heap_mb\":%d,\"rss_mb\":%d,\"overload_rss_mb\":%d,",
                    options.rate() * options.overload(),
                    last.acked,
                    before.heap,
                    last.heap,
                    before.resident,
                    last.resident));
        }
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"commits\",\"db\":\"%s\",\"actors\":%d,\"payload\":%d,\"offered_per_s\":%d,"
                        + "\"acked_per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f,\"saturated_per_s\":%.0f,"
                        + "\"jdbc_per_s\":%.0f,\"ratio_to_jdbc_batch\":%.3f,%s\"wrong\":%d}",
                options.database().name(),
                options.actors(),
                options.payload(),
                options.rate(),
                median(parts, Part::acked),
                median(parts, part -> part.millis(50)),
                median(parts, part -> part.millis(99)),
                median(parts, part -> part.millis(100)),
                median(parts, Part::saturated),
                median(parts, Part::jdbc),
                median(parts, Part::ratio),
                overload,
                wrong);
    }

    private void tell(String line) {
        if (!options.json()) {
            out.println(line);
        }
    }
}

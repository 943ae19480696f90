package et.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What idle sessions and idle actors take: the difference that many of them make to a container, on its heap after a garbage collection and to the
 * operating system; and what it takes to wake up an actor.
 */
final class Memory {

    /** Sessions that come before the first figure: what is loaded and cached once for all is not the others' share. */
    private static final int FIRST = 100;

    /** Clients that wake up actors, and their requests in flight. */
    private static final int WALKERS = 32;

    private static final int INFLIGHT = 16;

    /** Actors that are woken up before those that are timed, in a container that has just started. */
    private static final int WARMUP = 20_000;

    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final double QUIET = 0.1;

    private final MemoryOptions options;
    private final PrintStream out;
    private final Requests.Walk walk;

    /** Bytes of the heap that are in use, and that the system has given. */
    private record Taken(long heap, long resident) {

        Taken minus(Taken other, long count) {
            return new Taken((heap - other.heap) / count, (resident - other.resident) / count);
        }
    }

    Memory(MemoryOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.walk = new Requests.Walk(options.payload());
    }

    /** Measures, and returns the exit code, as of {@link Bench}. */
    int run() throws Exception {
        Taken session;
        Taken actor;
        Taken all;
        Histogram awake;
        try (Fleet fleet = new Fleet(walk, Transport.TCP, options.server().at());
                ServerJvm jvm = new ServerJvm(process())) {
            tell("Sessions: " + options.sessions());
            int first = Math.min(FIRST, options.sessions() / 2);
            fleet.enter(first);
            Taken none = taken(jvm, process());
            fleet.enter(options.sessions() - first);
            Taken some = taken(jvm, process());
            session = some.minus(none, options.sessions() - first);
            tell(line("session", options.sessions(), session));
            tell("Actors: " + options.actors());
            over(fleet, WALKERS, INFLIGHT, 0, options.actors(), 1);
            all = taken(jvm, process());
            actor = all.minus(some, options.actors());
            tell(line("actor", options.actors(), actor));
            awake = over(fleet, 1, 1, 0, options.actors(), options.actors() / options.wakes());
            tell(line("actor in memory", awake));
        }
        et("stop");
        et("start");
        Histogram asleep = asleep();
        tell(line("actor read", asleep));
        if (options.json()) {
            out.println(json(session, actor, all, awake, asleep));
        }
        return 0;
    }

    /** Nothing is in the memory of a container that has just started: whoever is asked for has to be read. */
    private Histogram asleep() throws Exception {
        try (Fleet fleet = new Fleet(walk, Transport.TCP, options.server().at())) {
            fleet.enter(Math.min(WALKERS, options.sessions()));
            int half = options.actors() / 2;
            over(fleet, WALKERS, INFLIGHT, half, half + Math.min(WARMUP, half), 1);
            quiet(process());
            return over(fleet, 1, 1, 0, half, Math.max(1, half / options.wakes()));
        }
    }

    /** Wakes up actors, and says how long each took. */
    private Histogram over(Fleet fleet, int clients, int inflight, long from, long end, long step) throws Exception {
        fleet.round();
        walk.over(from, end, step);
        fleet.keep(Math.min(clients, options.sessions()), inflight);
        long told = System.nanoTime();
        while (!fleet.done()) {
            Thread.sleep(20);
            if (System.nanoTime() - told > GLANCE.toNanos() * 10) {
                told = System.nanoTime();
                tell(String.format(Locale.ROOT, "  %.0f %%", 100 * fleet.ask(walk::done)));
            }
        }
        fleet.stop();
        Meter meter = fleet.round();
        if (meter.wrongs() > 0) {
            throw new IllegalStateException(
                    meter.wrongs() + " requests to actors failed; the container's log may say why");
        }
        return meter.times();
    }

    private Taken taken(ServerJvm jvm, long process) throws Exception {
        quiet(process);
        long heap = jvm.live();
        return new Taken(heap, new Processes(List.of(process)).resident());
    }

    /** Waits until what was asked for is written, and nothing is left to do. */
    private static void quiet(long process) throws InterruptedException {
        Processes one = new Processes(List.of(process));
        Duration used;
        do {
            Duration before = one.cpu();
            Thread.sleep(GLANCE.toMillis());
            used = one.cpu().minus(before);
        } while (used.toNanos() > QUIET * GLANCE.toNanos());
    }

    /** The container's process; after a start it is another one. */
    private long process() throws IOException {
        return Long.parseLong(
                Files.readString(options.runs().resolve(Path.of("et", "pid"))).strip());
    }

    private void et(String verb) throws Exception {
        Process process = new ProcessBuilder(
                        "bash", options.script(), verb, "--dir", options.runs().toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("et " + verb + " failed");
        }
    }

    private static String line(String name, int count, Taken each) {
        return String.format(
                Locale.ROOT,
                "  %-16s %,10d %,10d bytes of heap each, %,10d of RSS",
                name,
                count,
                each.heap,
                each.resident);
    }

    private static String line(String name, Histogram times) {
        return String.format(
                Locale.ROOT,
                "  %-16s %,10d answered after %.0f us (p50), %.0f us (p99)",
                name,
                times.getTotalCount(),
                micros(times, 50),
                micros(times, 99));
    }

    private static double micros(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }

    private String json(Taken session, Taken actor, Taken all, Histogram awake, Histogram asleep) {
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"memory\",\"tiers\":\"one\",\"transport\":\"tcp\",\"sessions\":%d,\"session_heap_bytes\":%d,"
                        + "\"session_rss_bytes\":%d,\"actors\":%d,\"payload\":%d,\"actor_heap_bytes\":%d,\"actor_rss_bytes\":%d,"
                        + "\"wake_p50_us\":%.0f,\"wake_p99_us\":%.0f,\"read_p50_us\":%.0f,\"read_p99_us\":%.0f,"
                        + "\"heap_mb\":%d,\"rss_mb\":%d}",
                options.sessions(),
                session.heap,
                session.resident,
                options.actors(),
                options.payload(),
                actor.heap,
                actor.resident,
                micros(awake, 50),
                micros(awake, 99),
                micros(asleep, 50),
                micros(asleep, 99),
                all.heap >> 20,
                all.resident >> 20);
    }

    private void tell(String line) {
        if (!options.json()) {
            out.println(line);
        }
    }
}

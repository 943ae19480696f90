package et.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server and its load; where several are compared, each has its turn. */
final class Side implements AutoCloseable {

    private static final long GLANCE_MILLIS = 20;
    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(30);

    private final Server server;
    private final Options options;
    private final Fleet fleet;
    private final Allocations allocations;
    private final @Nullable ThreadTimes threads;
    private final List<Round> rounds = new ArrayList<>();

    Side(Server server, Options options) throws Exception {
        this.server = server;
        this.options = options;
        this.allocations = new Allocations(server.processes());
        this.threads = options.threads() ? new ThreadTimes(server.processes()) : null;
        this.fleet = new Fleet(Requests.of(options), options.transport(), server.at());
    }

    String name() {
        return server.name();
    }

    /** @throws java.util.concurrent.ExecutionException if not all come in */
    void enter() throws Exception {
        fleet.enter(options.connections());
    }

    void start() {
        if (options.workload().open()) {
            fleet.send(options.rate());
        } else {
            fleet.keep(options.connections(), options.inflight());
        }
    }

    /** Sends no more, and waits until all is answered; whether it was. */
    boolean stop() throws Exception {
        fleet.stop();
        long deadline = System.nanoTime() + END.toNanos();
        while (!fleet.idle()) {
            if (System.nanoTime() > deadline) {
                System.err.println(name() + ": not all was answered within " + END.toSeconds() + " s");
                return false;
            }
            Thread.sleep(GLANCE_MILLIS);
        }
        return true;
    }

    /** Begins, measures for a while, and ends. */
    Round round() throws Exception {
        start();
        Thread.sleep(SETTLE.toMillis());
        allocations.begin();
        if (threads != null) {
            threads.begin();
        }
        fleet.round();
        Duration cpu = server.processes().cpu();
        long start = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(options.seconds()).toMillis());
        Meter meter = fleet.round();
        Duration used = server.processes().cpu().minus(cpu);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (threads != null) {
            threads.end();
        }
        long allocated = allocations.end();
        boolean answered = stop();
        long wrongs = meter.wrongs() + fleet.round().wrongs() + (answered ? 0 : 1);
        Round round = new Round(
                meter.times().getTotalCount(),
                seconds,
                used.toNanos() / 1e3,
                allocated,
                meter.times(),
                wrongs,
                server.processes().megabytes());
        rounds.add(round);
        return round;
    }

    List<Round> rounds() {
        return rounds;
    }

    /** On which threads the time of all rounds went, for people; nothing unless that was asked for. */
    List<String> threads() {
        return threads == null
                ? List.of()
                : threads.table(
                        name(), rounds.stream().mapToLong(Round::requests).sum());
    }

    @Override
    public void close() throws IOException {
        fleet.close();
        allocations.close();
    }
}

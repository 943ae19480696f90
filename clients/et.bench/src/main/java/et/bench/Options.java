package et.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param transport what they go over
 * @param connections how many clients
 * @param inflight requests in flight on each connection; in a closed loop only
 * @param rate requests a second in all; in an open loop only
 * @param payload bytes of a request's payload, and of its answer's
 * @param tick how often a second what is said goes out; 0: at once
 * @param warmup seconds before the first round, for each server
 * @param seconds of a round
 * @param rounds how many; the median is printed
 * @param server who is measured
 * @param against whom it is compared with; null: nobody
 * @param tiers what the server consists of, for the output
 * @param floor whether it is compared with the least that a server can do, too
 * @param threads whether to say on which threads the time went; for people only
 * @param json whether to print one line for scripts
 */
record Options(
        Workload workload,
        Transport transport,
        int connections,
        int inflight,
        int rate,
        int payload,
        int tick,
        int warmup,
        int seconds,
        int rounds,
        Server server,
        @Nullable Server against,
        String tiers,
        boolean floor,
        boolean threads,
        boolean json) {

    static final String USAGE = """
        usage: bench w1|w1r|w2 [options], bench hotfix [options], bench memory [options], bench start [options]

          w1                 closed loop: each connection keeps its requests in flight
          w1r                open loop: requests go out on time, answered or not
          w2                 open loop, fan-out: what each player says, an actor pushes to all that have joined it;
                             what is counted is deliveries
          --connections 200  w2: 100
          --inflight 1       w1: requests in flight on each connection, 1 to 64
          --rate 4000        w1r, w2: requests a second in all; w2: 1000, which makes 100,000 deliveries
          --payload 64       bytes of a request's payload and of its answer's, 16 to 16000
          --tick 0           w2: pushes so many times a second, 1 to 100, what was said since; 0: each message at once
          --warmup 15        seconds before the first round
          --seconds 5        of each round
          --rounds 3         the median is printed
          --transport tcp    or ws
          --tiers LIST       on tiers, as gateway,logic, instead of one container
          --floor            in turns with the least that a server of the same frames can do, and the ratio
          --against HOME     in turns with another build, a checkout or a distribution, and the ratio
          --threads          say on which threads of the server the time went, and how often they were woken up (Linux)
          --json             print one line of JSON and nothing else
        """;

    /** What a gateway lets one client have unanswered. */
    static final int WINDOW = 64;

    static Options parse(List<String> words) {
        Workload workload =
                Workload.of(words.stream().filter(Workload::isOne).findFirst().orElse(""));
        int connections = workload.connections;
        int inflight = 1;
        int rate = workload.rate;
        int payload = 64;
        int tick = 0;
        int warmup = 15;
        int seconds = 5;
        int rounds = 3;
        Transport transport = Transport.TCP;
        String at = "127.0.0.1:7700";
        String processes = "";
        String againstAt = "";
        String againstProcesses = "";
        String tiers = "one";
        boolean floor = false;
        boolean threads = false;
        boolean json = false;
        Deque<String> rest = new ArrayDeque<>(words);
        rest.remove(workload.word());
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--connections" -> connections = Words.number(name, rest, 1, 50_000);
                case "--inflight" -> inflight = Words.number(name, rest, 1, WINDOW);
                case "--rate" -> rate = Words.number(name, rest, 1, 1_000_000);
                case "--payload" -> payload = Words.number(name, rest, 16, 16_000);
                case "--tick" -> tick = Words.number(name, rest, 0, 100);
                case "--warmup" -> warmup = Words.number(name, rest, 0, 600);
                case "--seconds" -> seconds = Words.number(name, rest, 1, 600);
                case "--rounds" -> rounds = Words.number(name, rest, 1, 100);
                case "--transport" -> transport = Transport.of(Words.value(name, rest));
                case "--at" -> at = Words.value(name, rest);
                case "--processes" -> processes = Words.value(name, rest);
                case "--against-at" -> againstAt = Words.value(name, rest);
                case "--against-processes" -> againstProcesses = Words.value(name, rest);
                case "--tiers" -> tiers = Words.value(name, rest);
                case "--floor" -> floor = true;
                case "--threads" -> threads = true;
                case "--json" -> json = true;
                default -> throw new IllegalArgumentException(name + ": no such workload or option");
            }
        }
        if (threads && json) {
            throw new IllegalArgumentException("--threads is a table for people; it does not go with --json");
        }
        return new Options(
                workload,
                transport,
                connections,
                inflight,
                rate,
                payload,
                tick,
                warmup,
                seconds,
                rounds,
                Server.of("server", at, processes),
                againstAt.isEmpty() ? null : Server.of("against", againstAt, againstProcesses),
                tiers,
                floor,
                threads,
                json);
    }
}

package et.bench;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What to measure.
 *
 * @param workload {@code w1}: each connection keeps so many requests in flight; {@code w1r}: so many requests a second in all, whether answered or not
 * @param connections how many clients
 * @param inflight requests in flight on each connection; w1 only
 * @param rate requests a second in all; w1r only
 * @param payload bytes of a request's payload, and of its answer's
 * @param warmup seconds before the first round
 * @param seconds of a round
 * @param rounds how many; the median is printed
 * @param servers where gateways listen; connections spread over them
 * @param processes ids of the server's processes, whose CPU and memory is measured
 * @param tiers what the server consists of, for the output
 * @param floor whether a bare echo of the same frames is measured after the server
 * @param json whether to print one line for scripts
 */
record Options(
        String workload,
        int connections,
        int inflight,
        int rate,
        int payload,
        int warmup,
        int seconds,
        int rounds,
        List<InetSocketAddress> servers,
        List<Long> processes,
        String tiers,
        boolean floor,
        boolean json) {

    static final String USAGE = """
        usage: bench w1|w1r [options]

          w1                 closed loop: each connection keeps its requests in flight
          w1r                open loop: requests go out on time, answered or not
          --connections 200
          --inflight 1       w1: requests in flight on each connection, 1 to 64
          --rate 4000        w1r: requests a second in all
          --payload 64       bytes of a request's payload and of its answer's, 16 to 16000
          --warmup 15        seconds before the first round
          --seconds 5        of each round
          --rounds 3         the median is printed
          --floor            then the same against a bare echo of the same frames, and the ratio
          --json             print one line of JSON and nothing else
        """;

    /** What a gateway lets one client have unanswered. */
    static final int WINDOW = 64;

    static Options parse(List<String> words) {
        String workload = "";
        int connections = 200;
        int inflight = 1;
        int rate = 4000;
        int payload = 64;
        int warmup = 15;
        int seconds = 5;
        int rounds = 3;
        String at = "127.0.0.1:7700";
        String processes = "";
        String tiers = "one";
        boolean floor = false;
        boolean json = false;
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "w1", "w1r" -> workload = name;
                case "--connections" -> connections = number(name, rest, 1, 50_000);
                case "--inflight" -> inflight = number(name, rest, 1, WINDOW);
                case "--rate" -> rate = number(name, rest, 1, 1_000_000);
                case "--payload" -> payload = number(name, rest, 16, 16_000);
                case "--warmup" -> warmup = number(name, rest, 0, 600);
                case "--seconds" -> seconds = number(name, rest, 1, 600);
                case "--rounds" -> rounds = number(name, rest, 1, 100);
                case "--at" -> at = value(name, rest);
                case "--processes" -> processes = value(name, rest);
                case "--tiers" -> tiers = value(name, rest);
                case "--floor" -> floor = true;
                case "--json" -> json = true;
                default -> throw new IllegalArgumentException(name + ": no such workload or option");
            }
        }
        if (workload.isEmpty()) {
            throw new IllegalArgumentException("workload: none (expected: w1 or w1r)");
        }
        return new Options(
                workload,
                connections,
                inflight,
                rate,
                payload,
                warmup,
                seconds,
                rounds,
                servers(at),
                numbers(processes),
                tiers,
                floor,
                json);
    }

    /** The same, against one other process. */
    Options against(InetSocketAddress server, long process) {
        return new Options(
                workload,
                connections,
                inflight,
                rate,
                payload,
                warmup,
                seconds,
                rounds,
                List.of(server),
                List.of(process),
                "floor",
                false,
                json);
    }

    boolean open() {
        return workload.equals("w1r");
    }

    private static List<InetSocketAddress> servers(String at) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String one : at.split(",", -1)) {
            int colon = one.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--at: " + one + " (expected: as 127.0.0.1:7700)");
            }
            servers.add(new InetSocketAddress(one.substring(0, colon), Integer.parseInt(one.substring(colon + 1))));
        }
        return servers;
    }

    private static List<Long> numbers(String processes) {
        return Arrays.stream(processes.split(",", -1))
                .filter(one -> !one.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    private static String value(String name, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(name + ": nothing (expected: a value)");
        }
        return rest.remove();
    }

    private static int number(String name, Deque<String> rest, int min, int max) {
        String value = value(name, rest);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of bounds.
        }
        throw new IllegalArgumentException(
                name + ": " + value + " (expected: a number from " + min + " to " + max + ")");
    }
}

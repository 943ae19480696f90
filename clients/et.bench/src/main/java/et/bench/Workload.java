package et.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What clients do. */
enum Workload {

    /** Closed loop: each connection keeps its requests in flight, to an actor of its player's own. */
    W1(200, 0),

    /** Open loop: requests go out when they are due, answered or not. */
    W1R(200, 4000),

    /** Open loop: what each says, an actor that all have joined tells everybody. */
    W2(100, 1000);

    /** How many clients, unless said otherwise. */
    final int connections;

    /** Requests a second in all, unless said otherwise; 0 in a closed loop. */
    final int rate;

    Workload(int connections, int rate) {
        this.connections = connections;
        this.rate = rate;
    }

    boolean open() {
        return rate > 0;
    }

    /** Whether it is deliveries that are counted and timed, each from when its request was due; else requests. */
    boolean delivers() {
        return this == W2;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static boolean isOne(String word) {
        return Arrays.stream(values()).anyMatch(one -> one.word().equals(word));
    }

    /** @throws IllegalArgumentException if there is none of this name */
    static Workload of(String word) {
        return Arrays.stream(values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "workload: " + (word.isEmpty() ? "none" : word) + " (expected: " + words() + ")"));
    }

    private static String words() {
        return Arrays.stream(values()).map(Workload::word).collect(Collectors.joining(" or "));
    }
}

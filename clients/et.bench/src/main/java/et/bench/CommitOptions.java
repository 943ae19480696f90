package et.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How many durable commits to ask for.
 *
 * @param rate saves a second in the open loop
 * @param overload how many times as many a second when there are too many
 * @param connections clients in all
 * @param inflight saves that each client keeps under way when the most is asked for
 * @param actors how many are saved, one after the other
 * @param payload bytes that each save changes
 * @param seconds how long each part of a round is measured
 * @param rounds how many
 * @param warmup seconds before anything is measured
 * @param server who is measured
 * @param database whom the batches go to that are compared with
 * @param system where the distribution has its bundles
 * @param json whether to print one line for scripts
 */
record CommitOptions(
        int rate,
        int overload,
        int connections,
        int inflight,
        int actors,
        int payload,
        int seconds,
        int rounds,
        int warmup,
        Server server,
        Target database,
        Path system,
        boolean json) {

    /**
     * A database.
     *
     * @param name as it was asked for
     * @param url as JDBC has it
     * @param user who connects
     * @param passwordFile the password is in its first line; empty: there is none
     */
    record Target(String name, String url, String user, String passwordFile) {}

    /** More than a client may have under way: no actor has two. */
    private static final int LEAST_SHARE = 100;

    static final String USAGE = """
        usage: bench commits [--db DB] [options]

          How many changes of actors become durable, and how long each takes from when it was due to when its client knows: at a
          rate that is offered, and at most; the most as a ratio to JDBC batches of 500 in the same database, in the same round;
          and what an offer that is too high does to the memory.

          --db h2             in a file (default); mariadb, the one that the build has unpacked; mysql, the mysqld that
                              ET_TEST_MYSQL names; or mysql://user@host:port/schema, which is given --db-password-file
          --rate 5000         saves a second, 1 to 1000000
          --overload 10       times as many a second at last; 0 leaves that out
          --connections 200   clients, 1 to 10000
          --inflight 32       saves under way of each when the most is asked for, 1 to 64
          --actors 50000      1000 to 5000000; each client saves its share of them in turns, 100 or more
          --payload 200       bytes that each save changes, 16 to 16000
          --seconds 10        of each part of a round
          --rounds 3          the medians count
          --warmup 20         seconds before the first round
          --json              print one line of JSON and nothing else
        """;

    static CommitOptions parse(List<String> words) {
        int rate = 5000;
        int overload = 10;
        int connections = 200;
        int inflight = 32;
        int actors = 50_000;
        int payload = 200;
        int seconds = 10;
        int rounds = 3;
        int warmup = 20;
        String at = "";
        String processes = "";
        String database = "";
        String url = "";
        String user = "";
        String passwordFile = "";
        String system = "";
        boolean json = false;
        Deque<String> rest = new ArrayDeque<>(words);
        rest.remove("commits");
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--rate" -> rate = Words.number(name, rest, 1, 1_000_000);
                case "--overload" -> overload = Words.number(name, rest, 0, 1000);
                case "--connections" -> connections = Words.number(name, rest, 1, 10_000);
                case "--inflight" -> inflight = Words.number(name, rest, 1, Options.WINDOW);
                case "--actors" -> actors = Words.number(name, rest, 1000, 5_000_000);
                case "--payload" -> payload = Words.number(name, rest, 16, 16_000);
                case "--seconds" -> seconds = Words.number(name, rest, 1, 3600);
                case "--rounds" -> rounds = Words.number(name, rest, 1, 1000);
                case "--warmup" -> warmup = Words.number(name, rest, 0, 3600);
                case "--at" -> at = Words.value(name, rest);
                case "--processes" -> processes = Words.value(name, rest);
                case "--database" -> database = Words.value(name, rest);
                case "--jdbc" -> url = Words.value(name, rest);
                case "--user" -> user = Words.value(name, rest);
                case "--password-file" -> passwordFile = Words.value(name, rest);
                case "--system" -> system = Words.value(name, rest);
                case "--json" -> json = true;
                default -> throw new IllegalArgumentException(name + ": no such option of commits");
            }
        }
        if (actors / connections < LEAST_SHARE) {
            throw new IllegalArgumentException("--actors: " + actors + " (expected: " + LEAST_SHARE
                    + " or more for each of " + connections + " connections)");
        }
        return new CommitOptions(
                rate,
                overload,
                connections,
                inflight,
                actors,
                payload,
                seconds,
                rounds,
                warmup,
                Server.of("server", at, processes),
                new Target(database, url, user, passwordFile),
                Path.of(system),
                json);
    }
}

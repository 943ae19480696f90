package et.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Whose memory to measure.
 *
 * @param sessions how many
 * @param actors how many
 * @param payload bytes of a request to an actor, which remembers it
 * @param wakes actors that are woken up and timed
 * @param server who is measured, a single container
 * @param script what starts and stops it
 * @param runs the directory of containers in which it is
 * @param json whether to print one line for scripts
 */
record MemoryOptions(
        int sessions, int actors, int payload, int wakes, Server server, String script, Path runs, boolean json) {

    static final String USAGE = """
        usage: bench memory [options]

          What an idle session and an idle actor take in one container with a heap of 2 GB, and how long an idle actor takes to
          answer: one that is in memory, and one that has to be read first.

          --sessions 1000    2 to 50000
          --actors 100000    100 to 5000000
          --payload 64       bytes of a request, which the actor remembers
          --wakes 1000       actors that are woken up and timed, of each kind
          --json             print one line of JSON and nothing else
        """;

    static MemoryOptions parse(List<String> words) {
        int sessions = 1000;
        int actors = 100_000;
        int payload = 64;
        int wakes = 1000;
        String at = "";
        String processes = "";
        String script = "";
        String runs = "";
        boolean json = false;
        Deque<String> rest = new ArrayDeque<>(words);
        rest.remove("memory");
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--sessions" -> sessions = Words.number(name, rest, 2, 50_000);
                case "--actors" -> actors = Words.number(name, rest, 100, 5_000_000);
                case "--payload" -> payload = Words.number(name, rest, 16, 16_000);
                case "--wakes" -> wakes = Words.number(name, rest, 1, 100_000);
                case "--at" -> at = Words.value(name, rest);
                case "--processes" -> processes = Words.value(name, rest);
                case "--script" -> script = Words.value(name, rest);
                case "--dir" -> runs = Words.value(name, rest);
                case "--json" -> json = true;
                default -> throw new IllegalArgumentException(name + ": no such option of memory");
            }
        }
        return new MemoryOptions(
                sessions,
                actors,
                payload,
                Math.min(wakes, actors / 2),
                Server.of("server", at, processes),
                script,
                Path.of(runs),
                json);
    }
}

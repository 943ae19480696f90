package et.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How many hotfixes, and who plays meanwhile.
 *
 * @param hotfixes how many, every second with a change of state
 * @param robots how many
 * @param think milliseconds between two acts of a robot
 * @param gap seconds after each switch before anything else is done
 * @param warmup seconds of play before anything is measured
 * @param baseline seconds of play before the first hotfix, to compare with
 * @param server whose gateways the robots play on
 * @param tiers what the server consists of, for the output
 * @param system where the distribution has its bundles
 * @param runs the directory of containers in which the server's are
 * @param json whether to print one line for scripts
 */
record HotfixOptions(
        int hotfixes,
        int robots,
        int think,
        int gap,
        int warmup,
        int baseline,
        Server server,
        String tiers,
        Path system,
        Path runs,
        boolean json) {

    static final String USAGE = """
        usage: bench hotfix [options]

          Robots play arena while it is replaced again and again: every second hotfix changes what is stored of players,
          every fifth is rolled back, the others are confirmed. What players notice of it, and what stays behind.

          --hotfixes 100     2 to 10000
          --robots 50        1 to 10000
          --think 100        milliseconds between two acts of a robot
          --gap 10           seconds after each switch before anything else is done
          --warmup 30        seconds of play before anything is measured
          --baseline 30      seconds of play before the first hotfix, to compare with
          --tiers LIST       what the server consists of, instead of gateway,manager,logic,logic; one: a single container
          --json             print one line of JSON, and progress to standard error only
        """;

    static HotfixOptions parse(List<String> words) {
        int hotfixes = 100;
        int robots = 50;
        int think = 100;
        int gap = 10;
        int warmup = 30;
        int baseline = 30;
        String at = "";
        String tiers = "one";
        String system = "";
        String runs = "";
        boolean json = false;
        Deque<String> rest = new ArrayDeque<>(words);
        rest.remove("hotfix");
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--hotfixes" -> hotfixes = Words.number(name, rest, 2, 10_000);
                case "--robots" -> robots = Words.number(name, rest, 1, 10_000);
                case "--think" -> think = Words.number(name, rest, 1, 60_000);
                case "--gap" -> gap = Words.number(name, rest, 1, 600);
                case "--warmup" -> warmup = Words.number(name, rest, 0, 600);
                case "--baseline" -> baseline = Words.number(name, rest, 1, 600);
                case "--at" -> at = Words.value(name, rest);
                case "--tiers" -> tiers = Words.value(name, rest);
                case "--system" -> system = Words.value(name, rest);
                case "--dir" -> runs = Words.value(name, rest);
                case "--json" -> json = true;
                default -> throw new IllegalArgumentException(name + ": no such option of hotfix");
            }
        }
        return new HotfixOptions(
                hotfixes,
                robots,
                think,
                gap,
                warmup,
                baseline,
                Server.of("server", at, ""),
                tiers,
                Path.of(system),
                Path.of(runs),
                json);
    }
}

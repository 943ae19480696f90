package et.robots;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to play.
 *
 * @param players how many robots
 * @param length how long they play once all have been started
 * @param servers where; each robot begins at one of them, and goes to the next when it loses it
 * @param think between two acts of a robot
 * @param ramp how many robots are started each second
 * @param patience how long a robot tries to get back to a server that is gone
 * @param seed of the robots' behaviour; their accounts are new in each run
 * @param json whether to print one line for scripts
 */
record Options(
        int players,
        Duration length,
        List<URI> servers,
        Duration think,
        int ramp,
        Duration patience,
        long seed,
        boolean json) {

    static final String USAGE = """
        usage: robots [N] [options]

          N                  how many robots (default 50)
          --for 20s          how long they play once all have been started (ms, s, m; default 20s)
          --host 127.0.0.1   the server's address
          --port 7700        the server's port (default: 7700 for tcp, 7701 for ws)
          --at HOST:PORT,... several servers instead: robots spread over them, and go to another when they lose one
          --transport tcp    tcp or ws
          --think 100ms      between two acts of a robot
          --ramp 100         robots started each second
          --patience 120s    how long a robot tries to get back to a server that is gone
          --seed 42          makes the robots behave the same again; their accounts are new in each run
          --json             print one line of JSON and nothing else

        Ctrl-C has them finish what they have begun, and compare their books.
        """;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    /** Reads the command line. */
    static Options parse(List<String> arguments) {
        int players = 50;
        Duration length = Duration.ofSeconds(20);
        String host = "127.0.0.1";
        int port = 0;
        String at = "";
        boolean webSocket = false;
        Duration think = Duration.ofMillis(100);
        int ramp = 100;
        Duration patience = Duration.ofMinutes(2);
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        boolean json = false;
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--for" -> length = duration(name, value(name, rest));
                case "--host" -> host = value(name, rest);
                case "--port" -> port = number(name, value(name, rest), 1, 65_535);
                case "--at" -> at = value(name, rest);
                case "--transport" -> webSocket = webSocket(value(name, rest));
                case "--think" -> think = duration(name, value(name, rest));
                case "--ramp" -> ramp = number(name, value(name, rest), 1, 100_000);
                case "--patience" -> patience = duration(name, value(name, rest));
                case "--seed" -> seed = number(name, value(name, rest), 0, Integer.MAX_VALUE);
                case "--json" -> json = true;
                default -> players = number("N", name, 1, 100_000);
            }
        }
        int standard = webSocket ? 7701 : 7700;
        String one = (host.contains(":") ? "[" + host + "]" : host) + ":" + (port == 0 ? standard : port);
        List<URI> servers = servers(at.isEmpty() ? one : at, webSocket);
        return new Options(players, length, servers, think, ramp, patience, seed, json);
    }

    private static List<URI> servers(String addresses, boolean webSocket) {
        return Arrays.stream(addresses.split(",", -1))
                .map(address -> server(address, webSocket))
                .toList();
    }

    private static URI server(String address, boolean webSocket) {
        try {
            URI server = new URI((webSocket ? "ws://" : "tcp://") + address + (webSocket ? "/et" : ""));
            if (server.getHost() != null && server.getPort() > 0) {
                return server;
            }
        } catch (URISyntaxException e) {
            // Told below, like an address without a port.
        }
        throw new IllegalArgumentException("server: " + address + " (expected: as 127.0.0.1:7700)");
    }

    private static String value(String name, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(name + ": nothing (expected: a value)");
        }
        return rest.remove();
    }

    private static boolean webSocket(String value) {
        return switch (value) {
            case "tcp" -> false;
            case "ws" -> true;
            default -> throw new IllegalArgumentException("--transport: " + value + " (expected: tcp or ws)");
        };
    }

    private static Duration duration(String name, String value) {
        Matcher parts = DURATION.matcher(value);
        if (!parts.matches()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: as 500ms, 20s or 2m)");
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    private static int number(String name, String value, int min, int max) {
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

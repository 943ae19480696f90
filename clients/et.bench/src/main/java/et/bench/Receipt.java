package et.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code et:hotfix apply} or {@code rollback} says of a switch.
 *
 * @param clean whether all actors were carried over
 * @param window how long its counters were open, from before the switch until the actors were carried over
 * @param skew milliseconds between the first container's switch and the last one's
 * @param first when the first container had switched
 * @param last when the last one had
 * @param pauses for how long actors could not run
 */
record Receipt(boolean clean, Duration window, long skew, Instant first, Instant last, List<Pause> pauses) {

    private static final Pattern SWITCHED = Pattern.compile("\"switched\":\"([^\"]+)\"");
    private static final Pattern PAUSED = Pattern.compile("\"paused_us\":\\[((?:\\[[^]]*],?)*)]");
    private static final Pattern PAUSE = Pattern.compile("\\[([\\d.]+),(\\d+)]");

    /** So many actors could not run for so many microseconds, at most. */
    record Pause(double micros, long actors) {}

    /** Of what the command printed with {@code --json}. */
    static Receipt read(String json) {
        List<Instant> switched = SWITCHED.matcher(json)
                .results()
                .map(found -> Instant.parse(found.group(1)))
                .sorted()
                .toList();
        if (switched.isEmpty()) {
            throw new IllegalArgumentException("no receipt: " + json);
        }
        List<Pause> pauses = new ArrayList<>();
        for (MatchResult pair : PAUSE.matcher(find(PAUSED, json)).results().toList()) {
            pauses.add(new Pause(Double.parseDouble(pair.group(1)), Long.parseLong(pair.group(2))));
        }
        return new Receipt(
                json.contains("\"clean\":true"),
                Duration.ofMillis(number(json, "window_ms")),
                number(json, "skew_ms"),
                switched.get(0),
                switched.get(switched.size() - 1),
                pauses);
    }

    private static long number(String json, String name) {
        return Long.parseLong(find(Pattern.compile("\"" + name + "\":(\\d+)"), json));
    }

    private static String find(Pattern what, String json) {
        Matcher matcher = what.matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + what + " in the receipt: " + json);
        }
        return matcher.group(1);
    }

    long actors() {
        return pauses.stream().mapToLong(Pause::actors).sum();
    }

    double longest() {
        return pauses.stream().mapToDouble(Pause::micros).max().orElse(0);
    }
}

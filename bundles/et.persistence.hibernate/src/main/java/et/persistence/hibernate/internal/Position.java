package et.persistence.hibernate.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a server has come, in its GTIDs: of each source of transactions the number of the last one before which none is missing. A MySQL whose appliers need
 * not keep the order may have later ones already, which do not count: they would stand for others that it lacks.
 *
 * @param last by source: of MariaDB {@code domain-server-}, of MySQL {@code uuid:} or {@code uuid:tag:}
 */
record Position(Map<String, Long> last) {

    static final Position NOWHERE = new Position(Map.of());

    private static final Pattern MARIADB = Pattern.compile("(\\d+-\\d+-)(\\d+)");
    private static final Pattern INTERVAL = Pattern.compile("(?:\\d+-)?(\\d+)");

    Position {
        last = Map.copyOf(last);
    }

    /** Reads {@code 0-1-42,1-3-7} of MariaDB, or {@code uuid:1-42:44,uuid:1-3:tag:1-7} of MySQL; either may be empty. */
    static Position parse(String text) {
        var last = new TreeMap<String, Long>();
        for (var part : text.strip().split("\\s*,\\s*", -1)) {
            var gtid = MARIADB.matcher(part);
            if (gtid.matches()) {
                last.merge(gtid.group(1), Long.parseLong(gtid.group(2)), Math::max);
            } else if (!part.isEmpty()) {
                intervals(part, last);
            }
        }
        return new Position(last);
    }

    private static void intervals(String set, Map<String, Long> last) {
        var words = set.split(":", -1);
        var source = words[0] + ":";
        for (int i = 1; i < words.length; i++) {
            var interval = INTERVAL.matcher(words[i]);
            if (interval.matches()) {
                last.putIfAbsent(source, Long.parseLong(interval.group(1)));
            } else {
                source = words[0] + ":" + words[i] + ":";
            }
        }
    }

    /** The further one of both, for each source. */
    Position and(Position other) {
        var both = new TreeMap<>(last);
        other.last.forEach((source, number) -> both.merge(source, number, Math::max));
        return new Position(both);
    }

    /** Whether all that is there in the other position is there in this one. */
    boolean reaches(Position other) {
        return other.last.entrySet().stream().allMatch(one -> last.getOrDefault(one.getKey(), 0L) >= one.getValue());
    }

    boolean isNowhere() {
        return last.isEmpty();
    }

    /** {@code 0-1-42}, or {@code nothing}. */
    @Override
    public String toString() {
        return isNowhere()
                ? "nothing"
                : new TreeMap<>(last)
                        .entrySet().stream()
                                .map(one -> one.getKey() + one.getValue())
                                .collect(Collectors.joining(", "));
    }
}

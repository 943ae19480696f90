package et.robots;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a run.
 *
 * @param figures by the names that scripts know, in the order in which they are printed
 * @param remarks the first findings, for people
 */
record Summary(Map<String, Long> figures, List<String> remarks) {

    static Summary of(Tally tally, long seconds) {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("sent", tally.sent.sum());
        figures.put("answered", tally.answered.sum());
        figures.put("lost", tally.lost.sum());
        figures.put("duplicated", tally.duplicated.sum());
        figures.put("reordered", tally.reordered.sum());
        figures.put("disconnected", tally.disconnected.sum());
        figures.put("errors", tally.errors.sum());
        figures.put("p50_us", tally.micros(50));
        figures.put("p99_us", tally.micros(99));
        figures.put("p999_us", tally.micros(99.9));
        figures.put("max_us", tally.maxMicros());
        figures.put("players", (long) tally.players.get());
        figures.put("coins_players", tally.coinsOfPlayers.sum());
        figures.put("coins_world", tally.coinsOfWorld.sum());
        figures.put("reconnects", tally.reconnects.sum());
        figures.put("away_at_the_end", tally.away.sum());
        figures.put("longest_outage_ms", tally.longestOutageMillis());
        figures.put("snapshots", tally.snapshots.sum());
        figures.put("held_back", tally.heldBack.sum());
        figures.put("seconds", seconds);
        return new Summary(figures, tally.remarks());
    }

    /** Whether every promise was kept: nothing lost, doubled or out of order, and the coins agree. */
    boolean sound() {
        return figure("players") > 0
                && figure("lost") == 0
                && figure("duplicated") == 0
                && figure("reordered") == 0
                && figure("coins_players") == figure("coins_world");
    }

    /** One line. */
    String json() {
        return figures.entrySet().stream()
                .map(figure -> '"' + figure.getKey() + "\":" + figure.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** For people. */
    String table() {
        StringBuilder table = new StringBuilder(1024);
        row(table, "players", "players", "");
        row(table, "requests sent", "sent", perSecond());
        row(table, "answered", "answered", "");
        row(table, "lost", "lost", "expected: 0");
        row(table, "duplicated", "duplicated", "expected: 0");
        row(table, "reordered", "reordered", "expected: 0");
        row(table, "disconnected", "disconnected", figure("reconnects") + " came back");
        row(table, "longest outage", "longest_outage_ms", "ms");
        row(table, "snapshots", "snapshots", "pictures that had to be asked for again");
        row(table, "errors", "errors", "expected: 0");
        row(table, "coins of players", "coins_players", "");
        row(table, "coins of world", "coins_world", agreement());
        row(table, "answer, half", "p50_us", "us");
        row(table, "answer, 99 %", "p99_us", "us");
        row(table, "answer, 99.9 %", "p999_us", "us");
        row(table, "answer, slowest", "max_us", "us");
        remarks.forEach(remark -> table.append("  ! ").append(remark).append('\n'));
        return table.toString();
    }

    private void row(StringBuilder table, String title, String name, String note) {
        table.append(String.format(Locale.ROOT, "  %-18s %,12d  %s", title, figure(name), note)
                        .stripTrailing())
                .append('\n');
    }

    private String perSecond() {
        return String.format(Locale.ROOT, "%,d a second", figure("sent") / Math.max(1, figure("seconds")));
    }

    private String agreement() {
        return figure("coins_players") == figure("coins_world") ? "they agree" : "THEY DIFFER";
    }

    private long figure(String name) {
        return figures.getOrDefault(name, 0L);
    }
}

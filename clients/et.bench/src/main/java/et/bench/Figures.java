package et.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is printed in the end: for people a line each, for scripts all in one. */
final class Figures {

    private final String name;
    private final List<Figure> figures = new ArrayList<>();

    private record Figure(String key, String title, String value, String note) {}

    /** @param name of the benchmark */
    Figures(String name) {
        this.name = name;
    }

    void count(String key, String title, long value) {
        figures.add(new Figure(key, title, Long.toString(value), ""));
    }

    /** With the most that it should be. */
    void count(String key, String title, long value, long most) {
        figures.add(
                new Figure(key, title, Long.toString(value), wanted((double) value, (double) most, "at most " + most)));
    }

    void value(String key, String title, double value) {
        figures.add(new Figure(key, title, decimal(value), ""));
    }

    /** With the most that it should be, and why. */
    void value(String key, String title, double value, double most, String why) {
        figures.add(new Figure(key, title, decimal(value), wanted(value, most, why)));
    }

    private static String wanted(double value, double most, String what) {
        return (value <= most ? "" : "NOT REACHED, ") + "wanted: " + what;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    String table() {
        return figures.stream()
                .map(one -> String.format(Locale.ROOT, "  %-52s %14s  %s", one.title, one.value, one.note)
                        .stripTrailing())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** @param tiers what was measured */
    String json(String tiers) {
        return figures.stream()
                .map(one -> "\"" + one.key + "\":" + one.value)
                .collect(Collectors.joining(
                        ",", "{\"bench\":\"" + name + "\",\"tiers\":\"" + tiers + "\",\"transport\":\"tcp\",", "}"));
    }
}

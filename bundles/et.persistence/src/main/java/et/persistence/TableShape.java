package et.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a table of a game looks like. Plain words: it outlives the bundle whose record it describes. All names are made of {@code a-z 0-9 _} and begin with a letter.
 *
 * @param name the table's whole name, as the database has it
 * @param columns in the order of the record
 * @param key names of the columns that make up the key, in the order of the record
 * @param indexes names of the columns of each index
 */
public record TableShape(String name, List<Column> columns, List<String> key, List<List<String>> indexes) {

    /** What a column holds, and as which class its values travel. */
    public enum Kind {
        BOOLEAN,
        INT,
        LONG,
        DOUBLE,
        TEXT,
        BYTES,
        /** A moment, as a {@link Long}: milliseconds since 1970. */
        MOMENT,
        /** An enum's constant, by its name. */
        NAME
    }

    /**
     * A column.
     *
     * @param length of texts, in Java characters, and of bytes; else 0
     * @param optional whether it may be empty
     * @param player whether it is the id of the player whose row this is
     * @param first an enum's first constant; else empty
     */
    public record Column(String name, Kind kind, int length, boolean optional, boolean player, String first) {

        /** What the column is in a row that was written without it; of no meaning when it is optional: then it is empty. */
        public Object zero() {
            return switch (kind) {
                case BOOLEAN -> false;
                case INT -> 0;
                case LONG, MOMENT -> 0L;
                case DOUBLE -> 0.0;
                case TEXT -> "";
                case BYTES -> new byte[0];
                case NAME -> first;
            };
        }

        /** As people read it. */
        String text() {
            return kind.name().toLowerCase(Locale.ROOT) + (optional ? ", may be empty" : "");
        }

        private String line() {
            return "column " + name + " " + kind + " " + length + (optional ? " optional" : "")
                    + (player ? " player" : "") + (first.isEmpty() ? "" : " first=" + first);
        }

        private static Column parse(String[] words) {
            var options = List.of(words).subList(4, words.length);
            return new Column(
                    words[1],
                    Kind.valueOf(words[2]),
                    Integer.parseInt(words[3]),
                    options.contains("optional"),
                    options.contains("player"),
                    options.stream()
                            .filter(option -> option.startsWith("first="))
                            .map(option -> option.substring("first=".length()))
                            .findFirst()
                            .orElse(""));
        }
    }

    /** The column of that name. */
    public Optional<Column> column(String named) {
        return columns.stream().filter(column -> column.name().equals(named)).findFirst();
    }

    /** Where the columns of the key are among the columns. */
    public List<Integer> keyPlaces() {
        List<Integer> places = new ArrayList<>(key.size());
        for (int i = 0; i < columns.size(); i++) {
            if (key.contains(columns.get(i).name())) {
                places.add(i);
            }
        }
        return places;
    }

    /** The column that is the id of the player whose row this is. */
    public Optional<Column> player() {
        return columns.stream().filter(Column::player).findFirst();
    }

    /** All but the name, in lines, as {@link #parse} reads them. */
    public String text() {
        return columns.stream().map(Column::line).collect(Collectors.joining("\n"))
                + "\nkey " + String.join(" ", key)
                + indexes.stream()
                        .map(index -> "\nindex " + String.join(" ", index))
                        .collect(Collectors.joining());
    }

    /** What {@link #text} wrote. */
    public static TableShape parse(String name, String text) {
        List<Column> columns = new ArrayList<>();
        List<String> key = List.of();
        List<List<String>> indexes = new ArrayList<>();
        for (var line : text.split("\n", -1)) {
            var words = line.split(" ", -1);
            var rest = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "column" -> columns.add(Column.parse(words));
                case "key" -> key = rest;
                case "index" -> indexes.add(rest);
                default -> throw new IllegalArgumentException("the shape of " + name + " has the line: " + line);
            }
        }
        return new TableShape(name, List.copyOf(columns), List.copyOf(key), List.copyOf(indexes));
    }
}

package et.persistence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of a game's table that is written together with the actor that asked for it. Values are of the classes that {@link TableShape.Kind} names: no class of a game.
 *
 * @param what what is done
 * @param table the table, with the columns that the writing version knows; others keep what they have
 * @param values one for each of these columns; of a deletion, those of the key are looked at
 */
public record TableWrite(What what, TableShape table, List<@Nullable Object> values) {

    /** What is done with a row. */
    public enum What {
        /** It takes the place of the one with its key, if there is one. */
        PUT,
        /** Its key has to be free, else the actor's row is refused. */
        INSERT,
        /** It is deleted, if it is there. */
        DELETE
    }

    /** The values of the key. */
    public List<Object> key() {
        List<Object> key = new ArrayList<>();
        for (int place : table.keyPlaces()) {
            Object value = values.get(place);
            if (value == null) {
                throw new IllegalArgumentException("a row of " + table.name() + " without its whole key");
            }
            key.add(value);
        }
        return key;
    }

    /** Whose row it is, whichever version writes it. */
    private record Place(String table, List<Object> key) {}

    /** Both, as one list that has the same effect: of the same row, the newer one takes the older one's place. Those of one row keep their order. */
    public static List<TableWrite> joined(List<TableWrite> older, List<TableWrite> newer) {
        if (older.isEmpty() && newer.size() == 1) {
            return List.copyOf(newer);
        }
        Map<Place, List<TableWrite>> rows = new LinkedHashMap<>();
        Stream.concat(older.stream(), newer.stream()).forEach(write -> {
            var ofRow = rows.computeIfAbsent(new Place(write.table.name(), write.key()), any -> new ArrayList<>(1));
            ofRow.removeIf(write::replaces);
            ofRow.add(write);
        });
        return rows.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Whether it makes one of the same row before it needless. An insertion has to fail when it must, a deletion takes unknown columns along, and a version that knows fewer
     * columns leaves those of another one.
     */
    private boolean replaces(TableWrite before) {
        return what != What.INSERT
                && before.what != What.INSERT
                && (what == What.DELETE
                        || (before.what == What.PUT && table.columns().equals(before.table.columns())));
    }

    /** Which row it is, for people: {@code g_arena_scores[alice]}. */
    public String row() {
        return table.name() + "[" + key().stream().map(String::valueOf).collect(Collectors.joining(", ")) + "]";
    }

    /** The whole of it, for people. */
    public String text() {
        var shown = values.stream()
                .map(value -> value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value))
                .toList();
        return what == What.DELETE ? row() : row() + " " + shown;
    }
}

package et.api.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record that is a row of a table: {@code @Table("scores") record Score(@Key String player, long points) {}}. A logic declares it with
 * {@link et.api.Handlers#table}.
 *
 * <p>Each component is a column: {@code boolean}, {@code int}, {@code long}, {@code double}, {@code String}, {@code byte[]}, {@code Instant} (kept to the
 * millisecond), an enum (kept by name), or an {@code Optional} of one of the classes, which may be empty. Names are letters and digits and begin with a small
 * letter; {@code lastSeen} is the column {@code last_seen}. At most 32 columns, 60,000 bytes in all; 1 to 4 of them are the {@link Key}.
 *
 * <p>The table is called {@code g_<game>_<name>}, where the game is the last part of the bundle's symbolic name. It belongs to that bundle, in all its versions. It is
 * made before a version serves, and grows with the record: a version may add columns, indexes and lengths, while another one that does not know them still runs.
 * In rows that were written without a column, and by code that does not know it, it is 0, false, empty, 1970, or the enum's first constant. What is
 * no such growth (another class, another key) is refused before anything is changed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Table {

    /** The table's name: 1 to 32 characters of {@code a-z 0-9 _}, beginning with a letter. It never changes. */
    String value();

    /** What makes queries fast, and writes a little slower; at most 8. */
    Index[] indexes() default {};
}

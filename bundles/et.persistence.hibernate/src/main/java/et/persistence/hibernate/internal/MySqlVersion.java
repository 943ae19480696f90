package et.persistence.hibernate.internal;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Which server it is, as it says itself. */
record MySqlVersion(boolean mariaDb, int major, int minor, int patch) {

    private static final Pattern NUMBERS = Pattern.compile("^(\\d+)\\.(\\d+)\\.(\\d+)");

    /** The first MySQL that names the new row in an upsert. */
    private static final MySqlVersion OLDEST_MYSQL = new MySqlVersion(false, 8, 0, 19);

    /** The oldest MariaDB that is still looked after. */
    private static final MySqlVersion OLDEST_MARIADB = new MySqlVersion(true, 10, 6, 0);

    /** @param text what {@code SELECT VERSION()} says, as {@code 9.7.4} or {@code 10.11.19-MariaDB-log} */
    static MySqlVersion parse(String text) {
        var matcher = NUMBERS.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(
                    "the server says that it is version " + text + " (expected: three numbers)");
        }
        return new MySqlVersion(
                text.toLowerCase(Locale.ROOT).contains("mariadb"),
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /** @throws IllegalStateException et cannot work with it */
    void check() {
        if (number() < (mariaDb ? OLDEST_MARIADB : OLDEST_MYSQL).number()) {
            throw new IllegalStateException(
                    "it is " + this + " (expected: " + OLDEST_MYSQL + " or newer, or " + OLDEST_MARIADB + " or newer)");
        }
    }

    private long number() {
        return (major * 1000L + minor) * 1000 + patch;
    }

    /** What Hibernate would find out by asking; the driver cannot ask every MariaDB. */
    Map<String, Object> hibernateSettings() {
        return Map.of(
                "jakarta.persistence.database-product-name",
                mariaDb ? "MariaDB" : "MySQL",
                "jakarta.persistence.database-major-version",
                String.valueOf(major),
                "jakarta.persistence.database-minor-version",
                String.valueOf(minor),
                "hibernate.dialect.mysql.bytes_per_character",
                "4");
    }

    /** Texts are equal when their characters are, down to case, accents and spaces at the end; the default would take many for the same. */
    String exactTexts() {
        return "CHARACTER SET utf8mb4 COLLATE " + (mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
    }

    /** The value of a column in the row that an upsert brings. */
    String fresh(String column) {
        return mariaDb ? "VALUES(" + column + ")" : "fresh." + column;
    }

    @Override
    public String toString() {
        return (mariaDb ? "MariaDB " : "MySQL ") + major + "." + minor + "." + patch;
    }
}

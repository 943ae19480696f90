package et.hotfix.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads OSGi headers, as far as names are concerned: {@code a;b;version="[1,2)",c} is {@code a}, {@code b}, {@code
 * c}. OSGi Core R8, 3.2.4.
 */
final class Clauses {

    private Clauses() {}

    /** The names in a header, without their attributes and directives. */
    static List<String> names(String header) {
        List<String> names = new ArrayList<>();
        for (String clause : split(header, ',')) {
            for (String part : split(clause, ';')) {
                String name = part.strip();
                if (!name.isEmpty() && name.indexOf('=') < 0) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}

package et.console.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object (RFC 8259) whose keys keep their order. */
final class Json {

    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** JSON that was written already. */
    record Raw(String text) {}

    /** Adds a member: a string, number, boolean, null, {@link Json}, {@link Raw}, collection or map of such. */
    Json put(String key, @Nullable Object value) {
        members.put(key, value);
        return this;
    }

    /** One line. */
    @Override
    public String toString() {
        return text(members);
    }

    /** Any such value in one line. */
    static String text(@Nullable Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        if (value instanceof Json json) {
            write(json.members, out);
        } else if (value instanceof Raw raw) {
            out.append(raw.text());
        } else if (value instanceof Map<?, ?> map) {
            object(map, out);
        } else if (value instanceof Collection<?> values) {
            array(values, out);
        } else if (value instanceof Double number) {
            // JSON has no NaN and no infinity.
            out.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "null");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(value.toString(), out);
        }
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : map.entrySet()) {
            out.append(separator);
            string(String.valueOf(member.getKey()), out);
            out.append(':');
            write(member.getValue(), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void array(Collection<?> values, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Object value : values) {
            out.append(separator);
            write(value, out);
            separator = ",";
        }
        out.append(']');
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                // Half a surrogate pair would not survive UTF-8; escaped, a whole one reads the same.
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}

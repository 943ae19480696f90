package et.console.internal;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Option;

/** Karaf takes options before the first argument only. This takes those behind it too. */
final class TrailingOptions {

    private TrailingOptions() {}

    /** Sets the options found among the words on the command, and returns the other words. */
    static List<String> apply(Object command, List<String> words) {
        Map<String, Field> options = options(command.getClass());
        List<String> rest = new ArrayList<>();
        for (Iterator<String> it = words.iterator(); it.hasNext(); ) {
            String word = it.next();
            if (!word.startsWith("--")) {
                rest.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Field field = options.get(name);
            if (field == null) {
                throw new ConsoleException(
                        name + " is no option here (expected: " + String.join(", ", options.keySet()) + ")");
            }
            String value = equals >= 0
                    ? word.substring(equals + 1)
                    : field.getType() == boolean.class ? "true" : next(it, name);
            set(command, field, name, value);
        }
        return rest;
    }

    private static String next(Iterator<String> words, String name) {
        if (!words.hasNext()) {
            throw new ConsoleException(name + " needs a value: " + name + "=...");
        }
        return words.next();
    }

    private static Map<String, Field> options(Class<?> command) {
        Map<String, Field> options = new TreeMap<>();
        for (Class<?> type = command; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    options.put(option.name(), field);
                }
            }
        }
        return options;
    }

    private static void set(Object command, Field field, String name, String value) {
        try {
            field.setAccessible(true);
            if (field.getType() == boolean.class) {
                field.setBoolean(command, Boolean.parseBoolean(value));
            } else if (field.getType() == int.class) {
                field.setInt(command, Integer.parseInt(value));
            } else {
                field.set(command, value);
            }
        } catch (NumberFormatException e) {
            throw new ConsoleException(name + ": " + value + " (expected: a number)");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot set " + field, e);
        }
    }
}

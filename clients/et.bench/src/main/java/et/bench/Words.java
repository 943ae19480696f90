package et.bench;

import java.util.Deque;

/** Reads what follows an option's name on a command line. */
final class Words {

    private Words() {}

    static String value(String name, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(name + ": nothing (expected: a value)");
        }
        return rest.remove();
    }

    static int number(String name, Deque<String> rest, int min, int max) {
        String value = value(name, rest);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of bounds.
        }
        throw new IllegalArgumentException(
                name + ": " + value + " (expected: a number from " + min + " to " + max + ")");
    }
}

package et.actor.core;

import java.util.Comparator;

/** Compares bundle versions as OSGi does: {@code major.minor.micro.qualifier}, numbers by value, the qualifier as text. */
final class Versions {

    static final Comparator<String> ORDER = Versions::compare;

    private static final int NUMBERS = 3;

    private Versions() {}

    private static int compare(String one, String other) {
        String[] left = one.split("\\.", NUMBERS + 1);
        String[] right = other.split("\\.", NUMBERS + 1);
        for (int at = 0; at < NUMBERS; at++) {
            int order = Long.compare(number(left, at), number(right, at));
            if (order != 0) {
                return order;
            }
        }
        return qualifier(left).compareTo(qualifier(right));
    }

    private static long number(String[] parts, int at) {
        if (at >= parts.length) {
            return 0;
        }
        try {
            return Long.parseLong(parts[at]);
        } catch (NumberFormatException text) {
            return 0;
        }
    }

    private static String qualifier(String[] parts) {
        return parts.length > NUMBERS ? parts[NUMBERS] : "";
    }
}

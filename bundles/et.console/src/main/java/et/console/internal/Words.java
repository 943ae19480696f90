package et.console.internal;

import et.actor.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures as people read them. */
final class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Words() {}

    /** {@code 1 actor}, {@code 2 actors}, {@code 2 classes}. */
    static String count(long n, String noun) {
        return number(n) + " " + noun + (n == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    /** Thousands apart: {@code 12 345}; a share as {@code 0.25}. */
    static String number(Number n) {
        if (n instanceof Double || n instanceof Float) {
            return String.format(Locale.ROOT, "%.2f", n.doubleValue());
        }
        return String.format(Locale.ROOT, "%,d", n.longValue()).replace(',', ' ');
    }

    /** The two largest units: {@code 2 h 3 min}. */
    static String duration(Duration d) {
        long s = Math.max(0, d.toSeconds());
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min " + s % 60 + " s";
        }
        return s < 86_400 ? s / 3600 + " h " + s % 3600 / 60 + " min" : s / 86_400 + " d " + s % 86_400 / 3600 + " h";
    }

    /** {@code 1.5 KiB}. */
    static String bytes(long n) {
        if (n < 1024) {
            return n + " B";
        }
        return n < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", n / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", n / 1048576.0);
    }

    /** Date and time of this container's zone. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** What a policy of a hotfix means for an actor. */
    static String policy(String name) {
        return switch (Policy.named(name).orElse(Policy.NOW)) {
            case NOW -> "each actor goes over with its next message";
            case IDLE -> "each actor goes over when nothing of it is pending";
            case END -> "each actor goes over when it is over; new ones are on the new version";
            case NEW -> "only new actors are on the new version";
        };
    }

    /** {@code from -> to}, or {@code to} when there was none before. */
    static String versions(String from, String to) {
        return from.isEmpty() ? to : from + " -> " + to;
    }
}

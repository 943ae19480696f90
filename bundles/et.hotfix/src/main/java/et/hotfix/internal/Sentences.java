package et.hotfix.internal;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Words for people. */
final class Sentences {

    private Sentences() {}

    /** What an exception says, in one line of at most 500 characters. */
    static String of(Throwable cause) {
        String message = cause.getMessage();
        String text = message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : cause instanceof IllegalStateException || cause instanceof IllegalArgumentException
                        ? message
                        : cause.getClass().getSimpleName() + ": " + message;
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > 500 ? line.substring(0, 497) + "..." : line;
    }

    /**
     * The stack trace as text, at most 8000 characters. Exceptions that may be of a logic bundle are logged so, and
     * never as objects: loggers keep their last
     * events.
     */
    static String stack(Throwable cause) {
        var text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        String stack = text.toString();
        return stack.length() > 8000 ? stack.substring(0, 8000) + "..." : stack;
    }

    /** {@code 1 actor}, {@code 2 actors}, {@code 2 classes}. */
    static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }
}

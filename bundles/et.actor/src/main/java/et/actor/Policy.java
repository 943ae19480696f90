package et.actor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * When an actor goes over to a new version of its code. It never goes from the new version to the old one by itself. Nothing is kept per actor: what its row says, and
 * what it waits for, tells on which version it is.
 */
public enum Policy implements Rule {
    /** With its next message. */
    NOW,
    /**
     * When nothing of it is pending: no answer to a question, and no result of blocking work, is to come to a handler of the version that asked. What is pending is in memory only, so an
     * actor that is loaded goes over.
     */
    IDLE,
    /**
     * When it is over, as the old version says ({@link et.api.Handlers#over}), and nothing of it is pending. Of a type that does not say so: as {@link #NOW}, when nothing is pending.
     */
    END,
    /** Not by itself when it has a row; an actor that was never stored has the new version. */
    NEW;

    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The policy of this {@link #text}. */
    public static Optional<Policy> named(String text) {
        return Arrays.stream(values())
                .filter(policy -> policy.text().equals(text))
                .findFirst();
    }
}

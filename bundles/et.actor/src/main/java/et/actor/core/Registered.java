package et.actor.core;

import et.actor.Logic;
import et.actor.Logic.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A logic that a bundle has registered, and where it stands. Guarded by the registry. */
final class Registered {

    final Object key;
    final String bundle;
    final String version;
    final long bundleId;

    /** The type; the class's name when not even that is known. */
    final String type;

    /** The code; null when it was refused. */
    final @Nullable TypeEntry entry;

    /** Whether the database has its tables as it wants them. */
    volatile boolean prepared;

    Standing standing;
    String reason;

    Registered(Registration registration, String type, @Nullable TypeEntry entry, Standing standing, String reason) {
        this.key = registration.key();
        this.bundle = registration.bundle();
        this.version = registration.version();
        this.bundleId = registration.bundleId();
        this.type = type;
        this.entry = entry;
        this.standing = standing;
        this.reason = reason;
    }

    /** Whether it could serve its type. */
    boolean sound() {
        return standing != Standing.REFUSED;
    }

    void stands(Standing where, @Nullable String why) {
        standing = where;
        reason = why == null ? "" : why;
    }

    Logic describe() {
        TypeEntry code = entry;
        return new Logic(
                type,
                bundle,
                version,
                bundleId,
                code == null ? 0 : code.schema,
                code == null
                        ? List.of()
                        : code.handlers.stream()
                                .map(handler -> handler.name)
                                .sorted()
                                .toList(),
                code != null && code.over != null,
                standing,
                reason);
    }
}

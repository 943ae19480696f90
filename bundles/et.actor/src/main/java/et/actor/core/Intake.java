package et.actor.core;

import et.actor.Logic.Standing;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks at what a bundle offers: what it declares, and whether it can stand beside what is there. */
final class Intake {

    private static final Duration DEFINE = Duration.ofSeconds(5);

    private final Settings.Faults faults;
    private final Control control;
    private final Tallies tallies;

    Intake(Settings.Faults faults, Control control, Tallies tallies) {
        this.faults = faults;
        this.control = control;
        this.tallies = tallies;
    }

    /** A candidate, or what was refused. */
    Registered define(Registration registration) {
        String name = registration.logic().getClass().getName();
        if (!registration.exports().isEmpty()) {
            return new Registered(
                    registration,
                    name,
                    null,
                    Standing.REFUSED,
                    "the bundle exports " + String.join(", ", registration.exports())
                            + "; a logic bundle exports nothing, so that it can go alone: remove the exports");
        }
        try {
            TypeEntry entry =
                    control.call(() -> Definition.of(registration.logic(), registration, faults, tallies::of), DEFINE);
            return new Registered(registration, entry.type, entry, Standing.CANDIDATE, "");
        } catch (TimeoutException blocked) {
            return new Registered(
                    registration,
                    name,
                    null,
                    Standing.REFUSED,
                    "define did not return within " + DEFINE.toSeconds() + " s; it must only declare, and not wait");
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            String why = thrown instanceof IllegalArgumentException && thrown.getMessage() != null
                    ? thrown.getMessage()
                    : "define threw " + Faults.describe(thrown);
            return new Registered(registration, name, null, Standing.REFUSED, why);
        }
    }

    /** Why a logic cannot stand beside the others. */
    static Optional<String> objection(
            TypeEntry entry, Registered made, @Nullable Registered serving, Collection<Registered> registered) {
        if (serving != null && !serving.bundle.equals(entry.bundle)) {
            return Optional.of("the type " + entry.type + " is served by the bundle " + serving.bundle
                    + "; choose another name, or stop that bundle");
        }
        for (Registered other : registered) {
            TypeEntry code = other.entry;
            if (code == null || !other.sound()) {
                continue;
            }
            if (other.type.equals(made.type)
                    && other.bundle.equals(made.bundle)
                    && other.version.equals(made.version)) {
                return Optional.of(
                        "the bundle registers the type " + made.type + " twice; remove one of the components");
            }
            for (Map.Entry<Integer, String> name : entry.names.entrySet()) {
                String theirs = code.names.get(name.getKey());
                if (theirs != null && !theirs.equals(name.getValue())) {
                    return Optional.of("the message " + name.getValue() + " has the same number on the wire as "
                            + theirs + " of " + code + "; rename it");
                }
            }
        }
        return Optional.empty();
    }
}

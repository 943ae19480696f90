package et.actor.core;

import et.actor.Logic.Standing;
import et.actor.Logics.Trying;
import et.actor.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The logics that bundles have registered, and the revisions that can be made of them. Guarded by the registry. */
final class Roster {

    private final List<Registered> registered = new ArrayList<>();

    void add(Registered made) {
        registered.add(made);
    }

    void remove(Registered going) {
        registered.remove(going);
    }

    List<Registered> all() {
        return registered;
    }

    /** Sound logics of a version. */
    List<Registered> sound(String bundle, String version) {
        return registered.stream()
                .filter(one -> one.sound() && one.bundle.equals(bundle) && one.version.equals(version))
                .toList();
    }

    /** Sound logics of a version that somebody has asked for. */
    List<Registered> target(String bundle, String version) {
        for (Registered one : registered) {
            if (!one.sound() && one.bundle.equals(bundle) && one.version.equals(version)) {
                throw new IllegalStateException(bundle + "/" + version + " was refused: " + one.reason);
            }
        }
        List<Registered> target = sound(bundle, version);
        if (target.isEmpty()) {
            throw new IllegalStateException("No logic of " + bundle + "/" + version
                    + " is registered (expected: one of " + versions(one -> one.bundle.equals(bundle)) + ").");
        }
        return target;
    }

    private Collection<String> versions(Predicate<Registered> which) {
        return registered.stream()
                .filter(which)
                .map(one -> one.bundle + "/" + one.version)
                .distinct()
                .sorted()
                .toList();
    }

    /** A revision of a choice. */
    Revision revision(
            long number,
            Map<String, Registered> serving,
            Map<String, Revision.Reached> gone,
            Set<String> open,
            Map<String, Trying> tried) {
        Map<String, TypeEntry> entries = new HashMap<>();
        serving.forEach((type, one) -> {
            if (one.entry != null) {
                entries.put(type, one.entry);
            }
        });
        Map<String, List<TypeEntry>> sound = new HashMap<>();
        for (Registered one : registered) {
            if (one.sound() && one.entry != null) {
                sound.computeIfAbsent(one.type, none -> new ArrayList<>()).add(one.entry);
            }
        }
        Map<String, Revision.Split> splits = new HashMap<>();
        serving.forEach((type, one) -> {
            Trying canary = tried.get(one.bundle);
            if (canary != null && !canary.version().equals(one.version)) {
                Registered other = find(type, one.bundle, canary.version());
                String code = one.bundle + "/" + canary.version();
                splits.put(type, new Revision.Split(canary.who(), code, other == null ? null : other.entry));
            }
        });
        return new Revision(number, entries, splits, sound, gone, open);
    }

    private @Nullable Registered find(String type, String bundle, String version) {
        return sound(bundle, version).stream()
                .filter(one -> one.type.equals(type))
                .findFirst()
                .orElse(null);
    }

    /** Says of each logic of these types where it stands. */
    void stand(Collection<String> types, Map<String, Registered> active, Map<String, Trying> trying) {
        for (Registered one : registered) {
            Registered serving = active.get(one.type);
            if (!one.sound() || !types.contains(one.type)) {
                continue;
            }
            if (serving == one) {
                one.stands(Standing.ACTIVE, "");
            } else if (serving != null && awaited(one, trying)) {
                one.stands(Standing.CANARY, served(trying.get(one.bundle)));
            } else {
                one.stands(Standing.CANDIDATE, serving == null ? "no version serves" : serving.version + " serves");
            }
        }
    }

    /** Whether a canary waits for it. */
    static boolean awaited(Registered made, Map<String, Trying> trying) {
        Trying tried = trying.get(made.bundle);
        return tried != null && tried.version().equals(made.version);
    }

    static String served(@Nullable Trying tried) {
        if (tried == null) {
            return "";
        }
        return tried.who() instanceof Policy
                ? "takes over by the policy " + tried.who().text()
                : "serves " + tried.who().text();
    }
}

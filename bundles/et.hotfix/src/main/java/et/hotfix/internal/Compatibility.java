package et.hotfix.internal;

import et.actor.Logic;
import et.hotfix.internal.Shape.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the messages of two versions, both ways: clients and stored states go on speaking the old ones, and after
 * a rollback the old code
 * reads what the new code wrote. Follows "Updating A Message Type" of the protobuf language guide.
 */
final class Compatibility {

    private static final List<Set<String>> SAME_ON_THE_WIRE = List.of(
            Set.of("int32", "uint32", "int64", "uint64", "bool", "enum"),
            Set.of("sint32", "sint64"),
            Set.of("fixed32", "sfixed32"),
            Set.of("fixed64", "sfixed64"),
            Set.of("string", "bytes"));

    private final List<String> reasons = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Compatibility() {}

    /**
     * Compares.
     *
     * @param before the logics that serve now
     * @param after the logics that would serve
     */
    static Compatibility of(
            Map<String, Shape> old, Map<String, Shape> changed, Collection<Logic> before, Collection<Logic> after) {
        var found = new Compatibility();
        Set<String> spoken = reachable(old, handled(before, ""));
        boolean migrates = before.stream()
                .anyMatch(b -> after.stream().anyMatch(a -> a.type().equals(b.type()) && a.schema() != b.schema()));
        for (Shape shape : old.values()) {
            Shape next = changed.get(shape.name());
            if (next != null) {
                // A migration can carry over what is stored; nothing can change the clients that are out there.
                boolean carried = migrates && !spoken.contains(shape.name());
                found.compare(shape, next, carried);
            }
        }
        Set<String> gone = new TreeSet<>(handled(before, "request "));
        gone.removeAll(handled(after, ""));
        for (String name : gone) {
            found.warnings.add("request " + name + " is gone: clients that still send it get UNKNOWN_MESSAGE (300)");
        }
        gone = new TreeSet<>(handled(before, "message "));
        gone.removeAll(handled(after, ""));
        for (String name : gone) {
            found.warnings.add("message " + name + " is gone: actors that still send it are not understood");
        }
        return found;
    }

    /** Why it cannot be. */
    List<String> reasons() {
        return reasons;
    }

    /** What to know. */
    List<String> warnings() {
        return warnings;
    }

    private void compare(Shape old, Shape changed, boolean carried) {
        old.fields().forEach((number, field) -> {
            Field next = changed.fields().get(number);
            String where = old.name() + "." + field.name() + " (field " + number + ")";
            Optional<Integer> moved = changed.fields().entrySet().stream()
                    .filter(e -> e.getValue().name().equals(field.name())
                            && !e.getKey().equals(number))
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (moved.isPresent()) {
                breaks(
                        carried,
                        where + " got the number " + moved.get()
                                + ": a field's number is its name on the wire, keep it");
            } else if (next == null) {
                warnings.add(where + " was removed: what is stored in it is kept but not seen; reserve its number");
            } else if (!readable(field, next)) {
                breaks(
                        carried,
                        where + " was " + field.text() + " and is " + next.text()
                                + ": give the new one a new number, and reserve " + number);
            } else if (!next.name().equals(field.name())) {
                warnings.add(where + " is called " + next.name() + " now: sound only if it still means the same");
            }
        });
    }

    private void breaks(boolean carried, String sentence) {
        if (carried) {
            warnings.add(sentence + ", or let the migration carry it over");
        } else {
            reasons.add(sentence);
        }
    }

    private static boolean readable(Field old, Field changed) {
        if (!old.type().equals(changed.type())) {
            return old.repeated() == changed.repeated()
                    && SAME_ON_THE_WIRE.stream().anyMatch(s -> s.contains(old.type()) && s.contains(changed.type()));
        }
        if (old.type().equals("message") && !old.of().equals(changed.of())) {
            return false;
        }
        // Of several values the last is read; packed numbers are not.
        return old.repeated() == changed.repeated()
                || Set.of("string", "bytes", "message").contains(old.type());
    }

    private static Set<String> handled(Collection<Logic> logics, String kind) {
        Set<String> names = new HashSet<>();
        for (Logic logic : logics) {
            for (String handler : logic.handlers()) {
                int space = handler.indexOf(' ');
                if (space > 0 && handler.startsWith(kind)) {
                    names.add(handler.substring(space + 1));
                }
            }
        }
        return names;
    }

    private static Set<String> reachable(Map<String, Shape> shapes, Set<String> from) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            String name = next.pop();
            Shape shape = shapes.get(name);
            if (shape != null && reached.add(name)) {
                shape.fields().values().forEach(f -> next.push(f.of()));
            }
        }
        return reached;
    }
}

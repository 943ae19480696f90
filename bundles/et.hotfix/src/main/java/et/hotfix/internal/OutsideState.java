package et.hotfix.internal;

import et.hotfix.Finding.Grade;
import et.hotfix.internal.ClassSearch.Place;
import et.hotfix.internal.Outline.Call;
import et.hotfix.internal.Outline.Field;
import et.hotfix.internal.Outline.Method;
import et.hotfix.internal.Outline.Step;
import et.hotfix.internal.Outline.Touch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;

/**
 * State outside of actors: static fields that change after their class was loaded, and fields of logics that change after they were made. A table that is filled when
 * it is made, and read from then on, is none.
 */
final class OutsideState {

    /** How the names of types begin that nobody makes for anything but to change them later. */
    private static final List<String> RESTLESS = List.of(
            "java/util/concurrent/atomic/",
            "java/util/concurrent/locks/",
            "java/util/concurrent/ArrayBlocking",
            "java/util/concurrent/Concurrent",
            "java/util/concurrent/CopyOnWrite",
            "java/util/concurrent/Linked",
            "java/util/concurrent/Priority",
            "java/util/Random",
            "java/security/SecureRandom");

    /** Holders that change by some of their methods. */
    private static final List<String> HOLDERS = List.of(
            "java/util/Collection",
            "java/util/Map",
            "java/util/Dictionary",
            "java/util/BitSet",
            "java/util/Date",
            "java/util/Calendar",
            "java/lang/AbstractStringBuilder");

    private static final Set<String> CHANGES = Set.of(
            "add",
            "addAll",
            "addFirst",
            "addLast",
            "and",
            "append",
            "clear",
            "compute",
            "computeIfAbsent",
            "computeIfPresent",
            "delete",
            "flip",
            "insert",
            "merge",
            "offer",
            "offerFirst",
            "offerLast",
            "or",
            "poll",
            "pollFirst",
            "pollLast",
            "pop",
            "push",
            "put",
            "putAll",
            "putIfAbsent",
            "remove",
            "removeAll",
            "removeFirst",
            "removeIf",
            "removeLast",
            "replace",
            "replaceAll",
            "retainAll",
            "set",
            "setLength",
            "setProperty",
            "setTime",
            "sort",
            "xor");

    /** What these make does not change. */
    private static final Pattern FIXED =
            Pattern.compile("java/util/(List|Map|Set)\\.(of|ofEntries|copyOf)|java/util/stream/Stream\\.toList"
                    + "|java/util/Collections\\.(unmodifiable|empty|singleton).*");

    private static final String MADE = ".<init>";
    private static final String LOGIC = "et/api/ActorLogic";

    private final ClassSearch classes;

    /** The fields that change after they were made, by class and name. */
    private final Set<String> changed = new HashSet<>();

    /** Where they change first, or else are made. */
    private final Map<String, Integer> lines = new HashMap<>();

    /** By which call they were made, {@code owner.name}. */
    private final Map<String, String> made = new HashMap<>();

    OutsideState(ClassSearch classes) {
        this.classes = classes;
        for (Outline outline : classes.all()) {
            outline.methods().forEach(method -> look(new Place(outline, method)));
        }
    }

    /** Is told of each such field. */
    interface Told {

        void field(Outline in, Field field, int line, Keeps.Rule rule);
    }

    /** Tells of those of a class. */
    void of(Outline outline, Told told) {
        boolean logic = classes.isA(outline.name(), LOGIC);
        for (Field field : outline.fields()) {
            boolean shared = field.is(Opcodes.ACC_STATIC);
            if (!field.is(Opcodes.ACC_SYNTHETIC) && (shared || logic)) {
                String key = outline.name() + "." + field.name();
                if (changes(field, key)) {
                    told.field(outline, field, lines.getOrDefault(key, 0), shared ? STATIC : OF_LOGIC);
                }
            }
        }
    }

    private boolean changes(Field field, String key) {
        if (!field.is(Opcodes.ACC_FINAL)) {
            // What nobody else can see and nobody here writes does not change.
            return changed.contains(key) || !field.is(Opcodes.ACC_PRIVATE);
        }
        String by = made.getOrDefault(key, "");
        return restless(field.type())
                || (by.endsWith(MADE) && restless(by))
                || (changed.contains(key) && !FIXED.matcher(by).matches());
    }

    private static boolean restless(String type) {
        return RESTLESS.stream().anyMatch(type::startsWith);
    }

    private void look(Place place) {
        Method method = place.method();
        Map<String, Touch> read = new HashMap<>();
        for (Step step : method.steps()) {
            if (step instanceof Touch touch && touch.write()) {
                write(place, touch);
            } else if (step instanceof Touch touch) {
                read.put(key(touch), touch);
            } else if (step instanceof Call call && CHANGES.contains(call.name()) && !method.builds()) {
                read.values().stream()
                        .filter(touch -> holds(touch, call.owner()))
                        .forEach(touch -> change(key(touch), call.line()));
            }
        }
    }

    private void write(Place place, Touch touch) {
        Method method = place.method();
        boolean own = place.in().name().equals(touch.owner());
        if (method.builds() && own) {
            made.put(key(touch), touch.made());
            lines.putIfAbsent(key(touch), touch.line());
        } else {
            change(key(touch), touch.line());
        }
    }

    private void change(String key, int line) {
        if (changed.add(key)) {
            lines.put(key, line);
        }
    }

    /** Whether a call may be of what the field holds. */
    private boolean holds(Touch touch, String owner) {
        return classes.find(touch.owner())
                .flatMap(outline -> outline.fields().stream()
                        .filter(field -> field.name().equals(touch.name()))
                        .findFirst())
                .filter(field -> HOLDERS.stream().anyMatch(holder -> classes.isA(field.type(), holder)))
                .filter(field -> classes.isA(field.type(), owner) || classes.isA(owner, field.type()))
                .isPresent();
    }

    private static String key(Touch touch) {
        return touch.owner() + "." + touch.name();
    }

    private static final String STATE = "the actor's state; for what all share, an actor of its own";

    private static final Keeps.Rule STATIC = new Keeps.Rule(
            Grade.LOSES,
            "static field",
            "",
            Set.of(),
            "",
            "the new version has its own, which begins empty; all lanes change it at once",
            STATE);

    private static final Keeps.Rule OF_LOGIC = new Keeps.Rule(
            Grade.LOSES,
            "field of a logic",
            "",
            Set.of(),
            "",
            "one logic serves all actors of its type, on all lanes at once; the new version begins without it",
            STATE);
}

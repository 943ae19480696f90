package et.hotfix.internal;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a way from an object to a class loader, from field to field. Reads only, and only what the JVM has opened ({@code --add-opens}): what is not open is
 * passed by. The nearest object of the loader is found first.
 */
final class Trail {

    /** So many objects are looked at from one: what holds old code is near, and from any thread there is a way to nearly everything. */
    private static final int FROM_ONE = 20_000;

    /** So many are looked at in all, some seconds. */
    private static final int MOST = 1_000_000;

    private static final int LONGEST = 12;

    private final ClassLoader wanted;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Class<?>, List<Field>> fields = new HashMap<>();

    Trail(ClassLoader wanted) {
        this.wanted = wanted;
    }

    private record Step(@Nullable Step before, String how, Object object) {}

    /** What of the loader the object leads to, and how; empty when nothing was found. What was looked at from another object is not looked at again. */
    Optional<String> from(@Nullable Object start) {
        Deque<Step> next = new ArrayDeque<>();
        if (start != null && seen.add(start)) {
            next.add(new Step(null, "", start));
        }
        int most = Math.min(MOST, seen.size() + FROM_ONE);
        while (!next.isEmpty() && seen.size() < most) {
            Step step = next.remove();
            Optional<String> what = ofLoader(step.object());
            if (what.isPresent()) {
                String way = way(step);
                return Optional.of(what.get() + (way.isEmpty() ? "" : ", by " + way));
            }
            if (step.object() instanceof Object[] array) {
                for (int i = 0; i < array.length; i++) {
                    add(step, "[" + i + "]", array[i], next);
                }
            } else if (!(step.object() instanceof Class)) {
                for (Field field : fields(step.object().getClass())) {
                    add(step, field.getName(), value(field, step.object()), next);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofLoader(Object object) {
        if (object == wanted) {
            return Optional.of("its class loader");
        }
        if (object instanceof Class<?> type) {
            return type.getClassLoader() == wanted ? Optional.of("its class " + type.getName()) : Optional.empty();
        }
        Class<?> type = object.getClass();
        return type.getClassLoader() == wanted
                ? Optional.of("an object of its class " + type.getName())
                : Optional.empty();
    }

    private void add(Step from, String how, @Nullable Object value, Deque<Step> next) {
        // Threads lead to each other by their groups; each that runs is looked at by itself.
        boolean other = value instanceof ThreadGroup || (value instanceof Thread thread && thread.isAlive());
        if (value != null && !other && seen.add(value)) {
            next.add(new Step(from, how, value));
        }
    }

    private static String way(Step end) {
        List<String> names = new ArrayList<>();
        for (Step step = end; step.before() != null; step = step.before()) {
            names.add(0, step.how());
        }
        if (names.size() > LONGEST) {
            names = new ArrayList<>(names.subList(0, LONGEST));
            names.add("...");
        }
        return String.join(".", names).replace(".[", "[");
    }

    /** The fields by which an object holds others, as far as they may be read. A reference that the collector clears holds nothing. */
    private List<Field> fields(Class<?> type) {
        return fields.computeIfAbsent(type, of -> {
            List<Field> all = new ArrayList<>();
            for (Class<?> each = of; each != null; each = each.getSuperclass()) {
                for (Field field : each.getDeclaredFields()) {
                    boolean holds = !Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()
                            && each != Reference.class;
                    if (holds && field.trySetAccessible()) {
                        all.add(field);
                    }
                }
            }
            return all;
        });
    }

    /** What a field holds; null when it cannot be read. */
    static @Nullable Object value(Field field, @Nullable Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}

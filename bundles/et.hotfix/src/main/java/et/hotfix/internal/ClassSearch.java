package et.hotfix.internal;

import et.hotfix.internal.Outline.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The classes of a bundle by name, with what is above and below them; what is above may be the JDK's. */
final class ClassSearch {

    private final Map<String, Outline> classes = new TreeMap<>();
    private final Map<String, List<String>> below = new HashMap<>();
    private final Map<String, Set<String>> ancestors = new HashMap<>();

    /** The first of a name counts, as it does for a class loader. */
    void add(Outline outline) {
        if (classes.putIfAbsent(outline.name(), outline) == null) {
            outline.above()
                    .forEach(name -> below.computeIfAbsent(name, none -> new ArrayList<>())
                            .add(outline.name()));
        }
    }

    /** In the order of their names. */
    Collection<Outline> all() {
        return classes.values();
    }

    Optional<Outline> find(String name) {
        return Optional.ofNullable(classes.get(name));
    }

    /** Whether a type is another, or is of its kind. */
    boolean isA(String type, String ancestor) {
        return ancestors(type).contains(ancestor);
    }

    /** The type, and all that it extends and implements, nearest first. */
    Set<String> ancestors(String type) {
        Set<String> known = ancestors.get(type);
        if (known == null) {
            known = search(type);
            ancestors.put(type, known);
        }
        return known;
    }

    private Set<String> search(String type) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(type));
        while (!next.isEmpty()) {
            String name = next.remove();
            if (found.add(name)) {
                Outline outline = classes.get(name);
                next.addAll(outline == null ? aboveInJdk(name) : outline.above());
            }
        }
        return found;
    }

    /** Does not run anything of the class; those of third parties are not found, and are nothing but themselves. */
    private static List<String> aboveInJdk(String name) {
        List<String> above = new ArrayList<>();
        try {
            Class<?> type = Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
            if (type.getSuperclass() != null) {
                above.add(type.getSuperclass().getName().replace('.', '/'));
            }
            for (Class<?> each : type.getInterfaces()) {
                above.add(each.getName().replace('.', '/'));
            }
        } catch (ClassNotFoundException | LinkageError e) {
            return List.of();
        }
        return above;
    }

    /** A method, and the class it is in. Equal by its name: what it does can be long. */
    record Place(Outline in, Method method) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place
                    && place.in.name().equals(in.name())
                    && place.method.name().equals(method.name())
                    && place.method.descriptor().equals(method.descriptor());
        }

        @Override
        public int hashCode() {
            return 31 * in.name().hashCode() + method.name().hashCode();
        }
    }

    /** What may run in this bundle when that method of that type is called: its own, an inherited one, and those that override it. */
    List<Place> targets(String owner, String name, String descriptor) {
        List<Place> targets = new ArrayList<>();
        for (String ancestor : ancestors(owner)) {
            if (declared(ancestor, name, descriptor, targets)) {
                break;
            }
        }
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(below.getOrDefault(owner, List.of()));
        while (!next.isEmpty()) {
            String type = next.remove();
            if (seen.add(type)) {
                declared(type, name, descriptor, targets);
                next.addAll(below.getOrDefault(type, List.of()));
            }
        }
        return targets;
    }

    private boolean declared(String type, String name, String descriptor, List<Place> into) {
        Outline outline = classes.get(type);
        if (outline != null) {
            for (Method method : outline.methods()) {
                if (method.name().equals(name) && method.descriptor().equals(descriptor)) {
                    into.add(new Place(outline, method));
                    return true;
                }
            }
        }
        return false;
    }
}

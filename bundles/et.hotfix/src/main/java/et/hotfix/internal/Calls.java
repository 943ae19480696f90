package et.hotfix.internal;

import et.hotfix.internal.ClassSearch.Place;
import et.hotfix.internal.Outline.Call;
import et.hotfix.internal.Outline.Method;
import et.hotfix.internal.Outline.Step;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What methods of a bundle run, directly or by others of it. Rather too much than too little: a reference to a method counts as a call, and so do, where an object is
 * made, those of its methods that others could call back.
 */
final class Calls {

    /** What is made into one of these runs elsewhere, on a thread of its own. */
    private static final List<String> ELSEWHERE =
            List.of("java/lang/Runnable", "java/util/concurrent/Callable", "java/util/TimerTask");

    private final ClassSearch classes;

    Calls(ClassSearch classes) {
        this.classes = classes;
    }

    /** The roots, and all that they run on their own thread. */
    Set<Place> from(Collection<Place> roots) {
        Set<Place> reached = new LinkedHashSet<>();
        Deque<Place> next = new ArrayDeque<>(roots);
        while (!next.isEmpty()) {
            Place place = next.remove();
            if (reached.add(place)) {
                for (Step step : place.method().steps()) {
                    if (step instanceof Call call && !ELSEWHERE.contains(call.as())) {
                        next.addAll(called(call));
                    }
                }
            }
        }
        return reached;
    }

    private List<Place> called(Call call) {
        List<Place> called = classes.targets(call.owner(), call.name(), call.descriptor());
        if (call.name().equals("<init>") && ELSEWHERE.stream().noneMatch(type -> classes.isA(call.owner(), type))) {
            classes.find(call.owner())
                    .ifPresent(made -> made.methods().stream()
                            .filter(method -> calledBack(made, method))
                            .forEach(method -> called.add(new Place(made, method))));
        }
        return called;
    }

    /** Whether the method may be one of a type that is not of the bundle: a comparator, an iterator. */
    private boolean calledBack(Outline made, Method method) {
        return !method.builds()
                && !method.isStatic()
                && classes.ancestors(made.name()).stream()
                        .anyMatch(type -> classes.find(type).isEmpty() && !type.equals("java/lang/Object"));
    }
}

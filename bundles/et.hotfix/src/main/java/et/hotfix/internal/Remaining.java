package et.hotfix.internal;

import et.actor.Logics;
import et.actor.Policy;
import et.hotfix.HotfixException;
import et.hotfix.Status.Counted;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import et.proto.hotfix.Done;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who is on which version while a policy lets both serve: what the containers counted of their live actors, and what rows say of the others. No actor goes from the new version to the
 * old one, so nobody being left stays true, though the counts are some seconds old.
 */
final class Remaining {

    private static final long POLL_MILLIS = 100;
    private static final int NAMED = 10;

    private final HotfixStore store;
    private final Logics logics;
    private final Deadlines deadlines;

    Remaining(HotfixStore store, Logics logics, Deadlines deadlines) {
        this.store = store;
        this.logics = logics;
        this.deadlines = deadlines;
    }

    /** The live actors by type and version, of these containers together; the old version of a type comes first. */
    List<Counted> counted(Hotfix hotfix, Collection<String> containers) {
        Map<String, Counted> sums = new TreeMap<>();
        said(hotfix, containers).values().stream()
                .flatMap(done -> done.getCounts().getCountedList().stream())
                .filter(one -> one.getVersion().equals(hotfix.from())
                        || one.getVersion().equals(hotfix.to()))
                .map(one ->
                        new Counted(one.getType(), one.getVersion(), one.getActors(), List.copyOf(one.getSomeList())))
                .forEach(one -> sums.merge(one.type() + " " + one.version().equals(hotfix.to()), one, Remaining::sum));
        return List.copyOf(sums.values());
    }

    private static Counted sum(Counted one, Counted more) {
        return new Counted(
                one.type(),
                one.version(),
                one.actors() + more.actors(),
                Stream.concat(one.some().stream(), more.some().stream())
                        .limit(NAMED)
                        .toList());
    }

    private Map<String, Done> said(Hotfix hotfix, Collection<String> containers) {
        Map<String, Done> said = new TreeMap<>();
        for (Step step : store.steps(hotfix.number())) {
            if (step.phase() == Phase.CANARY && containers.contains(step.container())) {
                Done done = Parts.read(step.detail());
                if (done.hasCounts() && done.getCanary().equals(hotfix.canary())) {
                    said.put(step.container(), done);
                }
            }
        }
        return said;
    }

    /** Which live actors are still on the old version, as a part of a sentence; empty when none is. */
    private Optional<String> live(Hotfix hotfix, Collection<String> containers) {
        Set<String> silent = new HashSet<>(containers);
        silent.removeAll(said(hotfix, containers).keySet());
        if (!silent.isEmpty()) {
            return Optional.of("there is no count of the actors of "
                    + String.join(", ", silent.stream().sorted().toList()) + " yet");
        }
        List<Counted> old = counted(hotfix, containers).stream()
                .filter(one -> one.version().equals(hotfix.from()) && one.actors() > 0)
                .toList();
        int actors = old.stream().mapToInt(Counted::actors).sum();
        List<String> some = old.stream()
                .flatMap(one -> one.some().stream().map(id -> one.type() + "/" + id))
                .limit(NAMED)
                .toList();
        return actors == 0
                ? Optional.empty()
                : Optional.of(Sentences.count(actors, "live actor") + (actors == 1 ? " is" : " are") + " still on "
                        + hotfix.from() + named(actors, some));
    }

    /** What a policy has come to when both versions serve everywhere, and what to do next. */
    String begun(Hotfix hotfix, Collection<String> containers, String late) throws InterruptedException {
        String bundle = hotfix.bundle();
        boolean idle = hotfix.canary().equals(Policy.IDLE.text());
        Optional<String> live = idle ? awaited(hotfix, containers) : Optional.of("et:hotfix status counts them");
        String next = " et:hotfix rollback " + bundle + " takes it back";
        if (live.isEmpty()) {
            return bundle + " " + hotfix.to() + " serves, no actor had anything pending any more" + late
                    + ". et:hotfix confirm " + bundle + " makes it permanent," + next;
        }
        String who = idle
                ? " serves; but after " + deadlines.idle().toSeconds() + " s " + live.get()
                : " serves the actors that are new" + (hotfix.canary().equals(Policy.END.text()) ? ", or over, " : ", ")
                        + hotfix.from() + " the others: " + live.get();
        return bundle + " " + hotfix.to() + who + late + ". et:hotfix confirm " + bundle
                + " makes it permanent when nobody is left, et:hotfix switch " + bundle + " lets all go over now,"
                + next;
    }

    private Optional<String> awaited(Hotfix hotfix, Collection<String> containers) throws InterruptedException {
        long end = System.nanoTime() + deadlines.idle().toNanos();
        Optional<String> live = live(hotfix, containers);
        while (live.isPresent() && System.nanoTime() - end < 0) {
            Thread.sleep(POLL_MILLIS);
            live = live(hotfix, containers);
        }
        return live;
    }

    /** Who is left on the version before, live or stored, as a part of a sentence; empty when nobody is. */
    Optional<String> left(Hotfix hotfix, Collection<String> containers) {
        return live(hotfix, containers).or(() -> asleep(hotfix));
    }

    /** Throws who is left on the version before, and what can be done. */
    void throwIfLeft(Hotfix hotfix, Collection<String> containers) {
        Optional<String> left = left(hotfix, containers);
        if (left.isPresent()) {
            throw new HotfixException(left.get() + ", by the policy " + hotfix.canary() + ": wait, or et:hotfix switch "
                    + hotfix.bundle() + " lets all go over now. Not confirmed");
        }
    }

    /** Which stored actors would be on the old version, as a part of a sentence; empty when none would. */
    private Optional<String> asleep(Hotfix hotfix) {
        Logics.Asleep asleep = logics.asleep(hotfix.bundle(), deadlines.sweep());
        int actors = asleep.actors();
        if (actors == 0) {
            return asleep.all()
                    ? Optional.empty()
                    : Optional.of("not every stored actor could be looked at within "
                            + deadlines.sweep().toSeconds() + " s (sweep.seconds of etc/et.hotfix.cfg)");
        }
        return Optional.of((asleep.all() ? "" : "at least ") + Sentences.count(actors, "stored actor")
                + (actors == 1 ? " is" : " are") + " for " + hotfix.from() + named(actors, asleep.some()));
    }

    private static String named(int actors, List<String> some) {
        // Ids come from strangers: no control character reaches a terminal.
        return some.isEmpty()
                ? ""
                : " (" + String.join(", ", some).replaceAll("\\p{Cntrl}", "?") + (actors > some.size() ? ", ..." : "")
                        + ")";
    }
}

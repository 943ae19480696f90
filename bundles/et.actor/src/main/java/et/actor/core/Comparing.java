package et.actor.core;

import et.actor.Logics.Figures;
import et.actor.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Lets lanes measure the two versions of a canary, and adds up what they did. */
final class Comparing {

    private Comparing() {}

    /** Measures the versions of a canary from now on, or no more. What goes on is measured on. On the lane. */
    static void begin(Revision before, Revision next, int lane) {
        before.splits().forEach((type, split) -> {
            TypeEntry tried = split.entry();
            TypeEntry serving = before.active().get(type);
            if (tried != null && serving != null && !next.compares(serving, tried)) {
                compare(serving, tried, lane, false);
            }
        });
        next.splits().forEach((type, split) -> {
            TypeEntry tried = split.entry();
            TypeEntry serving = next.active().get(type);
            if (tried != null && serving != null && next.compares(serving, tried)) {
                compare(serving, tried, lane, true);
            }
        });
    }

    private static void compare(TypeEntry serving, TypeEntry tried, int lane, boolean compared) {
        serving.tally(lane).compare(compared);
        tried.tally(lane).compare(compared);
    }

    static List<Figures> figures(Revision revision, String bundle, int lanes) {
        List<Figures> all = new ArrayList<>();
        new TreeMap<>(revision.splits()).forEach((type, split) -> {
            TypeEntry serving = revision.active().get(type);
            TypeEntry tried = split.entry();
            if (serving != null
                    && tried != null
                    && revision.compares(serving, tried)
                    && serving.bundle.equals(bundle)) {
                all.add(of(serving, false, lanes));
                all.add(of(tried, true, lanes));
            }
        });
        return all;
    }

    private static Figures of(TypeEntry entry, boolean tried, int lanes) {
        long messages = 0;
        long errors = 0;
        long slow = 0;
        long parked = 0;
        long ended = 0;
        long allocated = 0;
        Times times = Times.none();
        for (int lane = 0; lane < lanes; lane++) {
            Gauge gauge = entry.tally(lane).seenGauge();
            if (gauge != null) {
                messages += gauge.countMessages();
                errors += gauge.countErrors();
                slow += gauge.countSlow();
                parked += gauge.countParked();
                ended += gauge.countEnded();
                allocated += gauge.countAllocated();
                times = times.plus(gauge.times());
            }
        }
        int cutOff = (int) entry.handlers.stream()
                .filter(handler -> handler.conduct.cutOff())
                .count();
        return new Figures(
                entry.type, entry.version, tried, messages, errors, slow, cutOff, parked, ended, allocated, times);
    }
}

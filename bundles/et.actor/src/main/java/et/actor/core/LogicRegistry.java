package et.actor.core;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.actor.Replayed;
import et.actor.Rule;
import et.actor.Warmup;
import et.cluster.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows every logic that bundles have registered, decides which one serves, and makes revisions of that. Control threads only; one change at a time.
 */
public final class LogicRegistry implements Logics {

    private static final Logger log = LoggerFactory.getLogger(LogicRegistry.class);
    private static final Duration ADOPT = Duration.ofSeconds(10);
    private static final Duration LEAVE = Duration.ofSeconds(5);

    /** A bundle with several types registers them one after the other; it takes over when none has come for so long. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private final LaneRuntime runtime;
    private final Control control;
    private final Switcher switcher;
    private final Tallies tallies;
    private final Intake intake;
    private final TableKeeper tables;
    private final Roster roster = new Roster();
    private final Map<String, Registered> active = new HashMap<>();
    private final Map<String, Revision.Reached> absent = new HashMap<>();
    private final Set<String> unsettled = new HashSet<>();
    private final Map<String, String> pins = new HashMap<>();
    private final Map<String, Trying> trying = new HashMap<>();
    private final Map<String, Integer> comings = new HashMap<>();
    private volatile Revision current = Revision.empty();

    public LogicRegistry(LaneRuntime runtime, Control control) {
        this.runtime = runtime;
        this.control = control;
        this.switcher = new Switcher(runtime, control);
        this.tallies = new Tallies(runtime.lanes());
        this.intake = new Intake(runtime.settings().faults(), control, tallies);
        this.tables = new TableKeeper(runtime.tables());
    }

    /** Types that an earlier run of this container served: until their logic comes, their requests are held. */
    public synchronized void remember(List<KnownRoute> routes) {
        Map<String, List<KnownRoute>> byType = routes.stream().collect(Collectors.groupingBy(KnownRoute::type));
        byType.forEach((type, known) -> {
            if (!active.containsKey(type)) {
                absent.put(
                        type,
                        new Revision.Reached(
                                new Routes.Route(type, known.get(0).reach()),
                                known.stream().map(KnownRoute::message).toList()));
            }
        });
        republish();
    }

    /** What to remember for the next start. */
    public synchronized List<KnownRoute> reached() {
        List<KnownRoute> routes = new ArrayList<>();
        for (TypeEntry entry : serving()) {
            for (Integer message : entry.requests) {
                routes.add(new KnownRoute(entry.type, entry.reach, message));
            }
        }
        return routes;
    }

    // What bundles do.

    /** A bundle has registered a logic. Returns when it serves, or when it is known why it does not. */
    public Logic add(Registration registration) {
        Registered made = intake.define(registration);
        tables.check(made);
        if (willServe(made)) {
            tables.prepareOrRefuse(made);
        }
        synchronized (this) {
            TypeEntry entry = made.entry;
            if (entry != null && made.sound()) {
                Intake.objection(entry, made, active.get(entry.type), roster.all())
                        .ifPresent(why -> made.stands(Standing.REFUSED, why));
            }
            roster.add(made);
            if (!made.sound()) {
                log.warn("Refused: {} of {}/{}: {}", made.type, made.bundle, made.version, made.reason);
                return made.describe();
            }
            decide(made);
            return made.describe();
        }
    }

    private synchronized boolean willServe(Registered made) {
        return mayServe(made) || Roster.awaited(made, trying);
    }

    private void decide(Registered made) {
        Registered serving = active.get(made.type);
        if (Roster.awaited(made, trying) && serving != null) {
            made.stands(Standing.CANARY, Roster.served(trying.get(made.bundle)));
            republish();
            switcher.wake(made.type);
        } else if (!mayServe(made)) {
            made.stands(Standing.CANDIDATE, made.bundle + " is pinned to " + pins.get(made.bundle));
            republish();
        } else if (serving == null) {
            serve(made);
        } else if (Versions.ORDER.compare(made.version, serving.version) > 0) {
            made.stands(Standing.CANDIDATE, "takes over from " + serving.version + " in a moment");
            republish();
            int coming = comings.merge(made.bundle, 1, Integer::sum);
            control.after(QUIET, () -> takeOver(made.bundle, made.version, coming));
        } else {
            made.stands(Standing.CANDIDATE, serving.version + " serves");
            republish();
        }
    }

    private boolean mayServe(Registered made) {
        String pinned = pins.get(made.bundle);
        return pinned == null || pinned.equals(made.version);
    }

    private void serve(Registered made) {
        tables.prepare(List.of(made));
        active.put(made.type, made);
        absent.remove(made.type);
        roster.stand(List.of(made.type), active, trying);
        republish();
        switcher.wake(made.type);
        log.info("{} is served by {}/{} (revision {})", made.type, made.bundle, made.version, current.number());
    }

    private synchronized void takeOver(String bundle, String version, int coming) {
        if (comings.getOrDefault(bundle, 0) != coming) {
            return;
        }
        List<Registered> target = roster.sound(bundle, version);
        if (target.isEmpty() || !mayServe(target.get(0))) {
            return;
        }
        try {
            Switched switched = change(bundle, target, ADOPT);
            log.info("{}/{} took over {} (revision {})", bundle, version, switched.types(), switched.revision());
            switcher.sweep(switched.types(), ADOPT);
            // Nobody asked for a way back, so no states from before are kept for one.
            settle(bundle);
        } catch (IllegalStateException failed) {
            log.warn("{}/{} could not take over: {}", bundle, version, failed.getMessage());
        }
    }

    /** A bundle's logic goes. Returns when no lane holds anything of it, or after 5 s. */
    public synchronized void remove(Object key) {
        Registered going = roster.all().stream()
                .filter(one -> one.key.equals(key))
                .findFirst()
                .orElse(null);
        if (going == null) {
            return;
        }
        roster.remove(going);
        TypeEntry entry = going.entry;
        if (entry == null) {
            return;
        }
        if (active.get(going.type) == going) {
            active.remove(going.type);
            Registered next = successor(going, entry);
            if (next == null) {
                absent.put(going.type, Revision.reached(entry));
                log.warn(
                        "{} has no logic: {}/{} went; its requests are held for a while",
                        going.type,
                        going.bundle,
                        going.version);
            } else {
                active.put(next.type, next);
                next.stands(Standing.ACTIVE, "");
                log.info("{} is served by {}/{} now: {} went", next.type, next.bundle, next.version, going.version);
            }
        }
        republish();
        if (!switcher.leave(entry, true, LEAVE)) {
            log.error(
                    "A lane still holds {}/{} after {} s; its class loader stays until the lane is free",
                    going.bundle,
                    going.version,
                    LEAVE.toSeconds());
        }
    }

    private @Nullable Registered successor(Registered going, TypeEntry entry) {
        return roster.all().stream()
                .filter(one -> one.sound() && one.bundle.equals(going.bundle) && one.type.equals(going.type))
                .filter(one -> one.entry != null && one.entry.schema == entry.schema && mayServe(one))
                .max(Comparator.comparing(one -> one.version, Versions.ORDER))
                .orElse(null);
    }

    // Revisions.

    /** Makes what has been decided so. There is no way back: a bundle has come or gone. */
    private void republish() {
        Revision next = roster.revision(current.number() + 1, active, absent, unsettled, trying);
        current = next;
        try {
            Switcher.Made made = switcher.publish(next, List.of(), ADOPT);
            if (!made.late().isEmpty()) {
                log.error("{}", made.late());
            }
        } catch (IllegalStateException late) {
            log.error("{}", late.getMessage());
        }
    }

    private Switched change(String bundle, List<Registered> target, Duration deadline) {
        tables.prepare(target);
        Map<String, Registered> serving = new HashMap<>(active);
        Map<String, Revision.Reached> gone = new HashMap<>(absent);
        Set<String> types = new HashSet<>();
        serving.values().removeIf(one -> one.bundle.equals(bundle));
        for (Registered one : target) {
            Registered other = serving.put(one.type, one);
            if (other != null) {
                throw new IllegalStateException("The type " + one.type + " is served by the bundle " + other.bundle
                        + "; stop that bundle first.");
            }
            gone.remove(one.type);
            if (active.get(one.type) != one) {
                types.add(one.type);
            }
        }
        active.forEach((type, one) -> {
            if (!serving.containsKey(type) && one.entry != null) {
                gone.put(type, Revision.reached(one.entry));
                types.add(type);
            }
        });
        Map<String, Trying> tried = new HashMap<>(trying);
        if (tried.remove(bundle) != null) {
            target.forEach(one -> types.add(one.type));
        }
        return make(serving, gone, types, tried, deadline);
    }

    /** Makes a new choice so: everywhere, or not at all. */
    private Switched make(
            Map<String, Registered> serving,
            Map<String, Revision.Reached> gone,
            Set<String> types,
            Map<String, Trying> tried,
            Duration deadline) {
        Set<String> open = new HashSet<>(unsettled);
        open.addAll(types);
        Revision next = roster.revision(current.number() + 1, serving, gone, open, tried);
        Switcher.Made made = switcher.publish(next, types, deadline);
        current = next;
        active.clear();
        active.putAll(serving);
        absent.clear();
        absent.putAll(gone);
        unsettled.addAll(types);
        trying.clear();
        trying.putAll(tried);
        roster.stand(types, active, trying);
        if (!made.late().isEmpty()) {
            throw new IllegalStateException(made.late());
        }
        return new Switched(next.number(), types.stream().sorted().toList(), made.actors(), made.pauseMicrosMax());
    }

    // What operators and the hotfix machinery do.

    @Override
    public synchronized List<Logic> all() {
        return roster.all().stream()
                .map(Registered::describe)
                .sorted(Comparator.comparing(Logic::type)
                        .thenComparing(Logic::bundle)
                        .thenComparing(Logic::version, Versions.ORDER))
                .toList();
    }

    @Override
    public long revision() {
        return current.number();
    }

    @Override
    public synchronized void pin(String bundle, String version) {
        pins.put(bundle, version);
        comings.merge(bundle, 1, Integer::sum);
        fillGaps(bundle);
    }

    @Override
    public synchronized void unpin(String bundle) {
        pins.remove(bundle);
        fillGaps(bundle);
    }

    /** Types of the bundle that nobody serves may have somebody now. */
    private void fillGaps(String bundle) {
        roster.all().stream()
                .filter(one -> one.sound() && one.bundle.equals(bundle) && mayServe(one))
                .sorted(Comparator.comparing((Registered one) -> one.version, Versions.ORDER)
                        .reversed())
                .forEach(one -> {
                    if (!active.containsKey(one.type)) {
                        serve(one);
                    }
                });
    }

    @Override
    public List<String> tables(String bundle, String version) {
        return tables.changes(registered(bundle, version));
    }

    @Override
    public void prepare(String bundle, String version) {
        tables.prepare(registered(bundle, version));
    }

    private synchronized List<Registered> registered(String bundle, String version) {
        return roster.target(bundle, version);
    }

    @Override
    public Trial trial(String bundle, String version, Duration deadline) {
        return switcher.trial(candidates(bundle, version), deadline);
    }

    private synchronized Map<String, TypeEntry> candidates(String bundle, String version) {
        Map<String, TypeEntry> candidates = new HashMap<>();
        for (Registered one : roster.target(bundle, version)) {
            if (one.entry != null) {
                candidates.put(one.type, one.entry);
            }
        }
        return candidates;
    }

    @Override
    public Replayed replay(String bundle, String version, Duration most) {
        Revision now = current;
        return new Replay(now, candidates(bundle, version)).of(Recorder.takes(runtime.all(), now, bundle), most);
    }

    @Override
    public Warmup warmup(String bundle, String version) {
        Revision now = current;
        Map<String, TypeEntry> candidates = candidates(bundle, version);
        return new Warming(new Replay(now, candidates), candidates, Recorder.takes(runtime.all(), now, bundle));
    }

    @Override
    public synchronized Switched activate(String bundle, String version, Duration deadline) {
        Switched switched = change(bundle, roster.target(bundle, version), deadline);
        log.info(
                "Switched {} to {}/{}: revision {}, {} live actors, longest pause {} us",
                switched.types(),
                bundle,
                version,
                switched.revision(),
                switched.actors(),
                switched.pauseMicrosMax());
        return switched;
    }

    @Override
    public synchronized Switched canary(String bundle, String version, Rule who, Duration deadline) {
        List<Registered> target = roster.target(bundle, version);
        tables.prepare(target);
        Map<String, Registered> serving = new HashMap<>(active);
        Map<String, Revision.Reached> gone = new HashMap<>(absent);
        Set<String> types = new HashSet<>();
        for (Registered one : target) {
            Registered other = serving.putIfAbsent(one.type, one);
            if (other == one && !trying.containsKey(bundle)) {
                throw new IllegalStateException(bundle + "/" + version + " serves " + one.type + " already.");
            }
            gone.remove(one.type);
            types.add(one.type);
        }
        List<Registered> before = active.values().stream()
                .filter(one -> one.bundle.equals(bundle) && !one.version.equals(version))
                .toList();
        if (before.isEmpty()) {
            throw new IllegalStateException("No other version of " + bundle + " serves: there is nothing that "
                    + version + " could serve beside.");
        }
        before.stream().filter(one -> !types.contains(one.type)).findFirst().ifPresent(one -> {
            throw new IllegalStateException(
                    bundle + "/" + version + " has no type " + one.type + ", whose actors could not go over to it.");
        });
        Map<String, Trying> tried = new HashMap<>(trying);
        tried.put(bundle, new Trying(version, who));
        Switched switched = make(serving, gone, types, tried, deadline);
        log.info(
                "{}/{} serves {} by the rule {} (revision {}), longest pause {} us",
                bundle,
                version,
                switched.types(),
                who.text(),
                switched.revision(),
                switched.pauseMicrosMax());
        return switched;
    }

    @Override
    public synchronized void reserve(String bundle, String version, Rule who) {
        trying.put(bundle, new Trying(version, who));
        roster.stand(active.keySet(), active, trying);
        republish();
    }

    @Override
    public synchronized Optional<Trying> trying(String bundle) {
        return Optional.ofNullable(trying.get(bundle));
    }

    @Override
    public List<Figures> figures(String bundle) {
        return Comparing.figures(current, bundle, runtime.lanes());
    }

    @Override
    public Optional<List<Census>> census(String bundle, Duration deadline) {
        Set<String> types = current.active().values().stream()
                .filter(entry -> entry.bundle.equals(bundle))
                .map(entry -> entry.type)
                .collect(Collectors.toSet());
        return switcher.census(types, deadline);
    }

    @Override
    public Asleep asleep(String bundle, Duration deadline) {
        return new Sleeping(runtime.store(), current, deadline).count(bundle);
    }

    @Override
    public Switched revert(String bundle, String version, Duration deadline) {
        // Whatever has a state from before of this very code takes it up again: States looks for that at each change of
        // code.
        return activate(bundle, version, deadline);
    }

    @Override
    public Sweep sweep(Duration deadline) {
        Set<String> types;
        synchronized (this) {
            types = new HashSet<>(active.keySet());
            types.addAll(absent.keySet());
        }
        return switcher.sweep(types, deadline);
    }

    @Override
    public synchronized boolean isAhead(String bundle, String version) {
        return active.values().stream().anyMatch(serving -> newest(serving, bundle, version) > schema(serving));
    }

    @Override
    public int writeDown(String bundle, String version, Duration deadline) {
        List<Descent.Step> steps = new ArrayList<>();
        synchronized (this) {
            active.forEach((type, serving) -> {
                int newest = newest(serving, bundle, version);
                if (newest > schema(serving)) {
                    steps.add(new Descent.Step(type, schema(serving), newest));
                }
            });
        }
        return new Descent(runtime, control, deadline).run(steps);
    }

    /** The schema of that version of a type; 0 when the bundle, or that version of it, does not serve it. */
    private int newest(Registered serving, String bundle, String version) {
        return roster.all().stream()
                .filter(one -> one.type.equals(serving.type) && one.sound())
                .filter(one -> one.bundle.equals(bundle) && serving.bundle.equals(bundle))
                .filter(one -> one.version.equals(version))
                .mapToInt(LogicRegistry::schema)
                .max()
                .orElse(0);
    }

    private static int schema(Registered one) {
        return one.entry == null ? 0 : one.entry.schema;
    }

    @Override
    public synchronized void settle(String bundle) {
        Set<String> types = new HashSet<>();
        for (String type : unsettled) {
            Registered serving = active.get(type);
            if (serving == null || serving.bundle.equals(bundle)) {
                types.add(type);
            }
        }
        if (!types.isEmpty()) {
            unsettled.removeAll(types);
            republish();
            switcher.forget(types);
        }
    }

    @Override
    public Counters counters() {
        Map<String, Long> handled = new TreeMap<>();
        long failed = 0;
        for (Map.Entry<String, Tally[]> version : tallies.all().entrySet()) {
            long sum = 0;
            for (Tally tally : version.getValue()) {
                sum += tally.countHandled();
                failed += tally.countFailed();
            }
            handled.put(version.getKey(), sum);
        }
        long repeats = 0;
        long reordered = 0;
        for (Lane lane : runtime.all()) {
            repeats += lane.figures().countRepeats();
            reordered += lane.figures().countReordered();
        }
        return new Counters(handled, repeats, reordered, failed);
    }

    Tallies tallies() {
        return tallies;
    }

    /** The logic that serves now, for the quarantine. */
    Collection<TypeEntry> serving() {
        List<TypeEntry> all = new ArrayList<>(current.active().values());
        for (Revision.Split split : current.splits().values()) {
            if (split.entry() != null) {
                all.add(split.entry());
            }
        }
        return all;
    }
}

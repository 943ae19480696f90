package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.actor.Replayed;
import et.actor.Rule;
import et.actor.Times;
import et.actor.Warmup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.osgi.framework.Version;

/** Routes as the runtime does, without actors: who is active by itself, pins, and explicit switches. */
final class FakeLogics implements Logics {

    volatile Replayed replayed = Replayed.NOTHING;

    volatile FakeWarmup warmup = new FakeWarmup(() -> {});

    /** What a test can make fail, by name of the method. */
    final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

    /** Called within a method of this name. */
    final Map<String, Runnable> during = new ConcurrentHashMap<>();

    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, String> pins = new ConcurrentHashMap<>();
    final Map<String, Long> handled = new ConcurrentHashMap<>();
    /** What is to be done to tables until it is prepared. */
    volatile List<String> tables = List.of();

    volatile Trial trial = new Trial(3, 0, 0, List.of());
    volatile Sweep sweep = new Sweep(3, 0, Map.of(), Times.of(Map.of(Times.bucket(500), 2L, Times.bucket(18_000), 1L)));
    long repeats;
    long reordered;
    private final List<Logic> registered = new ArrayList<>();
    private long revision = 1;
    final Map<String, Trying> trying = new ConcurrentHashMap<>();

    /** Live actors of the version that serves beside another one. */
    volatile int old = 2;

    volatile boolean cannotCount;

    /** Whether the version that is taken back writes states that the other one cannot read. */
    volatile boolean ahead;

    /** How many such states are stored. */
    volatile IntSupplier written = () -> 0;

    /** Whether the types say when an actor is over. */
    volatile boolean ends = true;

    volatile Asleep asleep = new Asleep(0, List.of(), true);

    /** What the lanes measured. */
    final List<Figures> figures = new CopyOnWriteArrayList<>();

    synchronized void register(Logic logic) {
        registered.add(logic);
        rest(logic.bundle());
    }

    /** A logic of another type, in front of all others, which serves: its bundle comes up. */
    synchronized void comesUp(Logic logic) {
        registered.add(0, with(logic, Standing.ACTIVE));
    }

    synchronized void unregister(String bundle, String version) {
        registered.removeIf(l -> l.bundle().equals(bundle) && l.version().equals(version));
        rest(bundle);
    }

    /** The version that serves. */
    synchronized String active(String bundle) {
        return all().stream()
                .filter(l -> l.bundle().equals(bundle) && l.standing() == Standing.ACTIVE)
                .map(Logic::version)
                .findFirst()
                .orElse("");
    }

    @Override
    public synchronized List<Logic> all() {
        return registered.stream().map(l -> with(l, l.standing())).toList();
    }

    @Override
    public synchronized long revision() {
        return revision;
    }

    @Override
    public synchronized void pin(String bundle, String version) {
        called("pin " + bundle + " " + version);
        pins.put(bundle, version);
        if (active(bundle).isEmpty()) {
            rest(bundle);
        }
    }

    @Override
    public synchronized void unpin(String bundle) {
        called("unpin " + bundle);
        pins.remove(bundle);
        rest(bundle);
    }

    @Override
    public Replayed replay(String bundle, String version, Duration most) {
        called("replay");
        return replayed;
    }

    @Override
    public Warmup warmup(String bundle, String version) {
        called("warmup");
        return warmup;
    }

    @Override
    public List<String> tables(String bundle, String version) {
        return tables;
    }

    @Override
    public void prepare(String bundle, String version) {
        called("prepare " + bundle + " " + version);
        tables = List.of();
    }

    @Override
    public Trial trial(String bundle, String version, Duration deadline) {
        called("trial");
        return trial;
    }

    @Override
    public synchronized Switched activate(String bundle, String version, Duration deadline) {
        called("activate " + bundle + " " + version);
        return serve(bundle, version);
    }

    @Override
    public synchronized Switched canary(String bundle, String version, Rule who, Duration deadline) {
        called("canary " + bundle + " " + version + " " + who.text());
        trying.put(bundle, new Trying(version, who));
        registered.replaceAll(
                l -> l.bundle().equals(bundle) && l.version().equals(version) ? with(l, Standing.CANARY) : l);
        revision++;
        return new Switched(revision, List.of("player"), 3, 42);
    }

    @Override
    public synchronized void reserve(String bundle, String version, Rule who) {
        called("reserve " + bundle + " " + version + " " + who.text());
        trying.put(bundle, new Trying(version, who));
    }

    @Override
    public synchronized Optional<Trying> trying(String bundle) {
        return Optional.ofNullable(trying.get(bundle));
    }

    @Override
    public List<Figures> figures(String bundle) {
        return trying(bundle).isEmpty() ? List.of() : List.copyOf(figures);
    }

    @Override
    public Optional<List<Census>> census(String bundle, Duration deadline) {
        return cannotCount
                ? Optional.empty()
                : Optional.of(List.of(
                        new Census("player", "1.0.0", old, 0, List.of("7", "9").subList(0, Math.min(old, 2))),
                        new Census("player", "1.1.0", 1, 0, List.of("8"))));
    }

    @Override
    public Asleep asleep(String bundle, Duration deadline) {
        return asleep;
    }

    @Override
    public Sweep sweep(Duration deadline) {
        called("sweep");
        return sweep;
    }

    @Override
    public synchronized Switched revert(String bundle, String version, Duration deadline) {
        called("revert " + bundle + " " + version);
        return serve(bundle, version);
    }

    @Override
    public boolean isAhead(String bundle, String version) {
        return ahead;
    }

    @Override
    public int writeDown(String bundle, String version, Duration deadline) {
        called("writeDown " + bundle + " " + version);
        return written.getAsInt();
    }

    @Override
    public void settle(String bundle) {
        called("settle " + bundle);
    }

    @Override
    public Counters counters() {
        return new Counters(Map.copyOf(handled), repeats, reordered, 0);
    }

    private Switched serve(String bundle, String version) {
        trying.remove(bundle);
        registered.replaceAll(l -> l.bundle().equals(bundle) && l.standing() != Standing.REFUSED
                ? with(l, l.version().equals(version) ? Standing.ACTIVE : Standing.CANDIDATE)
                : l);
        revision++;
        return new Switched(revision, List.of("player"), 3, 42);
    }

    /** What the runtime does without anybody's doing. */
    private void rest(String bundle) {
        String pin = pins.get(bundle);
        String active = active(bundle);
        registered.stream()
                .filter(l -> l.bundle().equals(bundle) && l.standing() == Standing.CANDIDATE)
                .map(Logic::version)
                .filter(v -> pin == null ? active.isEmpty() || newer(v, active) : v.equals(pin) && active.isEmpty())
                .findFirst()
                .ifPresent(v -> serve(bundle, v));
    }

    private static boolean newer(String version, String than) {
        return Version.parseVersion(version).compareTo(Version.parseVersion(than)) > 0;
    }

    private void called(String call) {
        calls.add(call);
        int space = call.indexOf(' ');
        String method = space < 0 ? call : call.substring(0, space);
        during.getOrDefault(method, () -> {}).run();
        RuntimeException failure = failures.get(method);
        if (failure != null) {
            throw failure;
        }
    }

    private Logic with(Logic l, Standing standing) {
        return new Logic(
                l.type(), l.bundle(), l.version(), l.bundleId(), l.schema(), l.handlers(), ends, standing, l.reason());
    }
}

package et.hotfix.internal;

import et.actor.Logics;
import et.hotfix.HotfixException;
import et.hotfix.Plan;
import et.hotfix.Verdict;
import et.hotfix.Warmed;
import et.hotfix.internal.Closing.Removed;
import et.hotfix.internal.Stager.Examined;
import et.hotfix.internal.Stager.Staged;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import et.persistence.StoreException;
import et.proto.hotfix.Done;
import et.signature.Signatures;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in this container what the records say, and writes down that it has. Control threads only, one at a time: it waits for foreign code. What fails
 * is written down as well; a decision that could not be followed is tried again once its leader is at work no more.
 */
final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private static final long LEAVING_MILLIS = 50;

    private final String container;
    private final HotfixStore store;
    private final Stager stager;
    private final Switching switching;
    private final Closing closing;
    private final Converge converge;
    private final Running running;
    private final Pins pins;
    private final Signatures signatures;
    private final Leaving leaving;

    /** Hotfixes whose version was here when the container started, and may still have to come up. */
    private final Set<Long> coming = new HashSet<>();

    private final Story story;

    /** The phase of each hotfix that was followed last. */
    private final Map<Long, Phase> followed = new HashMap<>();

    private final Map<Long, Staged> staged = new HashMap<>();
    /** Hotfixes of which both versions serve here, as long as that goes on. */
    private final Map<Long, Begun> canaries = new HashMap<>();

    private final Map<Long, Removed> removed = new HashMap<>();

    /** Such a hotfix, who had which version then, and what this container did of it. */
    private record Begun(Hotfix hotfix, Done done) {}

    /** Hotfixes whose decision this container could not follow. */
    private final Set<Long> behind = new HashSet<>();

    private boolean waiting;
    private volatile @Nullable Consumer<String> operator;

    Follower(
            String container,
            HotfixStore store,
            Stager stager,
            Switching switching,
            Closing closing,
            Converge converge,
            Running running,
            Pins pins,
            Signatures signatures,
            Leaving leaving,
            Story story) {
        this.leaving = leaving;
        this.container = container;
        this.store = store;
        this.stager = stager;
        this.switching = switching;
        this.closing = closing;
        this.converge = converge;
        this.running = running;
        this.pins = pins;
        this.signatures = signatures;
        this.story = story;
    }

    /** Once, before any logic comes up. */
    synchronized void begin() throws Exception {
        List<Standing> bundles = Standing.of(store.standing());
        converge.begin(bundles);
        for (Standing bundle : bundles) {
            Hotfix newest = bundle.newest();
            if (converge.stays(bundle)) {
                leaving.add(newest);
                coming.add(newest.number());
            } else if (newest.phase() == Phase.ROLLED_BACK || newest.phase() == Phase.FAILED) {
                followed.put(newest.number(), newest.phase());
            }
            if (newest.phase() == Phase.ROLLED_BACK) {
                // It may have been while this container was away: what is older is no downgrade then.
                signatures.wentBack(newest.bundle(), newest.to(), newest.from());
            }
        }
    }

    /** Who is told of each step until further notice; null: nobody. */
    void tell(@Nullable Consumer<String> to) {
        operator = to;
    }

    private void told(String sentence) {
        Consumer<String> to = operator;
        if (to != null) {
            to.accept(sentence);
        }
    }

    /** Looks at the records, and does what they say. */
    synchronized void follow() throws InterruptedException {
        // Before anything else: what is there to be followed may be that very version, brought once more.
        leave();
        List<Hotfix> records = store.standing();
        Set<Long> binding = new HashSet<>();
        boolean underWay = false;
        for (Standing bundle : Standing.of(records)) {
            Hotfix newest = bundle.newest();
            boolean led = store.holder().isPresent();
            underWay |= newest.phase().isUnderWay();
            if (newest.phase().isUnderWay() && !led) {
                Orphans.end(store, newest);
                continue;
            }
            for (Hotfix hotfix : bundle.binding()) {
                binding.add(hotfix.number());
                follow(hotfix, led);
            }
        }
        waiting = underWay;
        behind.retainAll(binding);
        Set<Long> standing = records.stream().map(Hotfix::number).collect(Collectors.toSet());
        followed.keySet().retainAll(standing);
        removed.keySet().retainAll(standing);
        leave();
    }

    /** Takes out what was rolled back and is not needed any more. */
    private void leave() {
        for (Hotfix hotfix : leaving.all()) {
            if (!coming.contains(hotfix.number()) && leaving.isFree(hotfix)) {
                out(hotfix);
            }
        }
    }

    /** Whether a version that was rolled back is still here, as its code may be needed. */
    synchronized boolean isLeaving() {
        return !leaving.isEmpty();
    }

    /** Takes a version that was rolled back out when nothing needs it any more, and waits for that a while; false when it stays for now. */
    boolean awaitLeft(Hotfix hotfix, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            synchronized (this) {
                leave();
                if (!leaving.has(hotfix)) {
                    return true;
                }
            }
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(LEAVING_MILLIS);
        }
    }

    /** Whether what was followed last was no decision: it may be that none comes any more. */
    synchronized boolean isWaiting() {
        return waiting;
    }

    /** Whether a decision waits to be followed. */
    synchronized boolean isBehind() {
        return !behind.isEmpty();
    }

    /** The hotfixes of which both versions serve here, each its actors. */
    synchronized List<Hotfix> canaries() {
        return canaries.values().stream().map(Begun::hotfix).toList();
    }

    /** Writes down what the lanes of this container measured of a canary, as long as it goes on here. */
    synchronized void measured(Hotfix hotfix, List<Measured> measured) {
        Begun begun = canaries.get(hotfix.number());
        if (begun != null) {
            Done.Builder written = begun.done.toBuilder();
            measured.forEach(one -> written.addCompared(one.written()));
            store.done(
                    hotfix.number(),
                    new Step(container, Phase.CANARY, written.build().toByteArray()));
        }
    }

    /** Writes down how many live actors of this container are on each version, as long as both serve here. */
    synchronized void counted(Hotfix hotfix, List<Logics.Census> census) {
        Begun begun = canaries.get(hotfix.number());
        if (begun == null) {
            return;
        }
        Done written = begun.done.toBuilder().setCounts(Parts.counts(census)).build();
        if (!written.equals(begun.done)) {
            store.done(hotfix.number(), new Step(container, Phase.CANARY, written.toByteArray()));
            canaries.put(hotfix.number(), new Begun(begun.hotfix, written));
        }
    }

    /** What was taken out when this hotfix ended. */
    synchronized Removed removed(Hotfix hotfix) {
        return removed.getOrDefault(hotfix.number(), Removed.NOTHING);
    }

    /** Takes out what was staged, whether or not the records can be read. */
    synchronized void undo(Hotfix hotfix) {
        Staged was = staged.remove(hotfix.number());
        stager.undo(hotfix.bundle(), was == null ? null : was.candidate());
    }

    private void follow(Hotfix hotfix, boolean led) throws InterruptedException {
        boolean again = behind.contains(hotfix.number()) && !led;
        Begun begun = canaries.get(hotfix.number());
        boolean same = begun == null || begun.hotfix.canary().equals(hotfix.canary());
        if (followed.get(hotfix.number()) == hotfix.phase() && same && !again) {
            return;
        }
        Done done = act(hotfix);
        followed.put(hotfix.number(), hotfix.phase());
        if (hotfix.phase() == Phase.CANARY) {
            done = done.toBuilder().setCanary(hotfix.canary()).build();
            canaries.put(hotfix.number(), new Begun(hotfix, done));
        } else {
            canaries.remove(hotfix.number());
        }
        if (done.getFailure().isEmpty() || hotfix.phase().isUnderWay() || done.getServes()) {
            behind.remove(hotfix.number());
        } else if (behind.add(hotfix.number())) {
            LOG.error(
                    "{} {} is {}, and this container could not follow; it tries again: {}",
                    hotfix.bundle(),
                    hotfix.to(),
                    hotfix.phase(),
                    done.getFailure());
        }
        List<Step> before = store.steps(hotfix.number());
        store.done(hotfix.number(), new Step(container, hotfix.phase(), done.toByteArray()));
        story.followed(hotfix, done, before);
    }

    private Done act(Hotfix hotfix) throws InterruptedException {
        try {
            return switch (hotfix.phase()) {
                case PLANNED -> plan(hotfix);
                case STAGED -> stage(hotfix);
                case CANARY -> canary(hotfix);
                case SWITCHED -> {
                    Done done = switched(hotfix);
                    signatures.serves(hotfix.bundle(), hotfix.to());
                    yield done;
                }
                case CONFIRMING -> {
                    closing.confirmable(hotfix, this::told);
                    yield Done.getDefaultInstance();
                }
                case CONFIRMED -> confirmed(hotfix);
                case REVERTING -> {
                    closing.reversible(hotfix);
                    yield Done.getDefaultInstance();
                }
                case ROLLED_BACK -> {
                    signatures.wentBack(hotfix.bundle(), hotfix.to(), hotfix.from());
                    yield back(hotfix);
                }
                case FAILED -> {
                    undo(hotfix);
                    yield Done.getDefaultInstance();
                }
            };
        } catch (StoreException away) {
            throw away;
        } catch (HotfixException e) {
            if (Thread.interrupted()) {
                // That et.hotfix stops here says nothing of the code: who has gone is not waited for.
                throw new InterruptedException(e.getMessage());
            }
            return Parts.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("{} {} cannot be {}:\n{}", hotfix.bundle(), hotfix.to(), hotfix.phase(), Sentences.stack(e));
            return Parts.failed(Sentences.of(e));
        }
    }

    private Artifact artifact(Hotfix hotfix) {
        return ArtifactReader.of(
                "the records",
                store.bytes(hotfix.digest())
                        .orElseThrow(() -> new HotfixException(
                                "the bytes of " + hotfix.bundle() + " " + hotfix.to() + " are not in the records")));
    }

    private Done plan(Hotfix hotfix) throws InterruptedException {
        Examined examined = stager.examine(artifact(hotfix), hotfix.who());
        if (!examined.reasons().isEmpty()) {
            return Parts.planned(examined.refusal());
        }
        Staged tried = stager.stage(examined, hotfix.canary(), false, this::told);
        told("uninstalling it again");
        stager.undo(hotfix.bundle(), tried.candidate());
        return Parts.planned(tried.plan());
    }

    private Done stage(Hotfix hotfix) throws InterruptedException {
        Examined examined = stager.examine(artifact(hotfix), hotfix.who());
        if (!examined.reasons().isEmpty()) {
            return Parts.planned(examined.refusal());
        }
        Staged tried = stager.stage(examined, hotfix.canary(), true, this::told);
        Plan plan = tried.plan();
        if (plan.verdict() == Verdict.HOT || plan.verdict() == Verdict.MIGRATE) {
            staged.put(hotfix.number(), tried);
        } else {
            stager.undo(hotfix.bundle(), tried.candidate());
        }
        return Parts.planned(plan);
    }

    private Done canary(Hotfix hotfix) throws InterruptedException {
        if (!isHere(hotfix)) {
            converge.side(hotfix);
            return Done.getDefaultInstance();
        }
        return Parts.switched(switching.canary(hotfix, warmed(hotfix), this::told));
    }

    /** Whether this container staged it, or has it as a canary: it need not be brought here. */
    private boolean isHere(Hotfix hotfix) {
        return staged.containsKey(hotfix.number())
                || (canaries.containsKey(hotfix.number()) && !behind.contains(hotfix.number()));
    }

    private Optional<Warmed> warmed(Hotfix hotfix) {
        return Optional.ofNullable(staged.get(hotfix.number())).flatMap(Staged::warmed);
    }

    private Done switched(Hotfix hotfix) throws InterruptedException {
        if (!isHere(hotfix)) {
            converge.toward(hotfix);
            return Done.getDefaultInstance();
        }
        try {
            Done done = Parts.switched(switching.there(hotfix, warmed(hotfix), this::told));
            staged.remove(hotfix.number());
            return done;
        } catch (RuntimeException e) {
            if (!running.active(hotfix.bundle()).equals(hotfix.to())) {
                throw e;
            }
            staged.remove(hotfix.number());
            LOG.error("no receipt of {} {}:\n{}", hotfix.bundle(), hotfix.to(), Sentences.stack(e));
            return Done.newBuilder()
                    .setServes(true)
                    .setFailure("its receipt could not be taken: " + Sentences.of(e))
                    .build();
        }
    }

    private Done confirmed(Hotfix hotfix) throws InterruptedException {
        String bundle = hotfix.bundle();
        if (leaving.hasLater(hotfix)) {
            // This one serves again. What came after it may be what it had replaced, and goes when it can.
            return Done.getDefaultInstance();
        }
        boolean serves =
                followed.containsKey(hotfix.number()) && running.active(bundle).equals(hotfix.to());
        // Whoever was away takes out now what was replaced: the next hotfix may bring it again.
        if (serves || converge.towardConfirmed(hotfix)) {
            removed.put(hotfix.number(), closing.confirm(hotfix, this::told));
            pins.restore(bundle);
            LOG.info("{} {} is confirmed", bundle, hotfix.to());
        }
        return Done.getDefaultInstance();
    }

    private Done back(Hotfix hotfix) throws InterruptedException {
        String bundle = hotfix.bundle();
        Done done = Done.getDefaultInstance();
        boolean served = running.active(bundle).equals(hotfix.to())
                || running.trying(bundle).isPresent();
        if (!hotfix.from().isEmpty() && served) {
            closing.reversible(hotfix);
            done = Parts.switched(switching.back(hotfix, this::told));
        }
        staged.remove(hotfix.number());
        if (coming.remove(hotfix.number())) {
            converge.comesUp(hotfix);
        }
        LOG.info(
                "{} went back from {} to {}", bundle, hotfix.to(), hotfix.from().isEmpty() ? "nothing" : hotfix.from());
        if (leaving.isFree(hotfix)) {
            out(hotfix);
        } else {
            leaving.add(hotfix);
            pins.restore(bundle);
        }
        return done;
    }

    private void out(Hotfix hotfix) {
        removed.put(hotfix.number(), closing.back(hotfix, this::told));
        leaving.remove(hotfix);
        pins.restore(hotfix.bundle());
    }
}

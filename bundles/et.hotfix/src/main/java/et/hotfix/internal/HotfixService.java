package et.hotfix.internal;

import et.actor.Actors;
import et.actor.Logics;
import et.actor.Policy;
import et.cluster.Cluster;
import et.cluster.Self;
import et.hotfix.Comparison;
import et.hotfix.HotfixException;
import et.hotfix.Hotfixes;
import et.hotfix.Impact;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Receipt;
import et.hotfix.Status;
import et.hotfix.Warmed;
import et.persistence.ActorStore;
import et.persistence.AuditStore;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.ImpactStore;
import et.persistence.StoreException;
import et.session.Sessions;
import et.signature.Signatures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door: one at a time, audited, on a control thread. Besides, it follows what other containers lead. */
@Component(service = Hotfixes.class, immediate = true, configurationPid = "et.hotfix")
@Designate(ocd = HotfixConfig.class)
public final class HotfixService implements Hotfixes {

    private static final Logger LOG = LoggerFactory.getLogger(HotfixService.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int RECORDS = 1000;

    private final HotfixStore store;
    private final Impacts impacts;
    private final Auditing auditing;
    private final Story story;
    private final Control control = new Control();
    private final Turn turn;
    private final Unloads unloads;
    private final Fleet fleet;
    private final Remaining remaining;
    private final Lead lead;
    private final Canaries canaries;
    private final Watch watch;
    private final Doorbell bell;

    @Activate
    public HotfixService(
            BundleContext context,
            HotfixConfig config,
            @Reference Logics logics,
            @Reference Actors actors,
            @Reference HotfixStore store,
            @Reference ImpactStore impacts,
            @Reference ActorStore rows,
            @Reference AuditStore audit,
            @Reference Signatures signatures,
            @Reference Cluster cluster,
            @Reference Self self,
            @Reference Doorbell bell) {
        this(
                new OsgiStaging(context),
                Deadlines.of(config),
                Thresholds.of(config),
                logics,
                actors,
                store,
                new Impacts(impacts, rows, store, Impacts.kept(config), Clock.systemUTC()),
                audit,
                signatures,
                () -> service(context, Sessions.class),
                cluster,
                self,
                bell,
                Clock.systemUTC());
    }

    HotfixService(
            Staging staging,
            Deadlines deadlines,
            Thresholds thresholds,
            Logics logics,
            Actors actors,
            HotfixStore store,
            Impacts impacts,
            AuditStore audit,
            Signatures signatures,
            Supplier<Optional<Sessions>> sessions,
            Cluster cluster,
            Self self,
            Doorbell bell,
            Clock clock) {
        this.store = store;
        this.impacts = impacts;
        this.bell = bell;
        auditing = new Auditing(audit, clock);
        story = new Story(self.container(), auditing);
        turn = new Turn(PATIENCE, self.container(), self.incarnation(), store, control);
        unloads =
                new Unloads(self.container(), control, auditing, staging, deadlines.unload(), deadlines.collections());
        var running = new Running(logics, actors);
        var readings = new Readings(logics, sessions);
        fleet = new Fleet(self.container(), cluster);
        var leaving = new Leaving(store, fleet, logics, deadlines);
        var pins = new Pins(logics, store, leaving);
        var warming = new Warming(logics, control, deadlines.warmup());
        var stager = new Stager(logics, running, staging, signatures, pins, control, warming, deadlines);
        var switching = new Switching(self.container(), logics, running, pins, readings, control, deadlines, clock);
        var follower = new Follower(
                self.container(),
                store,
                stager,
                switching,
                new Closing(logics, running, staging, unloads, control, deadlines),
                new Converge(logics, running, store, staging, signatures, pins, control, deadlines),
                running,
                pins,
                signatures,
                leaving,
                story);
        remaining = new Remaining(store, logics, deadlines);
        lead = new Lead(
                store,
                fleet,
                stager,
                follower,
                new Answers(store, fleet, follower, deadlines),
                remaining,
                story,
                deadlines,
                clock);
        canaries = new Canaries(store, logics, follower, fleet, auditing, thresholds);
        watch = new Watch(store, turn, follower, fleet, canaries, new Counting(logics, follower));
        // At once, so that pins are set before logic comes up; in the background when the store is away.
        watch.begin();
        bell.answeredBy(watch::look);
        control.alone("following", watch::run);
    }

    @Deactivate
    void close() {
        bell.left();
        control.close();
    }

    @Override
    public Plan plan(String source, Operator operator) {
        return audited(
                "hotfix.plan",
                source,
                operator,
                held -> lead.plan(source, operator, held),
                plan -> story.planned(operator, source, plan));
    }

    @Override
    public Outcome apply(String source, String policy, boolean confirm, Operator operator) {
        Optional<Policy> asked = Policies.asked(policy);
        return audited(
                "hotfix.apply", policy.isEmpty() ? source : source + " by the policy " + policy, operator, held -> {
                    Outcome applied = lead.apply(source, asked, operator, held);
                    if (!confirm
                            || !applied.receipt().map(Receipt::clean).orElse(false)
                            || lead.left(applied.hotfix()).isPresent()) {
                        return applied;
                    }
                    Outcome confirmed = lead.confirm(applied.hotfix().bundle(), held);
                    return new Outcome(confirmed.hotfix(), applied.receipt(), confirmed.sentence(), confirmed.unload());
                });
    }

    @Override
    public Outcome canary(String source, String canary, Operator operator) {
        String whom = Lead.canary(canary).text();
        return audited(
                "hotfix.canary", source + " " + whom, operator, held -> lead.canary(source, whom, operator, held));
    }

    @Override
    public Outcome widen(String bundle, String more, Operator operator) {
        String whom = Lead.canary(more).text();
        return audited("hotfix.widen", bundle + " " + whom, operator, held -> lead.widen(bundle, whom, held));
    }

    @Override
    public Outcome switchAll(String bundle, Operator operator) {
        return audited("hotfix.switch", bundle, operator, held -> lead.all(bundle, held));
    }

    @Override
    public Comparison comparison(String bundle) {
        return store.history(RECORDS).stream()
                .filter(hotfix -> hotfix.bundle().equals(bundle)
                        && !hotfix.canary().isEmpty()
                        && Policies.of(hotfix).isEmpty())
                .findFirst()
                .map(canaries::comparison)
                .orElseThrow(() -> new HotfixException(
                        bundle + " has had no canary: et:hotfix apply <file> --canary 10 begins one"));
    }

    @Override
    public Outcome confirm(String bundle, Operator operator) {
        return closed("hotfix.confirm", bundle, operator, held -> lead.confirm(bundle, held));
    }

    @Override
    public Outcome rollback(String bundle, Operator operator) {
        return closed("hotfix.rollback", bundle, operator, held -> lead.rollback(bundle, held));
    }

    /** Ends a hotfix. Records grow with hotfixes only, so this is when old ones go. */
    private Outcome closed(String act, String bundle, Operator operator, Work<Outcome> work) {
        Outcome outcome = audited(act, bundle, operator, work);
        impacts.tidy();
        return outcome;
    }

    @Override
    public Impact impact(String bundle, String version, String after, int limit) {
        try {
            return impacts.of(bundle, version, after, limit);
        } catch (StoreException e) {
            throw new HotfixException("the store does not answer: " + e.getMessage());
        }
    }

    @Override
    public Status status() {
        Set<String> seen = new HashSet<>();
        List<Hotfix> newest = new ArrayList<>();
        for (Hotfix hotfix : store.history(RECORDS)) {
            if (seen.add(hotfix.bundle())) {
                newest.add(hotfix);
            }
        }
        Map<String, String> steppedBack = new TreeMap<>();
        for (Hotfix hotfix : newest) {
            String reason = ReceiptJson.reason(hotfix.receipt());
            if (!reason.isEmpty()) {
                steppedBack.put(hotfix.bundle(), reason);
            }
        }
        Map<String, List<Status.Counted>> counted = new TreeMap<>();
        Set<String> present = fleet.present();
        for (Hotfix hotfix : newest) {
            if (hotfix.phase() == Phase.CANARY && Policies.of(hotfix).isPresent()) {
                counted.put(hotfix.bundle(), remaining.counted(hotfix, present));
            }
        }
        return new Status(turn.doing(), newest, steppedBack, counted, warmed(newest), unloads.all());
    }

    /** How warm the new code of open hotfixes was, by bundle and container. */
    private Map<String, Map<String, Warmed>> warmed(List<Hotfix> newest) {
        Map<String, Map<String, Warmed>> warmed = new TreeMap<>();
        newest.stream()
                .filter(hotfix -> hotfix.phase() == Phase.CANARY || hotfix.phase() == Phase.SWITCHED)
                .forEach(hotfix -> warmed.put(hotfix.bundle(), Parts.warmed(store.steps(hotfix.number()))));
        return warmed;
    }

    @Override
    public List<Hotfix> history(int limit) {
        return store.history(limit);
    }

    /** Work that holds the turn. */
    @FunctionalInterface
    private interface Work<T> {
        T run(Turn.Held held) throws Exception;
    }

    private Outcome audited(String act, String subject, Operator operator, Work<Outcome> work) {
        return audited(act, subject, operator, work, outcome -> story.done(operator, act, subject, outcome));
    }

    /** @param told writes down what came of it */
    private <T> T audited(String act, String subject, Operator operator, Work<T> work, Consumer<T> told) {
        story.asked(operator, act, subject);
        try {
            return waited(act + " " + subject, operator, held -> {
                T result = work.run(held);
                told.accept(result);
                return result;
            });
        } catch (HotfixException e) {
            auditing.note(operator.name(), act, subject, "failed: " + e.getMessage());
            throw e;
        }
    }

    private <T> T waited(String act, Operator operator, Work<T> work) {
        var left = new AtomicBoolean();
        var careful = new Operator(operator.name(), operator.from(), sentence -> tell(operator, sentence));
        CompletableFuture<T> result = control.later(act, () -> {
            try (Turn.Held held = turn.take(act, careful)) {
                lead.clear();
                if (left.get()) {
                    throw new HotfixException("not begun: " + operator.name() + " did not wait for the turn");
                }
                return work.run(held);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException e) {
            left.set(true);
            Thread.currentThread().interrupt();
            throw new HotfixException("you left; " + act + " goes on if it had begun: et:hotfix status");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HotfixException sentence) {
                throw sentence;
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof StoreException) {
                throw new HotfixException(
                        "the store does not answer, and without records no hotfix is done: " + cause.getMessage());
            }
            LOG.error("{} failed:\n{}", act, Sentences.stack(cause));
            throw new HotfixException(act + " failed: " + Sentences.of(cause));
        }
    }

    /** The operator's terminal may be gone. */
    private static void tell(Operator operator, String sentence) {
        try {
            operator.told().accept(sentence);
        } catch (RuntimeException e) {
            LOG.debug("{} could not be told: {}: {}", operator.name(), sentence, Sentences.of(e));
        }
    }

    private static <T> Optional<T> service(BundleContext context, Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return Optional.ofNullable(reference == null ? null : context.getService(reference));
    }
}

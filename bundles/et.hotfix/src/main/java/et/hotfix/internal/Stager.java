package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.actor.Replayed;
import et.hotfix.HotfixException;
import et.hotfix.Plan;
import et.hotfix.Verdict;
import et.hotfix.Warmed;
import et.signature.Judgement;
import et.signature.Signatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a bundle in beside the running one, up to but without the switch; and out again. */
final class Stager {

    private static final Logger LOG = LoggerFactory.getLogger(Stager.class);

    /** Recorded messages are replayed for so long; what is left then is counted. */
    private static final Duration REPLAY = Duration.ofSeconds(2);

    /** A handler that takes longer than this, and longer than it may on a lane, is taken for one that never comes back. */
    private static final Duration HANDLER = Duration.ofSeconds(3);

    private final Logics logics;
    private final Running running;
    private final Staging staging;
    private final Signatures signatures;
    private final Pins pins;
    private final Control control;
    private final Warming warming;
    private final Deadlines deadlines;

    Stager(
            Logics logics,
            Running running,
            Staging staging,
            Signatures signatures,
            Pins pins,
            Control control,
            Warming warming,
            Deadlines deadlines) {
        this.logics = logics;
        this.running = running;
        this.staging = staging;
        this.signatures = signatures;
        this.pins = pins;
        this.control = control;
        this.warming = warming;
        this.deadlines = deadlines;
    }

    /**
     * A bundle that was looked at, and not installed.
     *
     * @param judgement whether its code may run here
     * @param from the version that serves now, empty when none does
     * @param inspection what its code is like
     */
    record Examined(Artifact artifact, Judgement judgement, String from, List<String> reasons, Inspection inspection) {

        /** With one more reason against it. */
        Examined with(String reason) {
            List<String> all = new ArrayList<>(reasons);
            all.add(reason);
            return new Examined(artifact, judgement, from, List.copyOf(all), inspection);
        }

        /** With one more reason against it, if there is one. */
        Examined with(Optional<String> reason) {
            return reason.map(this::with).orElse(this);
        }

        /** The plan, as far as it can be told without installing. */
        Plan refusal() {
            return new Plan(
                    artifact.bundle(),
                    from,
                    artifact.version(),
                    artifact.digest(),
                    artifact.bytes().length,
                    judgement.signer(),
                    judgement.digest(),
                    Verdict.REFUSE,
                    "",
                    List.of(),
                    List.of(),
                    0,
                    0,
                    reasons,
                    List.of(),
                    Replayed.NOTHING,
                    Plan.Reading.UNREAD);
        }
    }

    /**
     * A bundle that is installed beside the running one; nothing is routed to it.
     *
     * @param warmed how far it was warmed up; empty when it was not to be
     */
    record Staged(Plan plan, Installed candidate, Optional<Warmed> warmed) {}

    /** Fetches and reads. */
    Artifact fetch(String source, Consumer<String> told) {
        told.accept("fetching " + source);
        return control.within("fetching", deadlines.fetch(), () -> ArtifactReader.read(source));
    }

    /** What speaks against it, as far as can be told without installing it. Changes nothing. */
    Examined examine(Artifact artifact, String who) {
        Judgement judgement = control.within(
                "verifying", deadlines.fetch(), () -> signatures.judge(artifact.bytes(), artifact.source(), who));
        List<String> reasons = new ArrayList<>();
        if (!judgement.accepted()) {
            reasons.add(judgement.sentence());
        }
        reasons.addAll(ManifestRules.reasons(artifact));
        String bundle = artifact.bundle();
        String from = running.active(bundle);
        if (!bundle.isEmpty()) {
            versions(artifact, from, reasons);
        }
        return new Examined(artifact, judgement, from, List.copyOf(reasons), Inspection.UNREAD);
    }

    /** Reads its code, unless it is refused anyway. Changes nothing. */
    Examined inspect(Examined examined, Consumer<String> told) {
        if (!examined.reasons().isEmpty()) {
            return examined;
        }
        Artifact artifact = examined.artifact();
        told.accept("reading its code");
        Inspection inspection = control.within("reading its code", deadlines.stage(), () -> Inspection.of(artifact));
        return new Examined(artifact, examined.judgement(), examined.from(), examined.reasons(), inspection);
    }

    private void versions(Artifact artifact, String from, List<String> reasons) {
        String bundle = artifact.bundle();
        String to = artifact.version();
        if (from.equals(to)) {
            reasons.add(bundle + " " + to + " is what runs now: give the new bundle another version");
            return;
        }
        staging.installed(bundle).stream()
                .filter(b -> b.version().equals(to))
                .findFirst()
                .ifPresent(b -> reasons.add(bundle + " " + to + " is installed already, from " + b.location()
                        + ": uninstall that bundle, or give the new one another version"));
    }

    /**
     * Installs, starts and tries. When it throws, it has cleaned up after itself.
     *
     * @param rule who has the new version at first; empty: all
     * @param lasting whether it is to stay: it is started again with the container; else it is only looked at, and handles what was recorded
     */
    Staged stage(Examined examined, String rule, boolean lasting, Consumer<String> told) throws InterruptedException {
        Artifact artifact = examined.artifact();
        String bundle = artifact.bundle();
        pins.pin(bundle, examined.from());
        Installed candidate = null;
        try {
            told.accept("installing " + bundle + " " + artifact.version());
            candidate = control.within("installing", deadlines.stage(), () -> staging.install(artifact));
            Plan plan = judge(examined, rule, candidate, lasting, told);
            boolean serves = plan.verdict() == Verdict.HOT || plan.verdict() == Verdict.MIGRATE;
            if (lasting && serves) {
                prepare(candidate, plan, told);
            }
            Optional<Warmed> warmed = lasting && serves ? Optional.of(warming.warm(artifact, told)) : Optional.empty();
            return new Staged(plan, candidate, warmed);
        } catch (RuntimeException | InterruptedException e) {
            undo(bundle, candidate);
            throw e;
        }
    }

    /** Uninstalls the candidate and lifts the pin. Does not throw: it is used when something has already gone wrong. */
    void undo(String bundle, @Nullable Installed candidate) {
        boolean interrupted = Thread.interrupted();
        try {
            if (candidate != null) {
                control.within("uninstalling", deadlines.stage(), () -> {
                    candidate.uninstall();
                    return bundle;
                });
            }
        } catch (RuntimeException e) {
            LOG.error(
                    "{} was staged and cannot be uninstalled; nothing is routed to it. Uninstall it by hand:"
                            + " bundle:uninstall {}. {}",
                    candidate,
                    bundle,
                    Sentences.of(e));
        }
        try {
            pins.restore(bundle);
        } catch (RuntimeException e) {
            LOG.warn("the pin of {} cannot be read from the records and is lifted: {}", bundle, Sentences.of(e));
            pins.lift(bundle);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Plan judge(Examined examined, String rule, Installed candidate, boolean lasting, Consumer<String> told)
            throws InterruptedException {
        Artifact artifact = examined.artifact();
        String bundle = artifact.bundle();
        String from = examined.from();
        List<Installed> old = staging.installed(bundle).stream()
                .filter(b -> b.version().equals(from))
                .toList();
        control.within("resolving", deadlines.stage(), () -> {
            candidate.resolve();
            return bundle;
        });
        told.accept("loading its classes");
        Scan scan = control.within("loading its classes", deadlines.stage(), candidate::scan);
        List<String> reasons = new ArrayList<>(scan.reasons());
        List<String> warnings = new ArrayList<>(scan.warnings());
        if (!examined.judgement().sentence().isEmpty()) {
            warnings.add(0, examined.judgement().sentence());
        }
        List<Logic> before = running.of(bundle, from);
        List<Logic> after = List.of();
        if (reasons.isEmpty()) {
            told.accept("starting it beside " + (from.isEmpty() ? "nothing" : from));
            old.forEach(candidate::startWith);
            control.within("starting", deadlines.stage(), () -> {
                candidate.start(lasting);
                return bundle;
            });
            after = registered(candidate, reasons);
        }
        if (reasons.isEmpty() && !old.isEmpty()) {
            Scan running = control.within("reading its messages", deadlines.stage(), old.get(0)::scan);
            var compatibility = Compatibility.of(running.shapes(), scan.shapes(), before, after);
            reasons.addAll(compatibility.reasons());
            warnings.addAll(compatibility.warnings());
        }
        var trial = new Logics.Trial(0, 0, 0, List.of());
        if (reasons.isEmpty()) {
            told.accept("trying it on copies of the live states");
            trial = logics.trial(bundle, candidate.version(), deadlines.trial());
            tried(trial, reasons);
        }
        List<Plan.Change> changes = changes(before, after);
        if (reasons.isEmpty()) {
            Policies.judge(rule, before, changes, reasons, warnings);
        }
        Replayed replayed =
                lasting || !reasons.isEmpty() ? Replayed.NOTHING : replay(candidate, reasons, warnings, told);
        List<String> tables = reasons.isEmpty() ? tables(candidate) : List.of();
        List<String> drains = reasons.isEmpty() ? drains(changes, warnings) : List.of();
        Verdict verdict = verdict(reasons, drains, changes, trial);
        reasons.addAll(drains);
        return new Plan(
                bundle,
                from,
                artifact.version(),
                artifact.digest(),
                artifact.bytes().length,
                examined.judgement().signer(),
                examined.judgement().digest(),
                verdict,
                rule,
                changes,
                tables,
                trial.actors(),
                trial.migrated(),
                List.copyOf(reasons),
                List.copyOf(warnings),
                replayed,
                Plan.Reading.UNREAD);
    }

    private List<String> tables(Installed candidate) {
        return control.within(
                "looking at its tables",
                deadlines.stage(),
                () -> logics.tables(candidate.bundle(), candidate.version()));
    }

    /** Now, and not in the switch: a large table takes its time. */
    private void prepare(Installed candidate, Plan plan, Consumer<String> told) {
        plan.tables().forEach(told);
        control.within("making its tables ready", deadlines.stage(), () -> {
            logics.prepare(candidate.bundle(), candidate.version());
            return candidate;
        });
    }

    private List<Logic> registered(Installed candidate, List<String> reasons) throws InterruptedException {
        int described = candidate.logics();
        List<Logic> found =
                running.await(candidate.bundle(), candidate.version(), Math.max(1, described), deadlines.stage());
        if (found.isEmpty() && described == 0) {
            reasons.add("it registers no logic: annotate a class that implements ActorLogic with @ActorType and"
                    + " @Component");
        } else if (found.size() < described) {
            reasons.add("only " + found.size() + " of its " + described + " logics came up within "
                    + deadlines.stage().toSeconds()
                    + " s: a constructor throws, or a @Reference is not satisfied; the log says which");
        }
        for (Logic logic : found) {
            if (logic.standing() == Standing.REFUSED) {
                reasons.add("type " + logic.type() + ": " + logic.reason());
            }
        }
        return found;
    }

    private Replayed replay(Installed candidate, List<String> reasons, List<String> warnings, Consumer<String> told) {
        told.accept("letting it handle what was recorded");
        try {
            Replayed replayed = control.within(
                    "replaying",
                    REPLAY.plus(HANDLER),
                    () -> logics.replay(candidate.bundle(), candidate.version(), REPLAY));
            if (replayed.failing() > 0) {
                warnings.add("the new code fails for " + Sentences.count(replayed.failing(), "recorded message")
                        + " that went well: see et:hotfix replay with the same file");
            }
            return replayed;
        } catch (HotfixException stuck) {
            LOG.warn("{} does not get through what was recorded: {}", candidate, Sentences.of(stuck));
            reasons.add("a handler does not come back with a message that was recorded (" + stuck.getMessage()
                    + "): it loops, or waits");
            return Replayed.NOTHING;
        }
    }

    private static void tried(Logics.Trial trial, List<String> reasons) {
        if (trial.failed() > 0) {
            reasons.add("the new code cannot take over " + trial.failed() + " of "
                    + Sentences.count(trial.actors(), "live state") + ": "
                    + String.join(
                            "; ",
                            trial.failures()
                                    .subList(0, Math.min(3, trial.failures().size()))));
        }
    }

    private static List<Plan.Change> changes(List<Logic> before, List<Logic> after) {
        List<Plan.Change> changes = new ArrayList<>();
        for (Logic logic : before) {
            int schema = schema(after, logic.type());
            changes.add(new Plan.Change(logic.type(), logic.schema(), schema));
        }
        for (Logic logic : after) {
            if (schema(before, logic.type()) == 0) {
                changes.add(new Plan.Change(logic.type(), 0, logic.schema()));
            }
        }
        return List.copyOf(changes);
    }

    private static int schema(List<Logic> logics, String type) {
        return logics.stream()
                .filter(l -> l.type().equals(type))
                .map(Logic::schema)
                .findFirst()
                .orElse(0);
    }

    private List<String> drains(List<Plan.Change> changes, List<String> warnings) throws InterruptedException {
        List<String> drains = new ArrayList<>();
        for (Plan.Change change : changes) {
            if (change.schemaTo() == 0) {
                Map<String, Integer> live = running.actors(deadlines.stage());
                int actors = live.getOrDefault(change.type(), 0);
                String goes = "type " + change.type() + " goes away";
                if (actors > 0) {
                    drains.add(goes + " and has " + Sentences.count(actors, "live actor")
                            + ": keep the type, or wait until they are idle and gone");
                } else {
                    warnings.add(goes + ": its requests will be answered LOGIC_ABSENT (304), its stored states stay");
                }
            }
        }
        return drains;
    }

    private static Verdict verdict(
            List<String> reasons, List<String> drains, List<Plan.Change> changes, Logics.Trial trial) {
        if (!reasons.isEmpty()) {
            return Verdict.REFUSE;
        }
        if (!drains.isEmpty()) {
            return Verdict.DRAIN;
        }
        boolean schema = changes.stream()
                .anyMatch(c -> c.schemaFrom() != 0 && c.schemaTo() != 0 && c.schemaFrom() != c.schemaTo());
        return schema || trial.migrated() > 0 ? Verdict.MIGRATE : Verdict.HOT;
    }

    /** The sentence with which a plan is refused. */
    static HotfixException refused(Plan plan) {
        String what = plan.bundle().isEmpty() ? "it" : plan.bundle() + " " + plan.to();
        String word = plan.verdict() == Verdict.DRAIN ? " has to be drained first: " : " is refused: ";
        return new HotfixException(what + word + String.join("; ", plan.reasons()) + ". Nothing was changed", plan);
    }
}

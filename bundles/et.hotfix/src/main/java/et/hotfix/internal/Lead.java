package et.hotfix.internal;

import et.actor.Canary;
import et.actor.Policy;
import et.hotfix.HotfixException;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Receipt;
import et.hotfix.Verdict;
import et.hotfix.internal.Closing.Removed;
import et.hotfix.internal.Stager.Examined;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.proto.hotfix.Done;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a hotfix through all logic containers, in two phases: each says that it can, then the decision is stored, and from that moment holds for
 * everybody. Whoever leads has the cluster's turn.
 */
final class Lead {

    private static final Logger LOG = LoggerFactory.getLogger(Lead.class);

    private final HotfixStore store;
    private final Fleet fleet;
    private final Stager stager;
    private final Follower follower;
    private final Answers answers;
    private final Remaining remaining;
    private final Deadlines deadlines;
    private final Story story;
    private final Clock clock;
    private final Planned planned = new Planned();

    Lead(
            HotfixStore store,
            Fleet fleet,
            Stager stager,
            Follower follower,
            Answers answers,
            Remaining remaining,
            Story story,
            Deadlines deadlines,
            Clock clock) {
        this.store = store;
        this.fleet = fleet;
        this.stager = stager;
        this.follower = follower;
        this.answers = answers;
        this.remaining = remaining;
        this.deadlines = deadlines;
        this.story = story;
        this.clock = clock;
    }

    Plan plan(String source, Operator operator, Turn.Held turn) throws InterruptedException {
        Artifact artifact = stager.fetch(source, turn::step);
        Examined examined = examined(artifact, operator);
        String rule = Policies.rule(artifact, Optional.empty(), examined.from());
        examined = examined.with(Policies.againstVersion(rule, artifact, store));
        if (!examined.reasons().isEmpty()) {
            return examined.refusal();
        }
        examined = stager.inspect(examined, turn::step);
        planned.remember(artifact);
        List<String> needed = fleet.needed();
        Hotfix hotfix = begin(examined, Phase.PLANNED, rule, operator);
        try {
            Map<String, Done> done = answers.gather(hotfix, needed, turn);
            Shortfalls.throwFirst(done, "");
            return Parts.plan(examined, rule, done);
        } finally {
            store.forget(hotfix.number());
            store.tidy();
        }
    }

    /** @param asked the operator's policy; empty: the bundle's */
    Outcome apply(String source, Optional<Policy> asked, Operator operator, Turn.Held turn)
            throws InterruptedException {
        Artifact artifact = stager.fetch(source, turn::step);
        Examined examined = examined(artifact, operator);
        String rule = Policies.rule(artifact, asked, examined.from());
        return apply(examined.with(Policies.againstVersion(rule, artifact, store)), rule, operator, turn);
    }

    /** @param canary whom the new version is for at first */
    Outcome canary(String source, String canary, Operator operator, Turn.Held turn) throws InterruptedException {
        Artifact artifact = stager.fetch(source, turn::step);
        Examined examined = examined(artifact, operator);
        return apply(examined.with(Policies.againstCanary(artifact)), canary, operator, turn);
    }

    /** @param rule who has the new version at first; empty: all */
    private Outcome apply(Examined given, String rule, Operator operator, Turn.Held turn) throws InterruptedException {
        Examined examined = given.with(planned.objection(given.artifact()));
        if (!examined.reasons().isEmpty()) {
            throw Stager.refused(examined.refusal());
        }
        List<String> needed = fleet.needed();
        Hotfix hotfix = begin(examined, Phase.STAGED, rule, operator);
        story.begun(hotfix, examined, operator);
        Phase next = rule.isEmpty() ? Phase.SWITCHED : Phase.CANARY;
        boolean canary = next == Phase.CANARY && Policies.of(hotfix).isEmpty();
        try {
            Map<String, Done> done = answers.gather(hotfix, needed, turn);
            Shortfalls.throwFirst(done, "");
            Plan plan = Parts.plan(examined, rule, done);
            story.planned(hotfix, plan);
            if (plan.verdict() == Verdict.DRAIN || plan.verdict() == Verdict.REFUSE) {
                throw Stager.refused(plan);
            }
            if (canary) {
                canBeTried(plan);
            }
            turn.step(
                    rule.isEmpty()
                            ? "switching"
                            : (canary ? "beginning the canary: " : "going over by the policy ") + rule);
            decide(hotfix, next, "");
        } catch (RuntimeException | InterruptedException e) {
            throw failed(hotfix, e, needed, turn);
        }
        Hotfix decided = in(hotfix, next, "");
        return next == Phase.SWITCHED ? switched(decided, needed, turn) : begun(decided, true, needed, turn);
    }

    private static void canBeTried(Plan plan) {
        if (plan.from().isEmpty()) {
            throw new HotfixException("no version of " + plan.bundle()
                    + " serves, so there is nothing that a canary could be compared with: apply it without --canary");
        }
        plan.changes().stream()
                .filter(change -> change.schemaTo() == 0)
                .findFirst()
                .ifPresent(change -> {
                    throw new HotfixException(
                            "type " + change.type() + " goes away, which cannot be tried with a part of its actors:"
                                    + " keep the type, or apply it without --canary");
                });
    }

    /** Lets more actors into a canary. */
    Outcome widen(String bundle, String more, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = tried(bundle);
        if (!(Converge.who(hotfix) instanceof Canary now)) {
            throw new HotfixException(bundle + " " + hotfix.to() + " goes over by the policy " + hotfix.canary()
                    + ", there is no canary to widen: et:hotfix switch " + bundle + " lets all actors go over");
        }
        Canary asked = canary(more);
        Canary wider = now.and(asked);
        if (wider.equals(now) || (asked.hundredths() > 0 && asked.hundredths() < now.hundredths())) {
            throw new HotfixException("the canary of " + bundle + " is for " + now.text() + ", and " + asked.text()
                    + " is not more: a canary only grows. et:hotfix rollback " + bundle + " ends it");
        }
        List<String> needed = fleet.needed();
        turn.step("widening the canary to " + wider.text());
        if (!store.widen(hotfix.number(), hotfix.canary(), wider.text())) {
            throw Endings.of(hotfix, store);
        }
        return begun(in(hotfix, Phase.CANARY, hotfix.receipt(), wider.text()), false, needed, turn);
    }

    /** Makes the version of a canary, or of a policy, serve all. */
    Outcome all(String bundle, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = tried(bundle);
        List<String> needed = fleet.needed();
        turn.step("switching");
        decide(hotfix, Phase.SWITCHED, hotfix.receipt());
        return switched(in(hotfix, Phase.SWITCHED, hotfix.receipt()), needed, turn);
    }

    /** What an operator typed, in one form. */
    static Canary canary(String text) {
        try {
            return Canary.parse(text, 0);
        } catch (IllegalArgumentException e) {
            throw new HotfixException(Sentences.of(e));
        }
    }

    /** @param anew whether nobody was in it before: then all containers begin it, or none */
    private Outcome begun(Hotfix hotfix, boolean anew, List<String> needed, Turn.Held turn)
            throws InterruptedException {
        String bundle = hotfix.bundle();
        Map<String, Done> done = answers.gather(hotfix, needed, turn);
        Optional<Receipt> receipt = Parts.receipt(hotfix, done);
        boolean broken =
                done.values().stream().anyMatch(one -> !one.getFailure().isEmpty());
        if (receipt.isEmpty() || (anew && broken)) {
            turn.step("taking it back: " + Shortfalls.first(done));
            decide(hotfix, Phase.ROLLED_BACK, ReceiptJson.failure(Shortfalls.first(done)));
            Map<String, Done> back = answers.gather(in(hotfix, Phase.ROLLED_BACK, ""), needed, turn);
            throw new HotfixException(
                    Shortfalls.first(done) + (Policies.of(hotfix).isEmpty() ? ". The canary" : ". It")
                            + " was taken back: " + Endings.goesOn(hotfix) + Shortfalls.late(back));
        }
        String json = ReceiptJson.of(receipt.get());
        if (!store.advance(hotfix.number(), Phase.CANARY, Phase.CANARY, json)) {
            throw Endings.of(hotfix, store);
        }
        String sentence = Policies.of(hotfix).isPresent()
                ? remaining.begun(hotfix, needed, Shortfalls.late(done))
                : bundle + " " + hotfix.to() + " serves " + hotfix.canary() + ", " + hotfix.from() + " the others"
                        + Shortfalls.late(done) + ". et:hotfix watch " + bundle + " compares them, et:hotfix widen "
                        + bundle
                        + " <more> lets more in, et:hotfix switch " + bundle + " all, et:hotfix rollback " + bundle
                        + " nobody";
        return new Outcome(
                in(hotfix, Phase.CANARY, json), receipt, sentence, CompletableFuture.completedStage(Optional.empty()));
    }

    /** Who is still on the version before by the hotfix's policy, as a part of a sentence; empty when nobody is, or it has none. */
    Optional<String> left(Hotfix hotfix) {
        return hotfix.phase() == Phase.CANARY ? remaining.left(hotfix, fleet.needed()) : Optional.empty();
    }

    /** Makes the last switch permanent. */
    Outcome confirm(String bundle, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = open(bundle);
        if (hotfix.phase() == Phase.CANARY) {
            if (Policies.of(hotfix).isEmpty()) {
                throw new HotfixException(bundle + " " + hotfix.to() + " serves " + hotfix.canary()
                        + " only, as a canary: et:hotfix switch " + bundle + " first");
            }
            turn.step("looking for actors that are still on " + hotfix.from());
            remaining.throwIfLeft(hotfix, fleet.needed());
            hotfix = all(bundle, turn).hotfix();
        }
        List<String> needed = fleet.needed();
        vote(hotfix, Phase.CONFIRMING, needed, turn);
        decide(in(hotfix, Phase.CONFIRMING, ""), Phase.CONFIRMED, hotfix.receipt());
        Hotfix confirmed = in(hotfix, Phase.CONFIRMED, hotfix.receipt());
        Map<String, Done> done = answers.gather(confirmed, needed, turn);
        store.tidy();
        Removed old = follower.removed(hotfix);
        return new Outcome(
                confirmed,
                Optional.empty(),
                bundle + " " + hotfix.to() + " is confirmed" + old.advice() + Shortfalls.late(done),
                old.unload());
    }

    /** Goes back to the version before. */
    Outcome rollback(String bundle, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = open(bundle);
        List<String> needed = fleet.needed();
        if (hotfix.phase() == Phase.CANARY) {
            // Nobody has to be asked: the version before serves the others in any case.
            decide(hotfix, Phase.ROLLED_BACK, hotfix.receipt());
        } else {
            vote(hotfix, Phase.REVERTING, needed, turn);
            decide(in(hotfix, Phase.REVERTING, ""), Phase.ROLLED_BACK, hotfix.receipt());
        }
        Hotfix back = in(hotfix, Phase.ROLLED_BACK, hotfix.receipt());
        Map<String, Done> done = answers.gather(back, needed, turn);
        if (done.values().stream().noneMatch(one -> one.getFailure().isEmpty())) {
            decide(back, hotfix.phase(), hotfix.receipt());
            answers.gather(in(hotfix, hotfix.phase(), ""), needed, turn);
            Shortfalls.throwFirst(done, ". Not rolled back: " + bundle + " " + hotfix.to() + " goes on");
        }
        Optional<Receipt> receipt = Parts.receipt(hotfix, done);
        String json = receipt.map(ReceiptJson::of).orElse(hotfix.receipt());
        receipt(hotfix, json);
        store.tidy();
        boolean out = follower.awaitLeft(hotfix, deadlines.window());
        Removed gone = follower.removed(hotfix);
        String sentence =
                hotfix.from().isEmpty() ? bundle + " is gone" : bundle + " " + hotfix.from() + " serves again";
        return new Outcome(
                in(hotfix, Phase.ROLLED_BACK, json),
                receipt,
                sentence + gone.advice() + (out ? "" : stays(hotfix)) + Shortfalls.late(done) + ". et:hotfix impact "
                        + bundle + " " + hotfix.to() + " shows whom it has touched",
                gone.unload());
    }

    private static String stays(Hotfix hotfix) {
        return ". " + hotfix.to()
                + " serves nobody, and stays installed until no stored state needs its code: the log tells";
    }

    /** Ends what others left when they went: who has the turn is the only one who leads. */
    void clear() {
        store.standing().stream()
                .filter(hotfix -> hotfix.phase().isUnderWay())
                .forEach(hotfix -> Orphans.end(store, hotfix));
    }

    // ---- the parts of these

    /** With what speaks against it at once, before anybody else is asked. */
    private Examined examined(Artifact artifact, Operator operator) {
        Examined examined = stager.examine(artifact, operator.name());
        Optional<Hotfix> open = artifact.bundle().isEmpty()
                ? Optional.empty()
                : store.latest(artifact.bundle()).filter(h -> h.phase() != Phase.CONFIRMED);
        if (open.isPresent()) {
            Hotfix h = open.get();
            String end = h.phase() == Phase.CANARY && Policies.of(h).isEmpty()
                    ? " for " + h.canary() + " as a canary: et:hotfix switch " + h.bundle()
                    : " and that is not confirmed: et:hotfix confirm " + h.bundle();
            examined = examined.with(h.bundle() + " went from " + (h.from().isEmpty() ? "nothing" : h.from()) + " to "
                    + h.to() + end + ", or et:hotfix rollback " + h.bundle());
        }
        return examined;
    }

    private Hotfix begin(Examined examined, Phase phase, String canary, Operator operator) {
        Artifact artifact = examined.artifact();
        Instant now = clock.instant();
        return store.begin(
                new Hotfix(
                        0,
                        artifact.bundle(),
                        examined.from(),
                        artifact.version(),
                        artifact.digest(),
                        phase,
                        operator.name(),
                        now,
                        now,
                        "",
                        canary),
                artifact.bytes());
    }

    private Outcome switched(Hotfix hotfix, List<String> needed, Turn.Held turn) throws InterruptedException {
        String bundle = hotfix.bundle();
        Map<String, Done> done = answers.gather(hotfix, needed, turn);
        Optional<Receipt> receipt = Parts.receipt(hotfix, done);
        boolean broken =
                done.values().stream().anyMatch(one -> !one.getFailure().isEmpty() && !one.getServes());
        if (broken && receipt.isEmpty() && hotfix.canary().isEmpty()) {
            decide(hotfix, Phase.FAILED, ReceiptJson.failure(Shortfalls.first(done)));
            answers.gather(in(hotfix, Phase.FAILED, ""), needed, turn);
            throw new HotfixException(Shortfalls.first(done) + ". Nothing was changed: " + Endings.goesOn(hotfix));
        } else if (broken) {
            turn.step("taking it back: " + Shortfalls.first(done));
            decide(hotfix, Phase.ROLLED_BACK, ReceiptJson.failure(Shortfalls.first(done)));
            Map<String, Done> back = answers.gather(in(hotfix, Phase.ROLLED_BACK, ""), needed, turn);
            throw new HotfixException(Shortfalls.first(done) + ". The others had switched, and were taken back: "
                    + Endings.goesOn(hotfix) + Shortfalls.late(back));
        }
        String next = ". et:hotfix confirm " + bundle + " makes it permanent, et:hotfix rollback " + bundle
                + " takes it back";
        if (receipt.isEmpty()) {
            throw new HotfixException(bundle + " " + hotfix.to() + " serves, but " + Shortfalls.first(done) + next);
        }
        String json = ReceiptJson.of(receipt.get());
        receipt(hotfix, json);
        return new Outcome(
                in(hotfix, Phase.SWITCHED, json),
                receipt,
                bundle + " " + hotfix.to() + " serves" + (receipt.get().clean() ? "" : "; the receipt is not clean")
                        + Shortfalls.late(done) + next,
                CompletableFuture.completedStage(Optional.empty()));
    }

    /** Asks everybody whether it can be ended so; if one cannot, all stays as it is, and the reason is thrown. */
    private void vote(Hotfix hotfix, Phase question, List<String> needed, Turn.Held turn) throws InterruptedException {
        decide(hotfix, question, hotfix.receipt());
        Hotfix asked = in(hotfix, question, hotfix.receipt());
        try {
            Shortfalls.throwFirst(answers.gather(asked, needed, turn), "");
        } catch (RuntimeException | InterruptedException e) {
            decide(asked, Phase.SWITCHED, hotfix.receipt());
            fleet.ring();
            follower.follow();
            throw e;
        }
    }

    private Hotfix open(String bundle) {
        Hotfix hotfix = store.latest(bundle)
                .orElseThrow(() -> new HotfixException(
                        bundle + " has no hotfix" + known() + ": et:hotfix status shows what has one"));
        return switch (hotfix.phase()) {
            case CANARY, SWITCHED -> hotfix;
            case CONFIRMED ->
                throw new HotfixException(bundle + " " + hotfix.to()
                        + " is confirmed already, there is no way back; et:hotfix apply brings another version in");
            default -> throw new HotfixException(bundle + " " + hotfix.to() + " was never switched to");
        };
    }

    private Hotfix tried(String bundle) {
        Hotfix hotfix = open(bundle);
        if (hotfix.phase() != Phase.CANARY) {
            throw new HotfixException(bundle + " " + hotfix.to() + " serves all already, there is no canary: et:hotfix"
                    + " confirm " + bundle + ", or et:hotfix rollback " + bundle);
        }
        return hotfix;
    }

    private String known() {
        List<String> open = store.standing().stream()
                .filter(h -> h.phase() == Phase.SWITCHED || h.phase() == Phase.CANARY)
                .map(Hotfix::bundle)
                .distinct()
                .toList();
        return open.isEmpty() ? "" : " (open: " + String.join(", ", open) + ")";
    }

    /** Stores a decision. */
    private void decide(Hotfix hotfix, Phase to, String receipt) {
        if (!store.advance(hotfix.number(), hotfix.phase(), to, receipt)) {
            throw Endings.of(hotfix, store);
        }
    }

    /** What has happened has happened, so a store that is away only keeps it from being told. */
    private void receipt(Hotfix hotfix, String json) {
        try {
            store.receipt(hotfix.number(), json);
        } catch (RuntimeException e) {
            LOG.error(
                    "the receipt of hotfix {} of {} cannot be recorded: {}",
                    hotfix.number(),
                    hotfix.bundle(),
                    Sentences.of(e));
        }
    }

    private HotfixException failed(Hotfix hotfix, Exception cause, List<String> needed, Turn.Held turn) {
        String sentence =
                cause instanceof HotfixException known ? String.valueOf(known.getMessage()) : Sentences.of(cause);
        boolean interrupted = Thread.interrupted() || cause instanceof InterruptedException;
        follower.undo(hotfix);
        story.failed(hotfix, sentence);
        try {
            if (store.advance(hotfix.number(), Phase.STAGED, Phase.FAILED, ReceiptJson.failure(sentence))
                    && !interrupted) {
                answers.gather(in(hotfix, Phase.FAILED, ""), needed, turn);
            }
        } catch (RuntimeException e) {
            LOG.warn("hotfix {} failed, which cannot be recorded: {}", hotfix.number(), Sentences.of(e));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (cause instanceof HotfixException known && known.plan().isPresent()) {
            return known;
        }
        return new HotfixException(sentence + ". Nothing was changed: " + Endings.goesOn(hotfix));
    }

    private Hotfix in(Hotfix hotfix, Phase phase, String receipt) {
        return in(hotfix, phase, receipt, hotfix.canary());
    }

    private Hotfix in(Hotfix hotfix, Phase phase, String receipt, String canary) {
        return new Hotfix(
                hotfix.number(),
                hotfix.bundle(),
                hotfix.from(),
                hotfix.to(),
                hotfix.digest(),
                phase,
                hotfix.who(),
                hotfix.started(),
                clock.instant(),
                receipt,
                canary);
    }
}

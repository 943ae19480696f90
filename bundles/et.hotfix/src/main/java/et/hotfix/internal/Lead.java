package et.hotfix.internal;

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
    private final Clock clock;
    private final Planned planned = new Planned();

    Lead(HotfixStore store, Fleet fleet, Stager stager, Follower follower, Answers answers, Clock clock) {
        this.store = store;
        this.fleet = fleet;
        this.stager = stager;
        this.follower = follower;
        this.answers = answers;
        this.clock = clock;
    }

    Plan plan(String source, Operator operator, Turn.Held turn) throws InterruptedException {
        Artifact artifact = stager.fetch(source, turn::step);
        Examined examined = examined(artifact, operator);
        if (!examined.reasons().isEmpty()) {
            return examined.refusal();
        }
        planned.remember(artifact);
        List<String> needed = fleet.needed();
        Hotfix hotfix = begin(examined, Phase.PLANNED, operator);
        try {
            Map<String, Done> done = answers.gather(hotfix, needed, turn);
            throwFirst(done, "");
            return Parts.plan(examined, done);
        } finally {
            store.forget(hotfix.number());
            store.tidy();
        }
    }

    Outcome apply(String source, Operator operator, Turn.Held turn) throws InterruptedException {
        Artifact artifact = stager.fetch(source, turn::step);
        Examined examined = examined(artifact, operator);
        Optional<String> swapped = planned.objection(artifact);
        if (swapped.isPresent()) {
            examined = examined.with(swapped.get());
        }
        if (!examined.reasons().isEmpty()) {
            throw Stager.refused(examined.refusal());
        }
        List<String> needed = fleet.needed();
        Hotfix hotfix = begin(examined, Phase.STAGED, operator);
        try {
            Map<String, Done> done = answers.gather(hotfix, needed, turn);
            throwFirst(done, "");
            Plan plan = Parts.plan(examined, done);
            if (plan.verdict() == Verdict.DRAIN || plan.verdict() == Verdict.REFUSE) {
                throw Stager.refused(plan);
            }
            turn.step("switching");
            decide(hotfix, Phase.SWITCHED, "");
        } catch (RuntimeException | InterruptedException e) {
            throw failed(hotfix, e, needed, turn);
        }
        return switched(in(hotfix, Phase.SWITCHED, ""), needed, turn);
    }

    /** Makes the last switch permanent. */
    Outcome confirm(String bundle, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = open(bundle);
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
                bundle + " " + hotfix.to() + " is confirmed" + old.advice() + late(done),
                old.unload());
    }

    /** Goes back to the version before. */
    Outcome rollback(String bundle, Turn.Held turn) throws InterruptedException {
        Hotfix hotfix = open(bundle);
        List<String> needed = fleet.needed();
        vote(hotfix, Phase.REVERTING, needed, turn);
        decide(in(hotfix, Phase.REVERTING, ""), Phase.ROLLED_BACK, hotfix.receipt());
        Hotfix back = in(hotfix, Phase.ROLLED_BACK, hotfix.receipt());
        Map<String, Done> done = answers.gather(back, needed, turn);
        if (done.values().stream().noneMatch(one -> one.getFailure().isEmpty())) {
            decide(back, Phase.SWITCHED, hotfix.receipt());
            answers.gather(in(hotfix, Phase.SWITCHED, ""), needed, turn);
            throwFirst(done, ". Not rolled back: " + bundle + " " + hotfix.to() + " goes on");
        }
        Optional<Receipt> receipt = Parts.receipt(hotfix, done);
        String json = receipt.map(ReceiptJson::of).orElse(hotfix.receipt());
        receipt(hotfix, json);
        store.tidy();
        Removed gone = follower.removed(hotfix);
        String sentence =
                hotfix.from().isEmpty() ? bundle + " is gone" : bundle + " " + hotfix.from() + " serves again";
        return new Outcome(
                in(hotfix, Phase.ROLLED_BACK, json), receipt, sentence + gone.advice() + late(done), gone.unload());
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
            examined = examined.with(h.bundle() + " went from " + (h.from().isEmpty() ? "nothing" : h.from()) + " to "
                    + h.to() + " and that is not confirmed: et:hotfix confirm " + h.bundle()
                    + ", or et:hotfix rollback " + h.bundle());
        }
        return examined;
    }

    private Hotfix begin(Examined examined, Phase phase, Operator operator) {
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
                        ""),
                artifact.bytes());
    }

    private Outcome switched(Hotfix hotfix, List<String> needed, Turn.Held turn) throws InterruptedException {
        String bundle = hotfix.bundle();
        Map<String, Done> done = answers.gather(hotfix, needed, turn);
        Optional<Receipt> receipt = Parts.receipt(hotfix, done);
        boolean broken =
                done.values().stream().anyMatch(one -> !one.getFailure().isEmpty() && !one.getServes());
        if (broken && receipt.isEmpty()) {
            decide(hotfix, Phase.FAILED, ReceiptJson.failure(first(done)));
            answers.gather(in(hotfix, Phase.FAILED, ""), needed, turn);
            throw new HotfixException(first(done) + ". Nothing was changed: " + goesOn(hotfix));
        } else if (broken) {
            turn.step("taking it back: " + first(done));
            decide(hotfix, Phase.ROLLED_BACK, ReceiptJson.failure(first(done)));
            Map<String, Done> back = answers.gather(in(hotfix, Phase.ROLLED_BACK, ""), needed, turn);
            throw new HotfixException(
                    first(done) + ". The others had switched, and were taken back: " + goesOn(hotfix) + late(back));
        }
        String next = ". et:hotfix confirm " + bundle + " makes it permanent, et:hotfix rollback " + bundle
                + " takes it back";
        if (receipt.isEmpty()) {
            throw new HotfixException(bundle + " " + hotfix.to() + " serves, but " + first(done) + next);
        }
        String json = ReceiptJson.of(receipt.get());
        receipt(hotfix, json);
        return new Outcome(
                in(hotfix, Phase.SWITCHED, json),
                receipt,
                bundle + " " + hotfix.to() + " serves" + (receipt.get().clean() ? "" : "; the receipt is not clean")
                        + late(done) + next,
                CompletableFuture.completedStage(Optional.empty()));
    }

    /** Asks everybody whether it can be ended so; if one cannot, all stays as it is, and the reason is thrown. */
    private void vote(Hotfix hotfix, Phase question, List<String> needed, Turn.Held turn) throws InterruptedException {
        decide(hotfix, question, hotfix.receipt());
        Hotfix asked = in(hotfix, question, hotfix.receipt());
        try {
            throwFirst(answers.gather(asked, needed, turn), "");
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
            case SWITCHED -> hotfix;
            case CONFIRMED ->
                throw new HotfixException(bundle + " " + hotfix.to()
                        + " is confirmed already, there is no way back; et:hotfix apply brings another version in");
            default -> throw new HotfixException(bundle + " " + hotfix.to() + " was never switched to");
        };
    }

    private String known() {
        List<String> open = store.standing().stream()
                .filter(h -> h.phase() == Phase.SWITCHED)
                .map(Hotfix::bundle)
                .distinct()
                .toList();
        return open.isEmpty() ? "" : " (open: " + String.join(", ", open) + ")";
    }

    /** Stores a decision. */
    private void decide(Hotfix hotfix, Phase to, String receipt) {
        if (!store.advance(hotfix.number(), hotfix.phase(), to, receipt)) {
            throw new HotfixException("hotfix " + hotfix.number() + " of " + hotfix.bundle()
                    + " was ended by another container, which had not heard from this one: et:hotfix status");
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
        return new HotfixException(sentence + ". Nothing was changed: " + goesOn(hotfix));
    }

    private static String goesOn(Hotfix hotfix) {
        return hotfix.from().isEmpty()
                ? "no version of " + hotfix.bundle() + " runs"
                : hotfix.bundle() + " " + hotfix.from() + " goes on";
    }

    private static void throwFirst(Map<String, Done> done, String end) {
        if (done.values().stream().anyMatch(one -> !one.getFailure().isEmpty())) {
            throw new HotfixException(first(done) + end);
        }
    }

    /** The first thing that went wrong, with where it did when there are several containers. */
    private static String first(Map<String, Done> done) {
        return done.entrySet().stream()
                .filter(one -> !one.getValue().getFailure().isEmpty())
                .map(one -> (done.size() > 1 ? one.getKey() + ": " : "")
                        + one.getValue().getFailure())
                .findFirst()
                .orElse("nobody said why");
    }

    /** Who could not follow a decision, as the end of a sentence. */
    private static String late(Map<String, Done> done) {
        return done.values().stream().allMatch(one -> one.getFailure().isEmpty())
                ? ""
                : "; but not everywhere yet: " + first(done) + ", et:hotfix status tells when it has caught up";
    }

    private Hotfix in(Hotfix hotfix, Phase phase, String receipt) {
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
                receipt);
    }
}

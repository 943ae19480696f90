package et.hotfix.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import et.actor.Logics;
import et.actor.Replayed;
import et.actor.Times;
import et.hotfix.Plan;
import et.hotfix.Receipt;
import et.hotfix.Verdict;
import et.hotfix.Warmed;
import et.hotfix.internal.Stager.Examined;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Step;
import et.proto.hotfix.Change;
import et.proto.hotfix.Clients;
import et.proto.hotfix.Counted;
import et.proto.hotfix.Counts;
import et.proto.hotfix.Done;
import et.proto.hotfix.Planned;
import et.proto.hotfix.Switched;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What containers write down of their parts, and what it comes to together. */
final class Parts {

    /** A row holds a megabyte, and one fault may park thousands. */
    private static final int PARKED_MOST = 200;

    private Parts() {}

    static Done planned(Plan plan) {
        Planned.Builder planned = Planned.newBuilder()
                .setFrom(plan.from())
                .setVerdict(plan.verdict().name())
                .setTried(plan.tried())
                .setMigrated(plan.migrated())
                .setReplay(Replays.wire(plan.replayed()))
                .addAllTables(plan.tables())
                .addAllReasons(plan.reasons())
                .addAllWarnings(plan.warnings());
        plan.changes()
                .forEach(change -> planned.addChanges(Change.newBuilder()
                        .setType(change.type())
                        .setSchemaFrom(change.schemaFrom())
                        .setSchemaTo(change.schemaTo())));
        return Done.newBuilder().setPlanned(planned).build();
    }

    static Done switched(Receipt receipt) {
        Instant at = receipt.shares().get(0).switched();
        Switched.Builder switched = Switched.newBuilder()
                .setFrom(receipt.from())
                .setTo(receipt.to())
                .setRevision(receipt.revision())
                .addAllTypes(receipt.types())
                .setActors(receipt.actors())
                .setPauseMicros(receipt.pauseMicros())
                .setWindowMillis(receipt.windowMillis())
                .setHandledOld(receipt.handledOld())
                .setHandledNew(receipt.handledNew())
                .setRepeats(receipt.repeats())
                .setFailed(receipt.failed())
                .setCarried(receipt.carried())
                .setLeft(receipt.left())
                .setAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        receipt.shares()
                .get(0)
                .warmed()
                .ifPresent(warmed -> switched.setWarmed(et.proto.hotfix.Warmed.newBuilder()
                        .setMessages(warmed.messages())
                        .setMillis(warmed.millis())
                        .setNote(warmed.note())));
        receipt.pauses().each((bucket, actors) -> switched.putPauses(bucket, actors));
        receipt.parked().entrySet().stream()
                .limit(PARKED_MOST)
                .forEach(parked -> switched.putParked(parked.getKey(), parked.getValue()));
        receipt.clients()
                .ifPresent(clients -> switched.setClients(Clients.newBuilder()
                        .setAccepted(clients.accepted())
                        .setAnswered(clients.answered())
                        .setOpen(clients.open())
                        .setLost(clients.lost())
                        .setDuplicated(clients.duplicated())
                        .setReordered(clients.reordered())
                        .setDisconnected(clients.disconnected())
                        .setAbandoned(clients.abandoned())));
        return Done.newBuilder().setSwitched(switched).build();
    }

    static Counts counts(List<Logics.Census> census) {
        Counts.Builder counts = Counts.newBuilder();
        census.forEach(one -> counts.addCounted(Counted.newBuilder()
                .setType(one.type())
                .setVersion(one.version())
                .setActors(one.actors())
                .addAllSome(one.some())));
        return counts.build();
    }

    static Done failed(String why) {
        return Done.newBuilder().setFailure(why).build();
    }

    static Done read(byte[] detail) {
        try {
            return Done.parseFrom(detail);
        } catch (InvalidProtocolBufferException e) {
            return failed("what it wrote down cannot be read: " + e.getMessage());
        }
    }

    /**
     * The plans of all containers as one: the worst verdict, and everybody's reasons.
     *
     * @param rule who would have the new version at first; empty: all
     */
    static Plan plan(Examined examined, String rule, Map<String, Done> done) {
        Artifact artifact = examined.artifact();
        Verdict verdict = Verdict.HOT;
        String from = "";
        int tried = 0;
        int migrated = 0;
        Replayed replayed = Replayed.NOTHING;
        Map<String, Plan.Change> changes = new TreeMap<>();
        Set<String> tables = new LinkedHashSet<>();
        Said reasons = new Said(done.size());
        Said warnings = new Said(done.size());
        for (String container : done.keySet()) {
            examined.inspection().warnings().forEach(warning -> warnings.add(container, warning));
        }
        for (Map.Entry<String, Done> one : done.entrySet()) {
            Planned planned = one.getValue().getPlanned();
            Verdict its = Verdict.valueOf(planned.getVerdict());
            verdict = its.compareTo(verdict) > 0 ? its : verdict;
            from = from.isEmpty() ? planned.getFrom() : from;
            if (!from.equals(planned.getFrom())) {
                verdict = Verdict.REFUSE;
                reasons.add(
                        one.getKey(),
                        "runs " + (planned.getFrom().isEmpty() ? "no version" : planned.getFrom())
                                + " where others run " + from + ": et:logic there tells why");
            }
            tried += planned.getTried();
            migrated += planned.getMigrated();
            replayed = Replays.sum(replayed, Replays.read(planned.getReplay()));
            planned.getChangesList()
                    .forEach(change -> changes.put(
                            change.getType(),
                            new Plan.Change(change.getType(), change.getSchemaFrom(), change.getSchemaTo())));
            tables.addAll(planned.getTablesList());
            planned.getReasonsList().forEach(reason -> reasons.add(one.getKey(), reason));
            planned.getWarningsList().forEach(warning -> warnings.add(one.getKey(), warning));
        }
        return new Plan(
                artifact.bundle(),
                from,
                artifact.version(),
                artifact.digest(),
                artifact.bytes().length,
                examined.judgement().signer(),
                examined.judgement().digest(),
                verdict,
                rule,
                List.copyOf(changes.values()),
                tables.stream().sorted().toList(),
                tried,
                migrated,
                reasons.all(),
                warnings.all(),
                replayed,
                examined.inspection().reading());
    }

    /** What containers say: once when all say it, else with who does. */
    private static final class Said {

        private final int containers;
        private final Map<String, Set<String>> by = new LinkedHashMap<>();

        Said(int containers) {
            this.containers = containers;
        }

        void add(String container, String sentence) {
            by.computeIfAbsent(sentence, none -> new LinkedHashSet<>()).add(container);
        }

        List<String> all() {
            return by.entrySet().stream()
                    .map(said -> said.getValue().size() == containers
                            ? said.getKey()
                            : String.join(", ", said.getValue()) + ": " + said.getKey())
                    .toList();
        }
    }

    /** The receipts of all containers as one; empty when none has switched. */
    static Optional<Receipt> receipt(Hotfix hotfix, Map<String, Done> done) {
        Receipt sum = null;
        for (Map.Entry<String, Done> one : done.entrySet()) {
            if (one.getValue().hasSwitched()) {
                Receipt its =
                        receipt(hotfix.bundle(), one.getKey(), one.getValue().getSwitched());
                sum = sum == null ? its : sum(sum, its);
            }
        }
        return Optional.ofNullable(sum);
    }

    private static Receipt receipt(String bundle, String container, Switched switched) {
        return new Receipt(
                bundle,
                switched.getFrom(),
                switched.getTo(),
                switched.getRevision(),
                List.copyOf(switched.getTypesList()),
                switched.getActors(),
                switched.getPauseMicros(),
                switched.getWindowMillis(),
                switched.getHandledOld(),
                switched.getHandledNew(),
                switched.getRepeats(),
                switched.getFailed(),
                switched.getCarried(),
                switched.getLeft(),
                new TreeMap<>(switched.getParkedMap()),
                switched.hasClients() ? Optional.of(clients(switched.getClients())) : Optional.empty(),
                Times.of(switched.getPausesMap()),
                List.of(new Receipt.Share(
                        container,
                        switched.getActors(),
                        switched.getPauseMicros(),
                        Instant.EPOCH.plus(switched.getAtMicros(), ChronoUnit.MICROS),
                        warmed(switched))));
    }

    private static Optional<Warmed> warmed(Switched switched) {
        return switched.hasWarmed()
                ? Optional.of(new Warmed(
                        switched.getWarmed().getMessages(),
                        switched.getWarmed().getMillis(),
                        switched.getWarmed().getNote()))
                : Optional.empty();
    }

    /** How far the containers that have switched had warmed up the new code, by name. */
    static Map<String, Warmed> warmed(List<Step> steps) {
        Map<String, Warmed> all = new TreeMap<>();
        steps.forEach(step ->
                warmed(read(step.detail()).getSwitched()).ifPresent(warmed -> all.put(step.container(), warmed)));
        return all;
    }

    private static Receipt sum(Receipt a, Receipt b) {
        Set<String> types = new LinkedHashSet<>(a.types());
        types.addAll(b.types());
        Map<String, String> parked = new TreeMap<>(a.parked());
        parked.putAll(b.parked());
        List<Receipt.Share> shares = new ArrayList<>(a.shares());
        shares.addAll(b.shares());
        return new Receipt(
                a.bundle(),
                a.from(),
                a.to(),
                Math.max(a.revision(), b.revision()),
                List.copyOf(types),
                a.actors() + b.actors(),
                Math.max(a.pauseMicros(), b.pauseMicros()),
                Math.max(a.windowMillis(), b.windowMillis()),
                a.handledOld() + b.handledOld(),
                a.handledNew() + b.handledNew(),
                a.repeats() + b.repeats(),
                a.failed() + b.failed(),
                a.carried() + b.carried(),
                a.left() + b.left(),
                parked,
                Optional.ofNullable(sum(a.clients().orElse(null), b.clients().orElse(null))),
                a.pauses().plus(b.pauses()),
                List.copyOf(shares));
    }

    private static Receipt.@Nullable Clients sum(Receipt.@Nullable Clients a, Receipt.@Nullable Clients b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return new Receipt.Clients(
                a.accepted() + b.accepted(),
                a.answered() + b.answered(),
                a.open() + b.open(),
                a.lost() + b.lost(),
                a.duplicated() + b.duplicated(),
                a.reordered() + b.reordered(),
                a.disconnected() + b.disconnected(),
                a.abandoned() + b.abandoned());
    }

    private static Receipt.Clients clients(Clients clients) {
        return new Receipt.Clients(
                clients.getAccepted(),
                clients.getAnswered(),
                clients.getOpen(),
                clients.getLost(),
                clients.getDuplicated(),
                clients.getReordered(),
                clients.getDisconnected(),
                clients.getAbandoned());
    }
}

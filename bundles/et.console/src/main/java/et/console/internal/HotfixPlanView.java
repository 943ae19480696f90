package et.console.internal;

import et.actor.Policy;
import et.hotfix.Plan;
import et.hotfix.Verdict;
import java.io.PrintStream;

/** Shows a plan. */
final class HotfixPlanView {

    private HotfixPlanView() {}

    static void print(Plan plan, boolean json, PrintStream out) {
        if (json) {
            out.println(json(plan));
            return;
        }
        out.println((plan.bundle().isEmpty() ? "(no bundle)" : plan.bundle()) + " "
                + Words.versions(plan.from(), plan.to()) + ": " + meaning(plan.verdict()));
        out.println("Bytes     " + Words.bytes(plan.size()) + ", SHA-256 " + plan.digest());
        if (!plan.signer().isEmpty()) {
            out.println("Signed by " + plan.signer() + ", code " + plan.code());
        }
        out.println("Plan      " + plan.fingerprint() + ", as the audit names it");
        if (Policy.named(plan.rule()).isPresent()) {
            out.println("Policy    " + plan.rule() + ": " + Words.policy(plan.rule()));
        }
        if (plan.tried() > 0) {
            out.println("Trial     " + Words.count(plan.tried(), "live state") + " read, "
                    + Words.number(plan.migrated()) + " migrated, none failed");
        }
        HotfixReplayView.summary(plan.replayed(), out);
        if (!plan.changes().isEmpty()) {
            var table = new Table("Type", "Schema now", "Schema then");
            plan.changes()
                    .forEach(c -> table.row(
                            c.type(),
                            c.schemaFrom() == 0 ? "(new type)" : Integer.toString(c.schemaFrom()),
                            c.schemaTo() == 0 ? "(goes away)" : Integer.toString(c.schemaTo())));
            table.print(out, "");
        }
        plan.tables().forEach(t -> out.println("Tables    " + t));
        plan.reasons().forEach(r -> out.println("Because   " + r));
        plan.warnings().forEach(w -> out.println("Mind      " + w));
        HotfixFindingView.print(plan.reading(), out);
        out.println("Nothing was changed." + (sound(plan) ? " Next: et:hotfix apply with the same file" : ""));
    }

    private static boolean sound(Plan plan) {
        return plan.verdict() == Verdict.HOT || plan.verdict() == Verdict.MIGRATE;
    }

    private static String meaning(Verdict verdict) {
        return switch (verdict) {
            case HOT -> "hot (new code, states as they are)";
            case MIGRATE -> "migrate (states are carried over, each between two messages)";
            case DRAIN -> "drain (live actors must be gone first)";
            case REFUSE -> "refused";
        };
    }

    private static Json json(Plan plan) {
        return new Json()
                .put("bundle", plan.bundle())
                .put("from", plan.from())
                .put("to", plan.to())
                .put("verdict", plan.verdict())
                .put("policy", plan.rule())
                .put("digest", plan.digest())
                .put("plan", plan.fingerprint())
                .put("bytes", plan.size())
                .put("signer", plan.signer())
                .put("code", plan.code())
                .put("tables", plan.tables())
                .put("tried", plan.tried())
                .put("migrated", plan.migrated())
                .put(
                        "types",
                        plan.changes().stream()
                                .map(c -> new Json()
                                        .put("type", c.type())
                                        .put("schema_from", c.schemaFrom())
                                        .put("schema_to", c.schemaTo()))
                                .toList())
                .put("reasons", plan.reasons())
                .put("warnings", plan.warnings())
                .put("replay", HotfixReplayView.json(plan.replayed()))
                .put("reading", HotfixFindingView.json(plan.reading()));
    }
}

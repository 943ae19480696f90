package et.hotfix.internal;

import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Receipt;
import et.hotfix.internal.Stager.Examined;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import et.proto.hotfix.Done;
import et.proto.hotfix.Switched;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells the audit of a hotfix: who asked for it from where, for which bytes, by which plan, when each container had followed each phase, and what came of it. All of one
 * hotfix begin with its number, so that they can be found together.
 */
final class Story {

    private final String container;
    private final Auditing auditing;

    /** @param container the name of this container */
    Story(String container, Auditing auditing) {
        this.container = container;
        this.auditing = auditing;
    }

    /** The act is to be done. What cannot be audited is not. */
    void asked(Operator operator, String act, String subject) {
        auditing.before(operator.name(), act, subject, "asked for " + from(operator));
    }

    /** It was planned, and nothing else. */
    void planned(Operator operator, String subject, Plan plan) {
        auditing.note(
                operator.name(),
                "hotfix.plan",
                subject,
                plan.bundle() + " " + plan.from() + " -> " + plan.to() + ": " + words(plan) + ", SHA-256 "
                        + plan.digest());
    }

    /** It has a number now. */
    void begun(Hotfix hotfix, Examined examined, Operator operator) {
        note(
                hotfix,
                "hotfix.begun",
                "from " + (hotfix.from().isEmpty() ? "nothing" : hotfix.from()) + ", SHA-256 " + hotfix.digest()
                        + ", signed by " + examined.judgement().signer()
                        + (hotfix.canary().isEmpty() ? "" : ", for " + hotfix.canary()) + ", asked for "
                        + from(operator));
    }

    /** All containers have staged it, or cannot. */
    void planned(Hotfix hotfix, Plan plan) {
        note(
                hotfix,
                "hotfix.planned",
                words(plan) + ", " + Sentences.count(plan.tried(), "live state") + " tried, " + plan.migrated()
                        + " migrated");
    }

    /** This container has followed its phase, or could not; said once, however often it is tried, and not again after a restart. */
    void followed(Hotfix hotfix, Done done, List<Step> before) {
        boolean known = before.stream()
                .filter(step -> step.container().equals(container) && step.phase() == hotfix.phase())
                .map(step -> Parts.read(step.detail()))
                .anyMatch(step -> step.getFailure().equals(done.getFailure())
                        && step.getCanary().equals(done.getCanary()));
        if (known || hotfix.phase() == Phase.PLANNED) {
            return;
        }
        String what = phase(hotfix.phase()) + " at " + container;
        if (!done.getFailure().isEmpty()) {
            what += ", failed: " + done.getFailure();
        } else if (done.hasSwitched()) {
            Switched switched = done.getSwitched();
            what += ", " + Sentences.count(switched.getActors(), "live actor") + ", no lane paused longer than "
                    + switched.getPauseMicros() + " us";
        }
        note(hotfix, "hotfix.followed", what);
    }

    /** It was taken back before it was decided. */
    void failed(Hotfix hotfix, String why) {
        note(hotfix, "hotfix.failed", why);
    }

    /** It was done. */
    void done(Operator operator, String act, String subject, Outcome outcome) {
        Hotfix hotfix = outcome.hotfix();
        Optional<Receipt> receipt = outcome.receipt();
        auditing.note(
                operator.name(),
                act,
                subject,
                number(hotfix) + hotfix.from() + " -> " + hotfix.to() + ", " + phase(hotfix.phase())
                        + (hotfix.canary().isEmpty() ? "" : " " + hotfix.canary())
                        + receipt.map(r -> r.clean() ? ", clean" : ", NOT clean")
                                .orElse("") + ", asked for "
                        + from(operator));
    }

    private void note(Hotfix hotfix, String act, String what) {
        auditing.note(hotfix.who(), act, hotfix.bundle() + " " + hotfix.to(), number(hotfix) + what);
    }

    /** How the detail of each entry of a hotfix begins. */
    static String number(Hotfix hotfix) {
        return "hotfix " + hotfix.number() + ": ";
    }

    private String from(Operator operator) {
        return "at " + container + (operator.from().isEmpty() ? "" : ", " + operator.from());
    }

    private static String words(Plan plan) {
        return "plan " + plan.fingerprint() + ", " + plan.verdict();
    }

    private static String phase(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Policy;
import et.hotfix.HotfixException;
import et.hotfix.Plan;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.util.List;
import java.util.Optional;

/** Which policy a hotfix has (the operator's, else the bundle's, else {@code now}), and what it needs of the two versions. */
final class Policies {

    /** Who may declare what. */
    static final String EXPECTED = "now, idle, end or new";

    private static final int RECORDS = 1000;

    private Policies() {}

    /** What an operator typed; empty when nothing. */
    static Optional<Policy> asked(String text) {
        Optional<Policy> policy = Policy.named(text);
        if (policy.isEmpty() && !text.isEmpty()) {
            throw new HotfixException("policy: " + text + " (expected: " + EXPECTED + ")");
        }
        return policy;
    }

    /** The rule that a record has for it: empty when all actors go over at once, or none is there that could stay. */
    static String rule(Artifact artifact, Optional<Policy> asked, String from) {
        Policy policy = asked.or(() -> Policy.named(artifact.policy())).orElse(Policy.NOW);
        return policy == Policy.NOW || from.isEmpty() ? "" : policy.text();
    }

    /** The policy of a hotfix; empty when it has none, or a canary. */
    static Optional<Policy> of(Hotfix hotfix) {
        return Policy.named(hotfix.canary());
    }

    /** Why a bundle cannot be tried with a part of the actors, if so. */
    static Optional<String> againstCanary(Artifact artifact) {
        return Policy.named(artifact.policy())
                .filter(policy -> policy != Policy.NOW)
                .map(policy -> artifact.bundle() + " " + artifact.version() + " declares " + Artifact.POLICY + ": "
                        + policy.text() + ", and the actors of a canary go over at once: apply it without --canary");
    }

    /** Whether rows name this version already, so that they cannot tell who is on it now; then the sentence. */
    static Optional<String> againstVersion(String rule, Artifact artifact, HotfixStore store) {
        if (!rule.equals(Policy.END.text()) && !rule.equals(Policy.NEW.text())) {
            return Optional.empty();
        }
        String version = artifact.version();
        return store.history(RECORDS).stream()
                .filter(hotfix -> hotfix.bundle().equals(artifact.bundle()) && hotfix.phase() != Phase.FAILED)
                .filter(hotfix -> hotfix.to().equals(version) || hotfix.from().equals(version))
                .findFirst()
                .map(hotfix -> "policy " + rule + ": " + artifact.bundle() + " " + version
                        + " has served before (hotfix "
                        + hotfix.number() + "), so what rows say of it is not of now: give the bundle another version,"
                        + " or apply it with --policy idle or --policy now");
    }

    /** What a rule needs of the versions: what speaks against it, and what to mind. */
    static void judge(
            String rule, List<Logic> before, List<Plan.Change> changes, List<String> reasons, List<String> warnings) {
        Optional<Policy> policy = Policy.named(rule);
        if (policy.isEmpty() || before.isEmpty()) {
            return;
        }
        changes.stream()
                .filter(change -> change.schemaTo() == 0)
                .forEach(change -> reasons.add("policy " + rule + ": type " + change.type()
                        + " goes away, so that its actors could not go over: keep the type, or apply it with --policy"
                        + " now"));
        if (policy.get() == Policy.END) {
            List<String> silent = before.stream()
                    .filter(logic -> !logic.ends())
                    .map(Logic::type)
                    .sorted()
                    .toList();
            if (silent.size() == before.size()) {
                reasons.add("policy end: no type of the version that serves says when an actor is over (on.over): bring"
                        + " a version in that does, by another policy, or apply this one with --policy idle");
            } else if (!silent.isEmpty()) {
                warnings.add("policy end: " + String.join(", ", silent)
                        + " does not say when an actor is over (on.over): its actors go over at once");
            }
        }
    }
}

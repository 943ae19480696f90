package et.console.internal;

import et.hotfix.Comparison;
import et.hotfix.Hotfixes;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.persistence.AuditTrail;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** {@code et:hotfix plan|replay|apply|watch|widen|switch|status|confirm|rollback|history|impact}. */
@Service
@Command(
        scope = "et",
        name = "hotfix",
        description =
                "Brings new logic in while people play: plan, replay, apply, watch, widen, switch, confirm, rollback,"
                        + " status, history, impact")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class HotfixCommand extends EtCommand {

    static final String ACTIONS =
            "plan <file>, replay <file>, apply <file> [--policy now|idle|end|new], confirm <bundle>, rollback <bundle>,"
                    + " status, history [<number>], impact <bundle> <version>;"
                    + " of a canary: apply <file> --canary <whom>, watch <bundle>, widen <bundle> <whom>, switch <bundle>";

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    @Option(name = "--confirm", description = "With apply: confirm at once when the receipt is clean")
    boolean confirm;

    @Option(
            name = "--canary",
            description =
                    "With apply: for a part of the actors only, such as 10 (percent), or player/7,player/9, or both")
    String canary = "";

    @Option(
            name = "--policy",
            description = "With apply: when actors go over: now, idle, end or new; without it, as the bundle declares")
    @Completion(
            value = StringsCompleter.class,
            values = {"now", "idle", "end", "new"})
    String policy = "";

    @Option(name = "--seconds", description = "With watch: so long; without it, until the canary ends")
    int seconds = 0;

    @Option(name = "--limit", description = "With history and impact: at most so many lines")
    int limit = 20;

    @Option(name = "--after", description = "With impact: begin after this actor, such as player/77")
    String after = "";

    @Argument(
            index = 0,
            name = "action",
            description = "plan, replay, apply, watch, widen, switch, confirm, rollback, status, history or impact")
    @Completion(
            value = StringsCompleter.class,
            values = {
                "plan",
                "replay",
                "apply",
                "watch",
                "widen",
                "switch",
                "confirm",
                "rollback",
                "status",
                "history",
                "impact"
            })
    @Nullable String action;

    @Argument(
            index = 1,
            name = "target",
            multiValued = true,
            description =
                    "plan, replay, apply: a path, file: or mvn: address. Else a bundle; history: a number, or none; widen: and whom; impact: and a"
                            + " version")
    @Completion(HotfixCompleter.class)
    @Nullable List<String> rest;

    @Override
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (action != null) {
            words.add(action);
        }
        if (rest != null) {
            words.addAll(rest);
        }
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        String what = words.isEmpty() ? "status" : words.get(0);
        List<String> targets = words.isEmpty() ? List.of() : words.subList(1, words.size());
        Hotfixes hotfixes = services.need(Hotfixes.class, "et.hotfix");
        var operator = new Operator(user(), way(), json ? sentence -> {} : this::tell);
        switch (what) {
            case "plan" -> HotfixPlanView.print(hotfixes.plan(one(what, "file", targets), operator), json, out);
            case "replay" -> HotfixReplayView.print(hotfixes.plan(one(what, "file", targets), operator), json, out);
            case "apply" -> HotfixOutcomeView.print(apply(hotfixes, one(what, "file", targets), operator), json, out);
            case "watch" -> watch(hotfixes, one(what, "bundle", targets), out);
            case "widen" -> {
                if (targets.size() != 2) {
                    throw new ConsoleException("expected: et:hotfix widen <bundle> <whom>, such as 50");
                }
                HotfixOutcomeView.print(hotfixes.widen(targets.get(0), targets.get(1), operator), json, out);
            }
            case "switch" ->
                HotfixOutcomeView.print(hotfixes.switchAll(one(what, "bundle", targets), operator), json, out);
            case "confirm" ->
                HotfixOutcomeView.print(hotfixes.confirm(one(what, "bundle", targets), operator), json, out);
            case "rollback" ->
                HotfixOutcomeView.print(hotfixes.rollback(one(what, "bundle", targets), operator), json, out);
            case "status" -> HotfixStatusView.print(hotfixes.status(), json, out);
            case "history" -> history(services, hotfixes, targets, out);
            case "impact" -> {
                if (targets.size() != 2) {
                    throw new ConsoleException("expected: et:hotfix impact <bundle> <version>");
                }
                HotfixImpactView.print(
                        hotfixes.impact(targets.get(0), targets.get(1), after, limited(limit)), json, out);
            }
            default -> throw new ConsoleException("et:hotfix knows no " + what + " (expected: " + ACTIONS + ")");
        }
    }

    private void history(Services services, Hotfixes hotfixes, List<String> targets, PrintStream out) throws Exception {
        if (targets.isEmpty()) {
            HotfixStatusView.print(hotfixes.history(limited(limit)), json, out);
            return;
        }
        String number = one("history", "number", targets);
        Hotfix hotfix = hotfixes.history(HotfixStoryView.RECORDS).stream()
                .filter(one -> number.equals(String.valueOf(one.number())))
                .findFirst()
                .orElseThrow(() -> new ConsoleException(
                        "there is no hotfix " + number + ": et:hotfix history shows their numbers"));
        AuditTrail trail = services.need(AuditTrail.class, "et.persistence.hibernate");
        HotfixStoryView.print(hotfix, trail.latest("hotfix.", HotfixStoryView.ENTRIES), json, out);
    }

    private Outcome apply(Hotfixes hotfixes, String file, Operator operator) {
        if (canary.isEmpty()) {
            return hotfixes.apply(file, policy, confirm, operator);
        }
        if (confirm) {
            throw new ConsoleException("--confirm and --canary: a canary is for a part of the actors, and is confirmed"
                    + " after et:hotfix switch");
        }
        if (!policy.isEmpty()) {
            throw new ConsoleException(
                    "--policy and --canary: the actors of a canary go over at once, and the others with"
                            + " et:hotfix switch");
        }
        return hotfixes.canary(file, canary, operator);
    }

    private void watch(Hotfixes hotfixes, String bundle, PrintStream out) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Comparison now = hotfixes.comparison(bundle);
        HotfixComparisonView.print(now, json, out);
        while (!json
                && now.hotfix().phase() == Phase.CANARY
                && (seconds == 0 || System.nanoTime() + LOOK_NANOS - end < 0)) {
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            now = hotfixes.comparison(bundle);
            HotfixComparisonView.print(now, false, out);
        }
    }

    /** Steps are told from another thread, to which System.out is not redirected. */
    private void tell(String sentence) {
        session.getConsole().println("- " + sentence);
    }

    private static String one(String action, String name, List<String> targets) {
        if (targets.size() != 1) {
            throw new ConsoleException("expected: et:hotfix " + action + " <" + name + ">");
        }
        return targets.get(0);
    }
}

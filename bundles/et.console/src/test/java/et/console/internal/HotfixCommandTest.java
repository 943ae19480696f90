package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Replayed;
import et.actor.Times;
import et.hotfix.Comparison;
import et.hotfix.Finding;
import et.hotfix.HotfixException;
import et.hotfix.Hotfixes;
import et.hotfix.Impact;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Receipt;
import et.hotfix.Status;
import et.hotfix.Unload;
import et.hotfix.Verdict;
import et.hotfix.Warmed;
import et.persistence.AuditStore;
import et.persistence.AuditTrail;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.security.Principal;
import java.security.PrivilegedAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.Subject;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

final class HotfixCommandTest {

    private static final Hotfix RECORD = new Hotfix(
            3,
            "game",
            "1.0.0",
            "1.1.0",
            "abc",
            Phase.SWITCHED,
            "ada",
            Instant.EPOCH,
            Instant.EPOCH,
            "{\"lost\":0}",
            "");

    private static final Hotfix GOING = new Hotfix(
            4, "match", "1.0.0", "1.1.0", "abc", Phase.CANARY, "ada", Instant.EPOCH, Instant.EPOCH, "", "end");

    private static final Warmed WARMED = new Warmed(1234, 456, "request game.Add fails: no");

    private String called = "";
    private final Shell shell = new Shell().with(Hotfixes.class, Shell.service(Hotfixes.class, this::answer));

    @Test
    void withoutAnActionItIsTheStatus() throws Exception {
        assertThat(run())
                .contains("Nothing is under way", "game    1.0.0  1.1.0  switched")
                .contains(
                        "Warm-up of game 1.1.0, logic-1: 1 234 recorded messages handled in 456 ms, request game.Add fails: no")
                .contains("Next: et:hotfix confirm game, or et:hotfix rollback game");
        assertThat(run("status", "--json")).contains("\"doing\":\"\"", "\"receipt\":{\"lost\":0}");
    }

    @Test
    void aPlanIsShownWithReasonsAndWhatToMind() throws Exception {
        assertThat(run("plan", "a.jar"))
                .contains("Policy    end: each actor goes over when it is over; new ones are on the new version")
                .contains("game 1.0.0 -> 1.1.0: migrate", "1 200 live states read, 7 migrated")
                .contains("Mind      request game.Add is gone")
                .contains("Tables    adds the column season (int) to g_game_scores")
                .contains("Replay    1 500 recorded messages of 40 actors: 1 480 the same, 2 newly failing,"
                        + " 16 different, 1 different each time, 1 not reached")
                .contains(
                        "Code      214 classes read, 3 findings, the first 2",
                        "  It              By      In                     At",
                        "  holds old code  thread  game.Clock.start       Clock.java:17",
                        "  holds old code  thread  lib.Timer.constructor  Timer.java in lib/timer.jar",
                        "Mind      thread: it goes on. Instead: a timer")
                .contains("Nothing was changed. Next: et:hotfix apply");
        assertThat(run("plan", "a.jar", "--json"))
                .contains("\"verdict\":\"MIGRATE\"", "\"schema_to\":2")
                .contains(
                        "\"reading\":{\"classes\":214,\"found\":3,\"findings\":[{\"grade\":\"HOLDS\",\"kind\":\"thread\","
                                + "\"class\":\"game.Clock\",\"member\":\"start\",\"file\":\"Clock.java\",\"line\":17,\"jar\":\"\",");
    }

    @Test
    void aReplayShowsWhatIsDifferent() throws Exception {
        assertThat(run("replay", "a.jar")).contains("""
            game 1.0.0 -> 1.1.0
            Replay    1 500 recorded messages of 40 actors: 1 480 the same, 2 newly failing, \
            16 different, 1 different each time, 1 not reached
              fails   player/7, request game.Add
                        it fails: no
              differs player/9, timer tick
                        it replies 1
              and 16 more
            Nothing was changed.
            """);
        assertThat(called).isEqualTo("plan [a.jar]");
        assertThat(run("replay", "a.jar", "--json"))
                .startsWith(
                        "{\"bundle\":\"game\",\"from\":\"1.0.0\",\"to\":\"1.1.0\",\"verdict\":\"MIGRATE\",\"reasons\":[],"
                                + "\"replay\":{\"messages\":1500,\"actors\":40,\"same\":1480,\"failing\":2,\"differing\":16,"
                                + "\"unsteady\":1,\"left\":1,\"differences\":[{\"actor\":\"player/7\",\"handler\":\"request game.Add\","
                                + "\"failing\":true,\"what\":\"it fails: no\"},");
    }

    @Test
    void applyShowsItsReceipt() throws Exception {
        assertThat(run("apply", "a.jar", "--confirm"))
                .contains("Receipt   game 1.0.0 -> 1.1.0, revision 8, clean")
                .contains("no lane paused longer than 42 us")
                .contains("Warm-up   1 234 recorded messages handled in 456 ms, request game.Add fails: no")
                .contains("Paused    12 actors: half of them up to 9 us, 99.9 % up to 60 us, all up to 60 us")
                .containsPattern("lost +0\n")
                .containsPattern("handled by 1.1.0 +40\n")
                .contains("has left the memory (after 12 ms)")
                .contains("it is done");
        assertThat(called).isEqualTo("apply [a.jar, , true]");
        assertThat(shell.console()).contains("- step by step");
        assertThat(run("--confirm", "apply", "a.jar", "--json")).isEqualTo("""
            {"number":3,"bundle":"game","from":"1.0.0","to":"1.1.0","phase":"SWITCHED","receipt":{"lost":0},\
            "unload":{"bundle":"game","version":"1.0.0","collected":true,"ms":12,"evidence":[]}}
            """);
    }

    @Test
    void withJsonNothingElseIsPrinted() throws Exception {
        run("apply", "a.jar", "--json");
        assertThat(shell.console()).isEmpty();
    }

    @Test
    void aCanaryIsBegunWidenedWatchedAndSwitched() throws Exception {
        run("apply", "a.jar", "--canary", "10%,player/7");
        assertThat(called).isEqualTo("canary [a.jar, 10%,player/7]");
        run("widen", "game", "50%");
        assertThat(called).isEqualTo("widen [game, 50%]");
        run("switch", "game");
        assertThat(called).isEqualTo("switchAll [game]");
        assertThat(run("watch", "game", "--seconds", "1"))
                .contains("game 1.0.0 -> 1.1.0, canary 10% since ", ", judged by logic-1")
                .containsPattern("player  1.0.0 +36 +4 210 +0 ")
                .containsPattern("player  1.1.0 +4 +455 +38 ")
                .contains("Not compared yet: times and bytes");
        assertThat(run("watch", "game", "--json"))
                .contains("\"judge\":\"logic-1\"", "\"errors\":38", "\"stepped_back\":\"\"");
        assertThatThrownBy(() -> run("widen", "game"))
                .hasMessageStartingWith("expected: et:hotfix widen <bundle> <whom>");
        assertThatThrownBy(() -> run("--confirm", "apply", "a.jar", "--canary=10%"))
                .hasMessageContaining("confirmed after et:hotfix switch");
    }

    @Test
    void aPolicyIsAskedForAndShown() throws Exception {
        run("apply", "a.jar", "--policy", "idle");
        assertThat(called).isEqualTo("apply [a.jar, idle, false]");
        assertThat(run("status"))
                .containsPattern("match +1.0.0 +1.1.0 +both serve, end")
                .contains("match 1.0.0 and 1.1.0 serve, by the policy end: each actor goes over when it is over")
                .containsPattern("match +1.0.0 +12 +m1, m2\n")
                .containsPattern("match +1.1.0 +30\n")
                .contains("Next: et:hotfix confirm match when none is left on 1.0.0, et:hotfix switch match");
        assertThat(run("status", "--json"))
                .contains("\"counted\":{\"match\":[{\"type\":\"match\",\"version\":\"1.0.0\",\"actors\":12,"
                        + "\"some\":[\"m1\",\"m2\"]}");
        assertThatThrownBy(() -> run("apply", "a.jar", "--policy=idle", "--canary=10%"))
                .hasMessageContaining("--policy and --canary");
    }

    @Test
    void whomAVersionHasTouchedIsATable() throws Exception {
        assertThat(run("impact", "arena", "1.1.0", "--limit", "2", "--after", "player/6"))
                .contains("arena 1.1.0 has changed 23 actors")
                .containsPattern("player/7 +ada +\\S+ \\S+ +\\S+ \\S+ +4 +3 +as it left it\n")
                .containsPattern("player/8 .* +1 200 +0 +changed since by arena/1.0.0\n")
                .endsWith("More: et:hotfix impact arena 1.1.0 --after player/8\n");
        assertThat(called).isEqualTo("impact [arena, 1.1.0, player/6, 2]");
        assertThat(run("impact", "arena", "1.1.0", "--json"))
                .contains("\"actors\":23", "\"more\":true", "\"commits\":1200", "\"now\":\"AS_LEFT\"");
        assertThatThrownBy(() -> run("impact", "arena")).hasMessage("expected: et:hotfix impact <bundle> <version>");
    }

    @Test
    void historyIsATable() throws Exception {
        assertThat(run("history", "--limit=5")).contains("No  Bundle", " 3  game");
        assertThat(called).isEqualTo("history [5]");
    }

    @Test
    void oneHotfixIsToldFromItsBeginning() throws Exception {
        shell.with(AuditTrail.class, Shell.service(AuditTrail.class, this::audited));
        assertThat(run("history", "3").lines().map(String::strip))
                .contains(
                        "Number  When                 Who  What             Detail",
                        "1  1970-01-01 00:00:00  ada  hotfix.begun     from 1.0.0",
                        "7  1970-01-01 00:00:00  ada  hotfix.followed  staged at logic-1")
                .noneMatch(line -> line.contains("another"));
        assertThat(run("history", "3", "--json"))
                .startsWith("{\"hotfix\":{\"number\":3,")
                .contains("\"what\":\"hotfix.begun\"");
        assertThatThrownBy(() -> run("history", "9"))
                .hasMessage("there is no hotfix 9: et:hotfix history shows their numbers");
    }

    /** The newest first, as the store answers. */
    private Object audited(String method, List<Object> arguments) {
        assertThat(method).isEqualTo("latest");
        return List.of(
                written(8, "hotfix.begun", "hotfix 33: another"),
                written(7, "hotfix.followed", "hotfix 3: staged at logic-1"),
                written(1, "hotfix.begun", "hotfix 3: from 1.0.0"));
    }

    private static AuditTrail.Written written(long number, String what, String detail) {
        return new AuditTrail.Written(
                number, new AuditStore.Entry(Instant.EPOCH, "ada", what, "game 1.1.0", detail), "");
    }

    /** As Karaf's shell notes who logged in. */
    private record ClientPrincipal(String login) implements Principal {

        @Override
        public String getName() {
            return login;
        }
    }

    @Test
    @SuppressWarnings("removal") // as Karaf's shell does it
    void theAuditGetsToKnowWhereWhoTypesCameFrom() {
        for (String login : List.of("ssh(/10.1.2.3)", "ssh(10.1.2.3)", "ssh(host.example/10.1.2.3)")) {
            var subject = new Subject(true, Set.of(new ClientPrincipal(login)), Set.of(), Set.of());
            assertThat(Subject.doAs(subject, (PrivilegedAction<String>) EtCommand::way))
                    .isEqualTo("ssh from 10.1.2.3");
        }
        assertThat(EtCommand.way()).isEmpty();
    }

    @Test
    void mistakesAreSentences() {
        assertThatThrownBy(() -> run("undo"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("knows no undo");
        assertThatThrownBy(() -> run("plan")).hasMessage("expected: et:hotfix plan <file>");
        assertThatThrownBy(() -> run("confirm", "a", "b")).hasMessage("expected: et:hotfix confirm <bundle>");
        assertThatThrownBy(() -> run("history", "--limit=many")).hasMessage("--limit: many (expected: a number)");
        assertThatThrownBy(() -> run("rollback", "nothing"))
                .isInstanceOf(CommandException.class)
                .hasMessage("nothing has no hotfix")
                .hasNoCause();
    }

    private String run(String... words) throws Exception {
        var command = new HotfixCommand();
        int options = 0;
        // What Karaf does: options in front, the first word is the action.
        while (options < words.length && words[options].equals("--confirm")) {
            command.confirm = true;
            options++;
        }
        if (options < words.length) {
            command.action = words[options];
            command.rest = List.of(words).subList(options + 1, words.length);
        }
        return shell.run(command);
    }

    private Object answer(String method, List<Object> arguments) {
        called = method + " "
                + arguments.stream().filter(a -> !(a instanceof Operator)).toList();
        for (Object argument : arguments) {
            if (argument instanceof Operator operator) {
                assertThat(operator.name()).isEqualTo("ada");
                operator.told().accept("step by step");
            }
        }
        return switch (method) {
            case "plan" ->
                new Plan(
                        "game",
                        "1.0.0",
                        "1.1.0",
                        "abc",
                        2000,
                        "grace",
                        "c0de",
                        Verdict.MIGRATE,
                        "end",
                        List.of(new Plan.Change("player", 1, 2)),
                        List.of("adds the column season (int) to g_game_scores"),
                        1200,
                        7,
                        List.of(),
                        List.of("request game.Add is gone"),
                        new Replayed(
                                1500,
                                40,
                                1480,
                                2,
                                16,
                                1,
                                1,
                                List.of(
                                        new Replayed.Difference("player/7", "request game.Add", true, "it fails: no"),
                                        new Replayed.Difference("player/9", "timer tick", false, "it replies 1"))),
                        new Plan.Reading(
                                214,
                                3,
                                List.of(
                                        thread("game.Clock", "start", 17, ""),
                                        thread("lib.Timer", "constructor", 0, "lib/timer.jar"))));
            case "status" ->
                new Status(
                        "",
                        List.of(RECORD, GOING),
                        Map.of(),
                        Map.of(
                                "match",
                                List.of(
                                        new Status.Counted("match", "1.0.0", 12, List.of("m1", "m2")),
                                        new Status.Counted("match", "1.1.0", 30, List.of("m3")))),
                        Map.of("game", Map.of("logic-1", WARMED)),
                        List.of());
            case "history" -> List.of(RECORD);
            case "impact" -> impact();
            case "comparison" -> comparison();
            case "rollback" -> throw new HotfixException(arguments.get(0) + " has no hotfix");
            default ->
                new Outcome(
                        RECORD,
                        Optional.of(receipt()),
                        "it is done",
                        CompletableFuture.completedFuture(
                                Optional.of(new Unload("game", "1.0.0", true, 12, List.of()))));
        };
    }

    private static Impact impact() {
        Instant first = Instant.parse("2026-11-22T12:00:00Z");
        Instant last = Instant.parse("2026-11-22T12:05:00Z");
        return new Impact(
                "arena",
                "1.1.0",
                23,
                List.of(
                        new Impact.Touched("player", "7", "ada", first, last, 4, 3, Impact.Now.AS_LEFT, "arena/1.1.0"),
                        new Impact.Touched(
                                "player", "8", "", first, last, 1200, 0, Impact.Now.CHANGED_SINCE, "arena/1.0.0")),
                true);
    }

    private static Finding thread(String type, String member, int line, String jar) {
        String file = type.substring(type.lastIndexOf('.') + 1) + ".java";
        return new Finding(Finding.Grade.HOLDS, "thread", type, member, file, line, jar, "it goes on", "a timer");
    }

    private static Comparison comparison() {
        return new Comparison(
                new Hotfix(
                        3,
                        "game",
                        "1.0.0",
                        "1.1.0",
                        "abc",
                        Phase.CANARY,
                        "ada",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        "",
                        "10%"),
                "logic-1",
                List.of(
                        new Comparison.Side("player", "1.0.0", false, 36, 4210, 0, 0, 0, 0, 11, 96, 1240, 36, 0),
                        new Comparison.Side("player", "1.1.0", true, 4, 455, 38, 0, 0, 0, 13, 112, 1264, 4, 0)),
                List.of("times and bytes of player"),
                Map.of("logic-1", WARMED),
                "");
    }

    private static Receipt receipt() {
        var clients = new Receipt.Clients(90, 90, 0, 0, 0, 0, 0, 0);
        return new Receipt(
                "game",
                "1.0.0",
                "1.1.0",
                8,
                List.of("player"),
                12,
                42,
                110,
                50,
                40,
                0,
                0,
                12,
                0,
                Map.of(),
                Optional.of(clients),
                Times.of(Map.of(Times.bucket(9_000), 11L, Times.bucket(60_000), 1L)),
                List.of(new Receipt.Share("et", 12, 42, Instant.parse("2026-11-22T12:00:00Z"), Optional.of(WARMED))));
    }
}

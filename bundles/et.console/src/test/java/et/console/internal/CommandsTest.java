package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Actors;
import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.actor.Quarantine;
import et.actor.Quarantine.Cut;
import et.cluster.Cluster;
import et.cluster.Self;
import et.cluster.Tier;
import et.net.Listening;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.AuditStore;
import et.persistence.AuditStore.Entry;
import et.persistence.AuditTrail;
import et.persistence.AuditTrail.Verdict;
import et.persistence.AuditTrail.Written;
import et.persistence.Seals;
import et.persistence.StoreException;
import et.session.KickException;
import et.session.Kicks;
import et.session.Sessions;
import et.signature.Judgement;
import et.signature.Signatures;
import et.signature.Trust;
import et.signature.Trust.Profile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommandsTest {

    private final Shell shell = new Shell();
    private final List<Entry> audited = new ArrayList<>();

    @AfterEach
    void allServicesAreGivenBack() {
        assertThat(shell.taken).isZero();
    }

    @Test
    void aPartThatIsNotThereIsNamed() {
        assertSentence(new ActorsCommand(), "et.actor is not running in this container (no Actors)");
        assertSentence(new SessionsCommand(), "et.gateway is not running in this container");
        assertSentence(new LogicCommand(), "et.actor is not running in this container");
        assertSentence(new HotfixCommand(), "et.hotfix is not running in this container");
    }

    @Test
    void auditIsListedAndVerified() throws Exception {
        String link = "ab".repeat(32);
        var written = new Written(12, new Entry(Instant.EPOCH, "ada", "session.kick", "42", "too loud"), link);
        Object[] fault = {""};
        shell.with(AuditTrail.class, Shell.service(AuditTrail.class, (method, arguments) -> switch (method) {
            case "latest" -> arguments.get(0).equals("hotfix") ? List.of() : List.of(written);
            case "entry" -> Optional.of(written).filter(w -> arguments.get(0).equals(12L));
            default -> new Verdict(3, 12, link, (String) fault[0]);
        }));
        assertThat(shell.run(audit())).contains("Number", "12", "ada", "session.kick", "too loud");
        assertThat(shell.run(audit("list", "hotfix"))).contains("nothing of this");
        assertThat(shell.run(audit("list", "--json"))).contains("\"number\":12", "\"link\":\"" + link);
        assertThat(shell.run(audit("verify")))
                .contains("10 records as written; those before 3 have no links", "Head 12:" + link);
        assertThat(shell.run(audit("verify", "12:" + link))).contains("10 records as written");
        assertSentence(
                audit("verify", "12:" + "0".repeat(64)), "the audit is not what was written: entry 12 has the link ab");
        assertSentence(audit("verify", "13:" + link), "the audit is not what was written: entry 13 is missing");
        assertSentence(audit("verify", "the first"), "the first (expected: et:audit list");
        assertSentence(audit("burn"), "expected: et:audit list");
        fault[0] = "entry 4 is missing";
        assertSentence(audit("verify"), "the audit is not what was written: entry 4 is missing. The containers' logs");
    }

    private static AuditCommand audit(String... words) {
        var command = new AuditCommand();
        command.words = List.of(words);
        return command;
    }

    /** A store with so many actors by type, of which none is ever asked for. */
    private static ActorStore store(Map<String, Long> counts) {
        return Shell.service(ActorStore.class, (method, arguments) -> method.equals("counts") ? counts : null);
    }

    @Test
    void statusShowsWhatIsThere() throws Exception {
        assertThat(shell.run(new StatusCommand())).contains("et.actor is not running here", "Store      absent");
        actors();
        shell.with(ActorStore.class, store(Map.of("player", 1234L)));
        assertThat(shell.run(new StatusCommand()))
                .contains("Revision   7", "Actors     12 live, 1 234 stored", "Store      up", "Lane  Actors");
        var command = new StatusCommand();
        command.words = List.of("--json");
        assertThat(shell.run(command))
                .contains("\"revision\":7", "\"actors\":12", "\"stored\":{\"player\":1234}", "\"sessions\":null")
                .endsWith("}\n");
    }

    @Test
    void statusSaysWhatKeepsTheContainerFromServing() throws Exception {
        assertThat(shell.run(new StatusCommand())).contains("Serving    no: et.cluster is not running here");
        var cluster = FakeCluster.of("et", Tier.GATEWAY, Tier.MANAGER, Tier.LOGIC);
        shell.with(Cluster.class, cluster.service()).with(Self.class, cluster.self());
        assertThat(shell.run(new StatusCommand()))
                .contains("Tiers      gateway, manager, logic", "Serving    no: it is still starting");
        shell.with("org.apache.karaf.features.BootFinished");
        assertThat(shell.run(new StatusCommand())).contains("Serving    no: nothing listens for players");
        var listener = new Listening.Listener(
                "tcp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 7700), 0, 0, 0, 0);
        shell.with(Listening.class, Shell.service(Listening.class, (method, arguments) -> List.of(listener)));
        assertThat(shell.run(new StatusCommand())).contains("Serving    no: the store is absent");
        shell.with(ActorStore.class, store(Map.of()));
        assertThat(shell.run(new StatusCommand())).contains("Serving    yes");
        cluster.places[9] = null;
        assertThat(shell.run(new StatusCommand())).contains("Serving    no: 1 of 256 shards are in no logic container");
        cluster.members.clear();
        assertThat(shell.run(new StatusCommand())).contains("Serving    no: it has not joined the cluster");
    }

    @Test
    void aContainerServesWhenItDoesItsOwnPart() throws Exception {
        shell.with("org.apache.karaf.features.BootFinished");
        var manager = FakeCluster.of("manager-1", Tier.MANAGER);
        shell.with(Cluster.class, manager.service()).with(Self.class, manager.self());
        assertThat(shell.run(new StatusCommand())).contains("Serving    yes");
        var logic = FakeCluster.of("logic-1", Tier.LOGIC);
        shell.with(Cluster.class, logic.service()).with(Self.class, logic.self());
        assertThat(shell.run(new StatusCommand())).contains("Serving    no: the store is absent");
    }

    @Test
    void sealShowsKeysAndWhatToDoWithThem() throws Exception {
        var keys = new ArrayList<Seals.Sealed>();
        int[] damaged = {0};
        shell.with(
                Seals.class,
                Shell.service(
                        Seals.class,
                        (method, arguments) -> method.equals("damaged")
                                ? damaged[0]
                                : new Seals.Report(keys, keys.size() > 1, keys.size() > 1 ? 1200 : 0)));
        keys.add(new Seals.Sealed(0, 12, Seals.Standing.CURRENT));
        assertThat(shell.run(new SealCommand())).contains("none", "12", "is not encrypted", "Off. etc/et.persistence");
        keys.set(0, new Seals.Sealed(0, 0, Seals.Standing.OLD));
        keys.add(new Seals.Sealed(1, 7, Seals.Standing.OLD));
        keys.add(new Seals.Sealed(2, 1200, Seals.Standing.CURRENT));
        keys.add(new Seals.Sealed(3, 4, Seals.Standing.MISSING));
        damaged[0] = 2;
        assertThat(shell.run(new SealCommand()))
                .contains("none left: say plain = refuse", "still to be sealed", "what is written has it")
                .contains("not in the key ring", "1 200 actors sealed anew", "2 actors found altered")
                .doesNotContain("Off.");
        var json = new SealCommand();
        json.words = List.of("--json");
        assertThat(shell.run(json)).contains("{\"key\":2,\"actors\":1200,\"standing\":\"current\"}", "\"damaged\":2");
        assertThat(shell.run(new StatusCommand())).contains("2 actors altered and out of service: et:seal");
    }

    @Test
    void aStoreThatIsAwayIsShownAndNoError() throws Exception {
        shell.with(ActorStore.class, Shell.service(ActorStore.class, (method, arguments) -> {
            throw new StoreException("no connection", null, false);
        }));
        assertThat(shell.run(new StatusCommand())).contains("Store      down: no connection");
        actors();
        assertSentence(new ActorsCommand(), "the store does not answer: no connection");
    }

    @Test
    void actorsAreCountedByTypeAndVersion() throws Exception {
        actors();
        assertThat(shell.run(new ActorsCommand()))
                .contains("Type    Bundle  Version  Live  Stored  Handled  Failed  Slow")
                .contains("player  game    1.0.0      12       0    1 000       2     1");
        var json = new ActorsCommand();
        json.json = true;
        assertThat(shell.run(json))
                .isEqualTo(
                        "[{\"type\":\"player\",\"bundle\":\"game\",\"version\":\"1.0.0\",\"live\":12,\"stored\":0,\"handled\":1000,\"failed\":2,\"slow\":1}]\n");
    }

    @Test
    void actorsOfATypeAreListed() throws Exception {
        actors();
        var command = new ActorsCommand();
        command.words = List.of("player", "--limit=1");
        assertThat(shell.run(command)).contains("player/ada", "1 of 12 live actors; more with --limit=12");
        command = new ActorsCommand();
        command.words = List.of("plyer");
        assertSentence(command, "there is no actor type plyer (expected: player)");
        command = new ActorsCommand();
        command.words = List.of("player", "--limit", "0");
        assertSentence(command, "--limit: 0 (expected: 1 to 10000)");
        command = new ActorsCommand();
        command.words = List.of("--jsn");
        assertSentence(command, "--jsn is no option here (expected: --json, --limit)");
    }

    @Test
    void anActorIsShownInFull() throws Exception {
        actors();
        var command = new ActorCommand();
        command.words = List.of("player/ada");
        assertThat(shell.run(command))
                .contains("player/ada is LIVE on lane 1", "Code      game/1.0.0, schema 2", "decay", "  coins: 3");
        command = new ActorCommand();
        command.words = List.of("player/ada", "--json");
        assertThat(shell.run(command)).contains("\"state\":\"coins: 3\\n\"", "\"period_ms\":500");
        command = new ActorCommand();
        command.words = List.of("ada");
        assertSentence(command, "expected: et:actor type/id");
        command = new ActorCommand();
        command.words = List.of("player/bob");
        shell.with(ActorStore.class, Shell.service(ActorStore.class, (method, arguments) -> null));
        assertSentence(command, "there is no actor player/bob");
    }

    @Test
    void anActorThatIsOnlyStoredIsShownFromItsRow() throws Exception {
        actors();
        shell.with(
                ActorStore.class,
                Shell.service(
                        ActorStore.class,
                        (method, arguments) -> new ActorRow(
                                "player", "bob", 3, 2, 9, 4, new byte[5], new byte[0], ActorRow.NEVER, "game/1.0.0")));
        var command = new ActorCommand();
        command.words = List.of("player/bob");
        assertThat(shell.run(command)).contains("is stored and not live", "revision 9, epoch 4, 5 B");
    }

    @Test
    void sessionsAreListed() throws Exception {
        sessions();
        assertThat(shell.run(new SessionsCommand()))
                .contains("tcp 127.0.0.1", "1 of 1 session, 0 away. Next: et:kick ada");
    }

    @Test
    void aKickSaysWhoKicksWhomAndWhy() throws Exception {
        List<Object> asked = kicks(Shell.ready(new Kicks.Kicked(1, List.of())));
        var command = new KickCommand();
        command.words = List.of("bob", "too", "loud");
        assertThat(shell.run(command)).isEqualTo("1 session of bob ended\n");
        assertThat(asked).containsExactly("ada", "bob", "too loud");
    }

    @Test
    void aKickThatDidNotEndEverySessionIsAnError() {
        var command = new KickCommand();
        command.words = List.of("bob");
        kicks(Shell.ready(new Kicks.Kicked(0, List.of())));
        assertSentence(command, "player bob has no session;");
        kicks(Shell.ready(new Kicks.Kicked(1, List.of("gateway-2"))));
        assertSentence(command, "1 session of bob ended in the database, but gateway-2 does not answer");
        kicks(Shell.failed(new KickException("nobody was kicked: the database sleeps")));
        assertSentence(command, "nobody was kicked: the database sleeps");
        assertSentence(new KickCommand(), "expected: et:kick player [reason]");
    }

    @Test
    void aKickIsBounded() {
        List<Object> asked = kicks(Shell.ready(new Kicks.Kicked(1, List.of())));
        var command = new KickCommand();
        command.words = List.of("bob", "x".repeat(Kicks.REASON_MOST + 1));
        assertSentence(command, "reason: 201 characters (expected: at most 200)");
        command.words = List.of("b".repeat(Kicks.NAME_MOST + 1));
        assertSentence(command, "player: 256 characters (expected: at most 255)");
        assertThat(asked).isEmpty();
    }

    private List<Object> kicks(CompletionStage<?> answer) {
        List<Object> asked = new ArrayList<>();
        shell.with(Kicks.class, Shell.service(Kicks.class, (method, arguments) -> {
            asked.addAll(arguments);
            return answer;
        }));
        return asked;
    }

    @Test
    void logicShowsWhoServesAndWhoIsRefused() throws Exception {
        actors();
        assertThat(shell.run(new LogicCommand()))
                .contains("active", "refused", "player of game 1.1.0: define threw")
                .doesNotContain("handles");
        var command = new LogicCommand();
        command.words = List.of("player");
        assertThat(shell.run(command)).contains("player of game 1.0.0 handles request game.Add");
        command = new LogicCommand();
        command.words = List.of("--json");
        assertThat(shell.run(command)).contains("\"standing\":\"ACTIVE\"", "\"actors\":12");
    }

    @Test
    void whoSignedWhatAndWhoMayIsShown() throws Exception {
        actors();
        shell.with(Signatures.class, Shell.service(Signatures.class, (method, arguments) -> switch (method) {
            case "of" -> Optional.of(new Judgement(true, "grace", "c0de", ""));
            default -> new Trust(Profile.DEVELOPMENT, List.of(new Trust.Signer("grace", "logic", "f1f2")), 1, 2, "");
        }));
        assertThat(shell.run(new LogicCommand())).contains("player  game    1.0.0    grace");
        assertThat(shell.run(new StatusCommand()))
                .contains("Code       unsigned logic is allowed: development profile");
        assertThat(shell.run(new SignersCommand()))
                .contains("Profile   development", "grace   logic     f1f2", "Revoked   1 key, 2 digests of code");
        var json = new SignersCommand();
        json.json = true;
        assertThat(shell.run(json)).contains("\"profile\":\"development\"", "\"fingerprint\":\"f1f2\"");
    }

    @Test
    void filesOfTrustThatCannotBeReadAreAnError() throws Exception {
        shell.with(
                Signatures.class,
                Shell.service(
                        Signatures.class,
                        (method, arguments) -> new Trust(Profile.PRODUCTION, List.of(), 0, 0, "profile = x")));
        assertThat(shell.run(new StatusCommand())).contains("Code       only the distribution's: profile = x");
        assertSentence(new SignersCommand(), "profile = x. Until that is corrected");
    }

    @Test
    void theQuarantineIsListedAndLifted() throws Exception {
        shell.with(
                Quarantine.class,
                Shell.service(
                        Quarantine.class,
                        (method, arguments) -> method.equals("all")
                                ? List.of(new Cut(
                                        "player", "game", "1.0.0", "request game.Add", "failed 20 times in 10 s"))
                                : arguments.get(1).equals("request game.Add") ? 1 : 0));
        shell.with(AuditStore.class, Shell.service(AuditStore.class, (method, arguments) -> {
            audited.add((Entry) arguments.get(0));
            return null;
        }));
        assertThat(shell.run(new QuarantineCommand()))
                .contains("player  request game.Add  game/1.0.0  failed 20 times in 10 s")
                .contains("et:quarantine lift player request game.Add");
        var command = new QuarantineCommand();
        command.words = List.of("lift", "player", "request", "game.Add");
        assertThat(shell.run(command)).isEqualTo("1 handler of player serves again\n");
        assertThat(audited).singleElement().satisfies(e -> assertThat(e.what()).isEqualTo("quarantine.lift"));
        command = new QuarantineCommand();
        command.words = List.of("lift", "player", "timer", "decay");
        assertSentence(command, "timer decay of type player is not cut off");
        command = new QuarantineCommand();
        command.words = List.of("lift");
        assertSentence(command, "expected: et:quarantine list");
    }

    @Test
    void lanesThatDoNotAnswerAreAnError() {
        shell.with(
                Actors.class,
                Shell.service(
                        Actors.class, (method, arguments) -> Shell.failed(new IllegalStateException("stopping"))));
        assertSentence(new ActorsCommand(), "the lanes could not answer");
    }

    private void assertSentence(EtCommand command, String sentence) {
        assertThatThrownBy(() -> shell.run(command)).isInstanceOfSatisfying(CommandException.class, e -> {
            assertThat(e.getNiceHelp()).startsWith(sentence).doesNotContain("\n");
            // Karaf prints it in one line only for a class of exactly this name.
            assertThat(e.getClass().getSimpleName()).isEqualTo("CommandException");
        });
    }

    private void actors() {
        var line = new Actors.Line("player", "ada", 1, "LIVE", "game", "1.0.0", 5, 0);
        var detail = new Actors.Detail(
                line,
                2,
                "coins: 3\n",
                2,
                List.of(new Actors.TimerLine("decay", Instant.now(), 500)),
                List.of("ada"),
                0,
                1,
                List.of());
        shell.with(
                Actors.class,
                Shell.service(
                        Actors.class,
                        (method, arguments) -> Shell.ready(
                                switch (method) {
                                    case "counts" ->
                                        List.of(new Actors.Count("player", "game", "1.0.0", 12, 1000, 2, 1));
                                    case "list" -> List.of(line);
                                    case "inspect" ->
                                        arguments.get(1).equals("ada") ? Optional.of(detail) : Optional.empty();
                                    default -> List.of(new Actors.LaneLine(0, 12, 1000, 0.5, 0, 0));
                                })));
        shell.with(Logics.class, Shell.service(Logics.class, (method, arguments) -> switch (method) {
            case "all" ->
                List.of(
                        new Logic(
                                "player",
                                "game",
                                "1.0.0",
                                7,
                                2,
                                List.of("request game.Add"),
                                false,
                                Standing.ACTIVE,
                                ""),
                        new Logic("player", "game", "1.1.0", 8, 2, List.of(), false, Standing.REFUSED, "define threw"));
            default -> 7L;
        }));
    }

    private void sessions() {
        shell.with(
                Sessions.class,
                Shell.service(
                        Sessions.class,
                        (method, arguments) -> Shell.ready(List.of(new Sessions.Line(
                                255,
                                "ada",
                                true,
                                "tcp",
                                InetAddress.getLoopbackAddress(),
                                Instant.now(),
                                0,
                                0,
                                3,
                                0)))));
    }
}

package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import et.persistence.AuditStore;
import et.persistence.AuditStore.Entry;
import et.persistence.Committer;
import et.persistence.PromotionException;
import et.persistence.Servers;
import et.persistence.Servers.Admin;
import et.persistence.Servers.Picture;
import et.persistence.Servers.Pool;
import et.persistence.Servers.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbCommandTest {

    private static final Server PRIMARY =
            new Server("mysql://a:3306/et", true, true, "", new Pool(8, 3, 1, 0), -1, "0-1-42", 0);
    private static final Server REPLICA =
            new Server("mysql://b:3306/et", false, true, "", new Pool(4, 4, 0, 0), 0, "0-1-42", 1234);
    private static final Server AWAY =
            new Server("mysql://c:3306/et", false, false, "no server answers there", new Pool(0, 0, 0, 0), -1, "", 7);

    @TempDir
    Path folder;

    private final Shell shell = new Shell();
    private final List<List<Object>> promoted = new ArrayList<>();
    private final List<Entry> audited = new ArrayList<>();
    private List<Server> servers = List.of(PRIMARY, REPLICA, AWAY);

    @BeforeEach
    void serve() {
        shell.with(Servers.class, Shell.service(Servers.class, (method, arguments) -> switch (method) {
            case "picture" -> new Picture(servers, 3, 12_345, 2, 1_200, 9_040);
            case "check" -> {
                if (arguments.get(0).equals("c:3306")) {
                    throw new PromotionException("the replica mysql://c:3306/et lacks what was acknowledged");
                }
                yield "The primary does not answer. The replica has all";
            }
            default -> {
                promoted.add(arguments);
                yield "It has 0-1-42; acknowledged was 0-1-42";
            }
        }));
        shell.with(
                Committer.class,
                Shell.service(
                        Committer.class, (method, arguments) -> new Committer.Stats(5, 8192, 100, 0, 40, 1, 700)));
        shell.with(AuditStore.class, (AuditStore) audited::add);
    }

    @AfterEach
    void allServicesAreGivenBack() {
        assertThat(shell.taken).isZero();
    }

    private static DbCommand db(String... words) {
        var command = new DbCommand();
        command.words = List.of(words);
        return command;
    }

    @Test
    void showsTheServersAndWhatIsDoneThere() throws Exception {
        assertThat(shell.run(db())).isEqualTo("""
                        Server             Role     State     Behind  In use  Open  At most  Waiting  Reads  GTID
                        mysql://a:3306/et  primary  written   -            1     3        8        0  -      0-1-42
                        mysql://b:3306/et  replica  read      0 ms         0     4        4        0  1 234  0-1-42
                        mysql://c:3306/et  replica  not used  -            0     0        0        0  7      -
                        Not used      mysql://c:3306/et: no server answers there
                        Transactions  12 345, 2 failed; half took up to 1.2 ms, 99 of 100 up to 9.0 ms
                        Committer     5 of 8 192 rows waiting, 100 written in 40 transactions (2.50 each), 1 failed
                        Reads         1 241 answered by replicas, 3 by the primary instead
                        Next: et:db check <host:port>, et:db promote <host:port> when the primary is lost
                        """);
        assertThat(shell.run(db("--json")))
                .contains("\"role\":\"primary\"", "\"behindMillis\":null", "\"state\":\"no server answers there\"")
                .contains("\"reads\":1241,\"readsElsewhere\":3,\"transactions\":12345", "\"batch\":2.5")
                .endsWith("}\n");
    }

    @Test
    void saysNothingOfReplicasWhereThereAreNone() throws Exception {
        servers = List.of(PRIMARY);
        assertThat(shell.run(db())).contains("written").doesNotContain("eplica").doesNotContain("answered by replicas");
    }

    @Test
    void checksAReplica() throws Exception {
        assertThat(shell.run(db("check", "b:3306"))).isEqualTo("The primary does not answer. The replica has all\n");
        assertSentence(db("check", "c:3306"), "the replica mysql://c:3306/et lacks what was acknowledged");
        assertThat(promoted).isEmpty();
    }

    @Test
    void promotesAReplicaAndRecordsIt() throws Exception {
        assertThat(shell.run(db("promote", "b:3306")))
                .contains(
                        "It has 0-1-42; acknowledged was 0-1-42", "Next: et:db promote b:3306 in each other container");
        var password = Files.writeString(folder.resolve("password"), " sesame\nnothing else\n");
        shell.run(db("promote", "b:3306", "--lossy", "--user", "root", "--password-file", password.toString()));
        assertThat(promoted)
                .containsExactly(
                        List.of("b:3306", Admin.NOBODY, false), List.of("b:3306", new Admin("root", "sesame"), true));
        assertThat(audited).extracting(Entry::what, Entry::who).containsOnly(tuple("db.promote", "ada"));
    }

    @Test
    void saysWhatWasExpected() {
        assertSentence(db("promote"), "expected: et:db, et:db check <host:port>");
        assertSentence(db("burn", "b"), "expected: et:db, et:db check <host:port>");
        assertSentence(db("promote", "b", "--user", "root"), "--user and --password-file belong together");
        assertSentence(
                db("promote", "b", "--user", "root", "--password-file", "/nowhere"),
                "--password-file: /nowhere cannot be read");
    }

    private void assertSentence(EtCommand command, String sentence) {
        assertThatThrownBy(() -> shell.run(command))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(sentence);
    }
}

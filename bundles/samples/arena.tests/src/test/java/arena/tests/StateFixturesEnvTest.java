package arena.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import arena.Census;
import arena.Purse;
import et.actor.Actors.Detail;
import et.api.ActorRef;
import et.persistence.ActorRow;
import et.testkit.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's code reads what each version of the game has ever stored: the rows in {@code itests/fixtures/rows}, whose README says how one is added. */
class StateFixturesEnvTest {

    private static final Path FIXTURES = Path.of("..", "..", "..", "itests", "fixtures", "rows");
    private static final String TODAY = "1.1.0";
    private static final String WRITE = "et.fixtures.write";

    static List<Path> fixtures() throws IOException {
        try (var files = Files.list(FIXTURES)) {
            return files.filter(file -> file.toString().endsWith(".row"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreRowsOfBothSchemasOfPlayers() throws IOException {
        assertThat(fixtures().stream().map(StateFixturesEnvTest::read))
                .extracting(ActorRow::type, ActorRow::schema)
                .contains(tuple("player", 1), tuple("player", 2), tuple("arena", 1));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void isReadByTodaysCode(Path fixture) {
        var expected = properties(fixture).getProperty("expected").split("; ", -1);
        assertThat(asTodaysCodeReadsIt(read(fixture))).containsExactlyInAnyOrder(expected);
    }

    /** The state's own fields that are numbers or texts, a line each. */
    private static List<String> asTodaysCodeReadsIt(ActorRow row) {
        ActorRef actor = new ActorRef(row.type(), row.id());
        try (World world = Arena.world(1, TODAY)) {
            world.store().put(row);
            // Whatever the answer is: the question brings the actor into memory.
            new Visitor(world, "alice")
                    .player()
                    .ask(actor, row.type().equals("player") ? Purse.getDefaultInstance() : Census.getDefaultInstance());
            Detail detail = world.await(world.actors().inspect(actor.type(), actor.id()))
                    .orElseThrow();
            assertThat(detail.line().phase()).isEqualTo("live");
            assertThat(detail.line().version()).isEqualTo(TODAY);
            return detail.state()
                    .lines()
                    .filter(line -> line.matches("\\w+: .*"))
                    .toList();
        }
    }

    /** Plays with each of these versions, and writes the rows that it leaves. */
    @Test
    @EnabledIfSystemProperty(named = WRITE, matches = "[0-9.,]+")
    void write() throws IOException {
        for (String version : System.getProperty(WRITE).split(",", -1)) {
            try (World world = Arena.world(42, version)) {
                new Visitor(world, "alice").pickUp(12);
                world.advance(Duration.ofSeconds(10));
                write(world, new ActorRef("player", "alice"), version);
                write(world, Arena.MEADOW, version);
            }
        }
    }

    private static void write(World world, ActorRef actor, String version) throws IOException {
        ActorRow row = world.row(actor);
        assertThat(row).as("%s was written", actor).isNotNull();
        var text = String.join(
                "\n",
                "# " + actor + ", as arena " + version + " left it",
                "type = " + row.type(),
                "id = " + row.id(),
                "shard = " + row.shard(),
                "schema = " + row.schema(),
                "revision = " + row.revision(),
                "epoch = " + row.epoch(),
                "wake = " + row.wakeAt(),
                "code = " + row.code(),
                "state = " + HexFormat.of().formatHex(row.state()),
                "book = " + HexFormat.of().formatHex(row.book()),
                "# The fields of the state, as code of today has to read it",
                "expected = " + String.join("; ", asTodaysCodeReadsIt(row)),
                "");
        Files.writeString(FIXTURES.resolve(actor.type() + "-arena-" + version + ".row"), text);
    }

    private static ActorRow read(Path fixture) {
        var row = properties(fixture);
        return new ActorRow(
                row.getProperty("type"),
                row.getProperty("id"),
                Integer.parseInt(row.getProperty("shard")),
                Integer.parseInt(row.getProperty("schema")),
                Long.parseLong(row.getProperty("revision")),
                Long.parseLong(row.getProperty("epoch")),
                HexFormat.of().parseHex(row.getProperty("state")),
                HexFormat.of().parseHex(row.getProperty("book")),
                Long.parseLong(row.getProperty("wake")),
                row.getProperty("code"));
    }

    private static Properties properties(Path fixture) {
        var row = new Properties();
        try (var reader = Files.newBufferedReader(fixture)) {
            row.load(reader);
            return row;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Players of arena, as {@code ./et robots N --json} starts them. */
final class Robots implements AutoCloseable {

    /** To start, to log in, to compare the books, and to get back to a container that was killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    /** Longer than any test. */
    private static final Duration ENDLESS = Duration.ofHours(1);

    private static final Load LOAD = Load.asAsked();

    private static final Pattern FIGURE = Pattern.compile("\"(\\w+)\":(-?\\d+)");

    private final Process process;
    private final Path out;
    private final Path err;
    private final Duration length;

    private Robots(Process process, Path out, Path err, Duration length) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.length = length;
    }

    /** Starts them; they play until their {@link #figures} are asked for, when they are in. */
    static Robots play(Script containers, int players) throws IOException {
        return play(containers, players, ENDLESS);
    }

    /** Starts them; they play for {@code length} once all of them are in. */
    static Robots play(Script containers, int players, Duration length) throws IOException {
        int seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.out.printf("%d robots, --seed %d%n", players, seed);
        Path out = Files.createTempFile("robots", ".json");
        Path err = Files.createTempFile("robots", ".txt");
        Process process = containers
                .script("robots", "" + players, "--for", length.toMillis() + "ms", "--seed", "" + seed, "--json")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Robots(process, out, err, length);
    }

    /** Waits for their end, or lets them play on for a while and ends them, and returns what they found. */
    Figures figures() throws Exception {
        if (length.equals(ENDLESS)) {
            TimeUnit.MILLISECONDS.sleep(LOAD.rest().toMillis());
            process.destroy();
        }
        boolean ended = process.waitFor(
                (length.equals(ENDLESS) ? PATIENCE : length.plus(PATIENCE)).toSeconds(), TimeUnit.SECONDS);
        String said = Files.readString(out) + Files.readString(err);
        assertThat(ended).as("the robots end; they said: %s", said).isTrue();
        Map<String, Long> figures = new HashMap<>();
        Matcher matcher = FIGURE.matcher(Files.readString(out));
        while (matcher.find()) {
            figures.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        System.out.print(said);
        assertThat(figures).as("a line of JSON in: %s", said).containsKeys("sent", "lost", "coins_world");
        return new Figures(figures, said);
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }

    /** What robots found. */
    record Figures(Map<String, Long> figures, String said) {

        long of(String name) {
            return figures.get(name);
        }

        /** Each request answered once and in order, and the coins of the players are those that the world handed out. */
        Figures expectNothingLost() {
            assertThat(of("sent")).as(said).isPositive();
            for (String zero : new String[] {"lost", "duplicated", "reordered", "errors"}) {
                assertThat(of(zero)).as("%s in %s", zero, said).isZero();
            }
            assertThat(of("answered")).as(said).isEqualTo(of("sent"));
            assertThat(of("coins_players")).as(said).isEqualTo(of("coins_world"));
            return this;
        }

        /** What went wrong did so while they played. */
        Figures expectSomebodyHadToLookAgain() {
            assertThat(of("snapshots")).as(said).isPositive();
            return this;
        }

        /** What was not each once, and whose session did not live on over all connections; in words, none when all is well. */
        List<String> violations() {
            List<String> violations = new ArrayList<>();
            try {
                expectNothingLost();
            } catch (AssertionError e) {
                violations.add(e.getMessage());
            }
            // Whose time is over while its gateway is away has nothing to come back for.
            if (of("disconnected") != of("reconnects") + of("away_at_the_end")) {
                violations.add(
                        "%d connections lost, %d resumed in %s".formatted(of("disconnected"), of("reconnects"), said));
            }
            return violations;
        }

        Figures expectNobodyDisconnected() {
            assertThat(of("disconnected")).as(said).isZero();
            return this;
        }
    }
}

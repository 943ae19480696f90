package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.itests.process.Storm.Absence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever happens to containers and between them: nothing is lost, doubled or out of order, no shard has two owners, and every session lives on.
 *
 * <p>Each build has one schedule, the same; {@code mvn verify -Plong} has fifty, longer ones, others each time, and {@code -Det.chaos.schedules} some.
 * {@code -Det.chaos.seed=...} runs one of them again, or several with commas between, with {@code -Plong} when they
 * were of those: what happens is the same, how far everybody is when it does is not. The logs of a run with a violation, or with an answer that took long, are kept in
 * {@code itests/target/chaos}.
 */
@EnabledOnOs(OS.LINUX)
class ChaosIT {

    /** The first founds the cluster. */
    private static final List<String> CONTAINERS = List.of("manager-1", "gateway-1", "logic-1", "logic-2");

    /** Comes and goes. */
    private static final String FURTHER = "logic-3";

    private static final boolean LONG = Boolean.getBoolean("et.long");

    /** What fails in a build is to be of what was changed, not of the weather: it has its own. */
    private static final long EVERY_BUILDS = 2_040_491_604L;

    private static final int PLAYERS = 30;
    private static final Duration LENGTH = Duration.ofSeconds(LONG ? 20 : 12);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(LONG ? 30 : 8);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Nothing is lost when an answer takes so long, but somebody should look into it. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private static final Path KEPT = Path.of("target", "chaos");

    private static final Network network =
            new Network(Stream.concat(CONTAINERS.stream(), Stream.of(FURTHER)).toList());

    @RegisterExtension
    static final Tiers tiers = new Tiers(network::prepare, "gateway", "manager", "logic", "logic");

    private final Ownership ownership = new Ownership();
    private final List<Long> absences = new ArrayList<>();

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void whateverHappensNothingIsLost() throws Exception {
        List<String> violations = new ArrayList<>();
        whole();
        try (History history = tiers.history();
                Storm storm = new Storm(tiers, network, CONTAINERS)) {
            for (long seed : seeds()) {
                violations.addAll(run(seed, storm, history));
            }
        }
        Collections.sort(absences);
        if (!absences.isEmpty()) {
            System.out.printf(
                    "Killed logic containers: %d; all their shards had another owner within %d ms (median), %d ms (most)%n",
                    absences.size(), absences.get(absences.size() / 2), absences.get(absences.size() - 1));
        }
        assertThat(violations).isEmpty();
    }

    private static List<Long> seeds() {
        String asked = System.getProperty("et.chaos.seed");
        if (asked != null) {
            return Stream.of(asked.split(",")).map(Long::valueOf).toList();
        }
        int schedules = Integer.getInteger("et.chaos.schedules", LONG ? 50 : 0);
        return schedules == 0
                ? List.of(EVERY_BUILDS)
                : ThreadLocalRandom.current()
                        .ints(schedules, 0, Integer.MAX_VALUE)
                        .asLongStream()
                        .boxed()
                        .toList();
    }

    private List<String> run(long seed, Storm storm, History history) throws Exception {
        Schedule schedule = Schedule.of(seed, CONTAINERS, FURTHER, LENGTH, LONGEST_SLEEP);
        String what = schedule.faults().stream().map(Fault::toString).collect(Collectors.joining(", "));
        System.out.printf("Chaos, -Det.chaos.seed=%d: %s%n", seed, what);
        tiers.awaitNobody(CONTAINERS.get(0), PATIENCE);
        List<Absence> killed;
        Robots.Figures figures;
        try (Robots robots = Robots.play(tiers, PLAYERS)) {
            Wait.until("robots play", PATIENCE, () -> tiers.sessions(CONTAINERS.get(0)) >= PLAYERS);
            storm.rage(schedule);
            killed = storm.calm();
            whole();
            figures = robots.figures();
        }
        List<String> violations = new ArrayList<>(figures.violations());
        violations.addAll(owners(history));
        List<Long> times = killed.stream()
                .filter(one -> one.container().startsWith("logic"))
                .map(one -> ownership.millisUntilTaken(one.container(), one.killed(), one.back()))
                .toList();
        // 0: it had just come, and had no shard yet.
        times.stream().filter(time -> time > 0).forEach(absences::add);
        System.out.printf(
                "Chaos, seed %d: %d faults, sent %d, slowest answer %d ms, errors %d, owners after kill %s ms, violations %s%n",
                seed,
                schedule.faults().size(),
                figures.of("sent"),
                figures.of("max_us") / 1000,
                figures.of("errors"),
                times,
                violations);
        if (!violations.isEmpty() || figures.of("max_us") > SLOW.toNanos() / 1000) {
            tiers.keepLogs(KEPT.resolve(Long.toString(seed)));
        }
        return violations.stream().map(one -> "seed " + seed + ": " + one).toList();
    }

    /** What the database says of the owners, and whether all containers believe it. */
    private List<String> owners(History history) throws Exception {
        List<String> violations = new ArrayList<>();
        for (String container : CONTAINERS) {
            try {
                Wait.until(container + " knows the owner of each shard", PATIENCE, () -> {
                    List<Ownership.Belief> beliefs = tiers.beliefs(container);
                    history.tell(ownership);
                    return beliefs.size() == Tiers.SHARDS && ownership.agrees(beliefs);
                });
            } catch (AssertionError e) {
                violations.add(e.getMessage());
            }
        }
        violations.addAll(ownership.takeViolations());
        return violations;
    }

    /** Everybody is there, every shard has a home, and each logic container has its share. */
    private static void whole() throws Exception {
        String watch = CONTAINERS.get(0);
        try {
            for (String one : CONTAINERS) {
                int least = one.startsWith("logic") ? 100 : 0;
                Wait.until(one + " has its share of shards", PATIENCE, () -> tiers.shards(watch, one) >= least);
            }
            Wait.until("every shard has a home", PATIENCE, () -> tiers.homeless(watch) == 0);
        } catch (AssertionError e) {
            for (String one : CONTAINERS) {
                System.out.printf("%s knows:%n%s%n", one, tiers.console(one, "et:cluster"));
            }
            throw e;
        }
    }
}

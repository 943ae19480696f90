package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Load;
import et.cluster.pekko.internal.Allocation.Host;
import et.cluster.pekko.internal.Allocation.Move;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BalanceTest {

    /** A cluster whose shards have loads, and whose time passes in steps as Sharding asks. */
    private static final class Town {
        private static final long STEP = 250;
        private static final long TRAVEL = 750;

        private record Journey(int shard, String from, long arrives) {}

        private final Balance balance = new Balance();
        private final Map<String, Set<Integer>> hosts = new LinkedHashMap<>();
        private final double[] loads;
        private final Random random;
        private final Map<Integer, String> wishes = new HashMap<>();
        private final Set<String> draining = new TreeSet<>();
        private final List<Move> moves = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        private final List<Journey> journeys = new ArrayList<>();
        private final Map<String, Double> said = new HashMap<>();
        private double noise;
        private long now;

        private Town(double[] loads, long seed) {
            this.loads = loads;
            this.random = new Random(seed);
            System.out.println("seed " + seed);
        }

        private Town host(String name, int from, int count) {
            hosts.put(
                    name,
                    new TreeSet<>(IntStream.range(from, from + count).boxed().toList()));
            return this;
        }

        private double load(String host) {
            return hosts.get(host).stream().mapToDouble(shard -> loads[shard]).sum();
        }

        private List<Host> seen() {
            List<Host> seen = new ArrayList<>();
            hosts.forEach((name, shards) -> {
                if (now % 1000 == 0 || !said.containsKey(name)) {
                    double varied = load(name) + noise * random.nextGaussian();
                    said.put(name, Math.max(0, Math.min(1, varied)));
                }
                seen.add(new Host(name, true, draining.contains(name), shards, said.get(name), false));
            });
            return seen;
        }

        private void run(int seconds) {
            for (long end = now + seconds * 1000L; now < end; now += STEP) {
                for (Journey journey : List.copyOf(journeys)) {
                    if (now >= journey.arrives) {
                        journeys.remove(journey);
                        hosts.get(journey.from).remove(journey.shard);
                        String to = place(journey.shard);
                        moves.add(new Move(journey.shard, journey.from, to));
                        times.add(now);
                    }
                }
                Set<Integer> moving = journeys.stream().map(Journey::shard).collect(Collectors.toSet());
                for (Move move : balance.rebalance(seen(), wishes, moving, now)) {
                    assertThat(hosts.get(move.from())).contains(move.shard());
                    journeys.add(new Journey(move.shard(), move.from(), now + TRAVEL));
                }
            }
        }

        private @Nullable String place(int shard) {
            String to = balance.allocate(seen(), shard, wishes.get(shard), now);
            hosts.get(to).add(shard);
            return to;
        }

        /** The process dies, and its shards find homes one after the other. */
        private void kill(String name) {
            Set<Integer> homeless = hosts.remove(name);
            homeless.forEach(this::place);
        }

        private double difference() {
            List<Double> all = hosts.keySet().stream().map(this::load).toList();
            return Collections.max(all) - Collections.min(all);
        }
    }

    private static double[] loads(double each) {
        double[] loads = new double[Groups.COUNT];
        Arrays.fill(loads, each);
        return loads;
    }

    @Test
    void skewedLoadsAreEvenedOutAndThenRest() {
        double[] loads = loads(0.005);
        for (int shard = 0; shard < 16; shard++) {
            loads[shard] = 0.05;
        }
        Town town = new Town(loads, 1).host("a", 0, 32).host("b", 32, 32);
        town.run(600);
        assertThat(town.difference()).isLessThan(LoadEvening.BEGIN);
        assertThat(town.moves).isNotEmpty().hasSizeLessThan(16).allMatch(move -> "b".equals(move.to()));
        for (int at = 1; at < town.times.size(); at++) {
            assertThat(town.times.get(at) - town.times.get(at - 1)).isGreaterThanOrEqualTo(LoadEvening.PAUSE);
        }
        // The numbers differ now, and stay so.
        assertThat(town.hosts.get("b").size() - town.hosts.get("a").size()).isGreaterThan(6);
        town.moves.clear();
        town.run(3600);
        assertThat(town.moves).isEmpty();
    }

    @Test
    void randomLoadsComeToRest() {
        for (long seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            double[] loads = new double[Groups.COUNT];
            for (int shard = 0; shard < loads.length; shard++) {
                double skewed = random.nextDouble();
                loads[shard] = 0.08 * skewed * skewed * skewed * (shard < 21 ? 2 : 1);
            }
            Town town = new Town(loads, seed).host("a", 0, 21).host("b", 21, 21).host("c", 42, 22);
            town.noise = 0.03;
            town.run(1800);
            int moved = town.moves.size();
            assertThat(town.difference()).isLessThan(LoadEvening.BEGIN + 0.05);
            assertThat(moved).isLessThan(32);
            assertThat(town.moves.stream().map(Move::shard)).doesNotHaveDuplicates();
            town.run(3600);
            assertThat(town.moves.size() - moved).isLessThan(3);
        }
    }

    @Test
    void equalLoadsMoveNothing() {
        for (double each : new double[] {0, 0.005, 0.02, 0.03}) {
            Town town = new Town(loads(each), 2).host("a", 0, 32).host("b", 32, 32);
            town.run(1800);
            assertThat(town.moves).isEmpty();
        }
    }

    @Test
    void aNoisyLoadMovesNothing() {
        Town town = new Town(loads(0.015), 3).host("a", 0, 32).host("b", 32, 32);
        town.noise = 0.15;
        town.run(3600);
        assertThat(town.moves).isEmpty();
    }

    @Test
    void aShortPeakMovesNothing() {
        double[] loads = loads(0.005);
        Town town = new Town(loads, 4).host("a", 0, 32).host("b", 32, 32);
        town.run(60);
        loads[0] = 0.8;
        town.run(8);
        loads[0] = 0.005;
        town.run(120);
        assertThat(town.moves).isEmpty();
    }

    @Test
    void oneShardThatIsTheLoadIsNotSentToAndFro() {
        double[] loads = loads(0.001);
        loads[5] = 0.7;
        Town town = new Town(loads, 5).host("a", 0, 32).host("b", 32, 32);
        town.run(3600);
        // Moves that do not help become rare.
        int moved = town.moves.size();
        assertThat(moved).isLessThan(25);
        town.run(3600);
        assertThat(town.moves.size() - moved).isLessThanOrEqualTo(12);
        assertThat(town.moves.stream().filter(move -> move.shard() == 5)).hasSizeLessThan(2);
        Town alone = new Town(loads, 5).host("a", 5, 1).host("b", 6, 58);
        alone.run(3600);
        assertThat(alone.moves).isEmpty();
    }

    @Test
    void aNewHostGetsItsShareByNumberAndKeepsIt() {
        Town town = new Town(loads(0.02), 6).host("a", 0, 32).host("b", 32, 32);
        town.run(60);
        town.host("c", 0, 0);
        town.run(20);
        assertThat(town.hosts.get("c")).hasSizeBetween(20, 22);
        town.moves.clear();
        town.run(600);
        assertThat(town.moves).isEmpty();
    }

    @Test
    void shardsOfADeadHostGoWhereThereIsLeastToDo() {
        double[] loads = loads(0.012);
        for (int shard = 0; shard < 16; shard++) {
            loads[shard] = 0.03;
        }
        for (int shard = 50; shard < Groups.COUNT; shard++) {
            loads[shard] = 0.028;
        }
        // Much the same load, by very different numbers.
        Town town = new Town(loads, 7).host("a", 0, 16).host("b", 16, 34).host("c", 50, 14);
        town.run(25);
        assertThat(town.moves).isEmpty();
        town.kill("c");
        assertThat(town.difference()).isLessThan(0.15);
        assertThat(town.hosts.get("b").size() - town.hosts.get("a").size()).isGreaterThan(6);
    }

    @Test
    void drainingAndWishesGoFirstAndAWishedShardStays() {
        double[] loads = loads(0.005);
        loads[0] = loads[1] = loads[2] = 0.2;
        Town town = new Town(loads, 8).host("a", 0, 32).host("b", 32, 32);
        for (int shard = 0; shard < 32; shard++) {
            town.wishes.put(shard, "a");
        }
        town.run(600);
        assertThat(town.moves).isEmpty();
        town.draining.add("b");
        town.run(60);
        assertThat(town.hosts.get("b")).isEmpty();
        assertThat(town.moves).hasSize(32);
    }

    @Test
    void whatIsNotDoneForShardsIsNotTheirLoad() {
        assertThat(Scales.work(new Load(0.9, 0, 0, 0, 0, 0, 0))).isZero();
        assertThat(Scales.work(new Load(0.9, 0.1, 0, 0, 0, 0, 0))).isEqualTo(0.4);
        assertThat(Scales.work(new Load(0.3, 0.2, 0, 0, 0, 0, 0))).isEqualTo(0.3);
        assertThat(Scales.work(new Load(0.1, 0.5, 0, 0, 0, 0, 0))).isEqualTo(0.5);
    }
}

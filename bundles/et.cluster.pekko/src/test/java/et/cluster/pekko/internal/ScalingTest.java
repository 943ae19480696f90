package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import et.cluster.Shards;
import et.cluster.pekko.internal.Allocation.Host;
import et.cluster.pekko.internal.Allocation.Move;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Clusters that no machine here could hold: {@link Balance} and {@link Shards} as they are, containers and loads made up. Prints the tables of
 * docs/scaling.md, and fails when what that page says of them is true no more.
 */
final class ScalingTest {

    /** Loops of a gateway, lanes of a logic container: its cores. */
    private static final int CORES = 4;

    /** The load of a logic container, if all had the same. */
    private static final double MEAN = 0.5;

    /** Every container tells every other one once a second what it has. */
    private static final int BEATS_PER_SECOND = 1;

    private static final int PLAYERS_EACH = 2000;
    private static final long SEED = 1;
    private static final int HOUR = 3600;

    /** Placing is asked more often; what it answers is about tens of seconds. */
    private static final int STEP = 5;

    /** How many containers of each tier. */
    private record Size(int gateways, int managers, int logics) {

        int all() {
            return gateways + managers + logics;
        }
    }

    /** Groups by container, as Sharding keeps them; each group has a load. */
    private static final class Town {

        private final Balance balance = new Balance();
        private final Map<String, Set<Integer>> hosts = new LinkedHashMap<>();
        private final double[] loads;
        private long now;
        private int moves;

        private Town(int logics, double[] loads) {
            this.loads = loads;
            IntStream.rangeClosed(1, logics).forEach(number -> hosts.put("logic-" + number, new TreeSet<>()));
            // A group gets its home when somebody first asks for one of its actors.
            List<Integer> asked =
                    new ArrayList<>(IntStream.range(0, Groups.COUNT).boxed().toList());
            Collections.shuffle(asked, new Random(SEED));
            for (Integer group : asked) {
                String home = balance.allocate(seen(), group, null, now);
                assertThat(hosts.get(home).add(group)).isTrue();
            }
        }

        private double load(Set<Integer> groups) {
            return groups.stream().mapToDouble(group -> loads[group]).sum();
        }

        private Collection<Host> seen() {
            List<Host> seen = new ArrayList<>();
            hosts.forEach(
                    (name, groups) -> seen.add(new Host(name, true, false, groups, Math.min(1, load(groups)), false)));
            return seen;
        }

        private void run(int seconds) {
            for (int second = 0; second < seconds; second += STEP) {
                now += STEP * 1000L;
                for (Move move : balance.rebalance(seen(), Map.of(), Set.of(), now)) {
                    hosts.get(move.from()).remove(move.shard());
                    hosts.get(balance.allocate(seen(), move.shard(), null, now)).add(move.shard());
                    moves++;
                }
            }
        }

        /** How many times the mean the busiest has to do. */
        private double busiest() {
            return hosts.values().stream().mapToDouble(this::load).max().orElseThrow()
                    / hosts.values().stream().mapToDouble(this::load).average().orElseThrow();
        }

        private long used() {
            return hosts.values().stream().filter(groups -> !groups.isEmpty()).count();
        }

        private int most() {
            return hosts.values().stream().mapToInt(Set::size).max().orElseThrow();
        }

        /** Lanes that have a shard, of all containers. */
        private long lanes() {
            return hosts.values().stream()
                    .mapToLong(groups -> IntStream.range(0, Shards.COUNT)
                            .filter(shard -> groups.contains(Groups.of(shard)))
                            .map(shard -> shard % CORES)
                            .distinct()
                            .count())
                    .sum();
        }
    }

    /** What actors weigh, summed by group, for a cluster of this size. */
    private static double[] loads(String type, int actors, double total) {
        double[] loads = new double[Groups.COUNT];
        for (int id = 1; id <= actors; id++) {
            loads[Groups.of(Shards.of(type, Integer.toString(id)))] += total / actors;
        }
        return loads;
    }

    private static double[] sum(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] + other[i])
                .toArray();
    }

    @Test
    void placesAndLinksGrowAsThePageSays() {
        System.out.println("""

            containers  gateways managers logics | with shards  most groups  lanes with shards | links of a gateway  of all gateways  \
            of a logic container | beats/s to each  in all""");
        for (Size size : List.of(
                new Size(3, 1, 6),
                new Size(10, 2, 20),
                new Size(30, 3, 67),
                new Size(100, 3, 200),
                new Size(300, 3, 697))) {
            Town town = new Town(size.logics, loads("player", PLAYERS_EACH * size.logics, MEAN * size.logics));
            long ofGateway = CORES * town.lanes();
            System.out.printf(
                    Locale.ROOT,
                    "%10d %9d %8d %6d | %11d %12d %18d | %18d %16d %18d | %15d %7d%n",
                    size.all(),
                    size.gateways,
                    size.managers,
                    size.logics,
                    town.used(),
                    town.most(),
                    town.lanes(),
                    ofGateway,
                    size.gateways * ofGateway,
                    size.gateways * ofGateway / town.used(),
                    BEATS_PER_SECOND * (size.all() - 1),
                    BEATS_PER_SECOND * size.all() * (size.all() - 1));
            assertThat(town.used()).isEqualTo(Math.min(size.logics, Groups.COUNT));
            assertThat(town.most()).isEqualTo((Groups.COUNT + size.logics - 1) / size.logics);
            // A group is on one lane, so a container's cores need a group each.
            assertThat(town.lanes()).isLessThanOrEqualTo(Groups.COUNT);
        }
    }

    @Test
    void loadsAreAsEvenAsThePageSays() {
        System.out.println("""

            logics | players only: busiest | half of it 100 equal zones: first  after 1 h  moves | half of it 10 zones: \
            first  after 1 h  moves     (times the mean)""");
        for (int logics : new int[] {2, 4, 6, 10, 20, 32, 64}) {
            double total = MEAN * logics;
            int players = PLAYERS_EACH * logics;
            Town even = new Town(logics, loads("player", players, total));
            double[] half = loads("player", players, total / 2);
            Town zones = new Town(logics, sum(half, loads("zone", 100, total / 2)));
            Town few = new Town(logics, sum(half, loads("zone", 10, total / 2)));
            double zonesFirst = zones.busiest();
            double fewFirst = few.busiest();
            zones.run(HOUR);
            few.run(HOUR);
            System.out.printf(
                    Locale.ROOT,
                    "%6d | %21.2f | %33.2f %10.2f %6d | %27.2f %10.2f %6d%n",
                    logics,
                    even.busiest(),
                    zonesFirst,
                    zones.busiest(),
                    zones.moves,
                    fewFirst,
                    few.busiest(),
                    few.moves);
            assertThat(even.busiest()).isLessThan(logics < 32 ? 1.35 : 1.6);
            assertThat(zones.busiest()).isLessThanOrEqualTo(zonesFirst + 0.05);
            assertThat(Arrays.stream(few.loads).sum()).isCloseTo(total, within(1e-6));
        }
    }
}

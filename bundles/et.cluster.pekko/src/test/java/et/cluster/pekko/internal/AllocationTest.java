package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.pekko.internal.Allocation.Host;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AllocationTest {

    @Test
    void aShardGoesToTheEmptiest() {
        assertThat(Allocation.allocate(List.of(host("a", 0, 3), host("b", 3, 2), host("c", 5, 4)), null))
                .isEqualTo("b");
        assertThat(Allocation.allocate(List.of(host("b", 0, 2), host("a", 3, 2)), null))
                .isEqualTo("a");
    }

    @Test
    void aShardGoesWhereItIsWishedUnlessThatTakesNone() {
        List<Host> hosts = List.of(host("a", 0, 3), host("b", 3, 2), draining("c", 5, 1), silent("d", 6, 1));
        assertThat(Allocation.allocate(hosts, "a")).isEqualTo("a");
        assertThat(Allocation.allocate(hosts, "c")).isEqualTo("b");
        assertThat(Allocation.allocate(hosts, "d")).isEqualTo("b");
        assertThat(Allocation.allocate(hosts, "unknown")).isEqualTo("b");
    }

    @Test
    void drainingIsBetterThanNothingAndSilentIsNot() {
        assertThat(Allocation.allocate(List.of(draining("a", 0, 1), silent("b", 1, 0)), null))
                .isEqualTo("a");
        assertThat(Allocation.allocate(List.of(silent("b", 1, 0)), null)).isNull();
        assertThat(Allocation.allocate(List.of(), null)).isNull();
    }

    @Test
    void nothingLeavesASilentHost() {
        List<Host> hosts = List.of(silent("a", 0, 100), new Host("b", false, true, shards(100, 50)), host("c", 150, 0));
        assertThat(Allocation.rebalance(hosts, Map.of(0, "c"), Set.of())).isEmpty();
    }

    @Test
    void aDrainingHostIsEmptiedFirstAndABoundedNumberAtOnce() {
        List<Host> hosts = List.of(draining("a", 0, 100), host("b", 100, 156), host("c", 256, 0));
        Set<Integer> first = Allocation.rebalance(hosts, Map.of(), Set.of());
        assertThat(first).hasSize(Allocation.AT_ONCE).allMatch(shard -> shard < 100);
        assertThat(Allocation.rebalance(hosts, Map.of(), first)).isEmpty();
        Set<Integer> some = Set.of(0);
        assertThat(Allocation.rebalance(hosts, Map.of(), some))
                .hasSize(Allocation.AT_ONCE - 1)
                .doesNotContainAnyElementsOf(some);
    }

    @Test
    void shardsOfTheOnlyHostStayEvenWhenItDrains() {
        assertThat(Allocation.rebalance(List.of(draining("a", 0, 256)), Map.of(), Set.of()))
                .isEmpty();
    }

    @Test
    void wishesAreFollowedAndNotEvenedOut() {
        List<Host> hosts = List.of(host("a", 0, 10), host("b", 10, 10));
        assertThat(Allocation.rebalance(hosts, Map.of(3, "b", 12, "b"), Set.of()))
                .containsExactly(3);
        Map<Integer, String> all = IntStream.range(0, 10).boxed().collect(Collectors.toMap(s -> s, s -> "a"));
        assertThat(Allocation.rebalance(List.of(host("a", 0, 10), host("b", 10, 0)), all, Set.of()))
                .isEmpty();
    }

    @Test
    void aSmallDifferenceStays() {
        assertThat(Allocation.rebalance(List.of(host("a", 0, 133), host("b", 133, 123)), Map.of(), Set.of()))
                .isEmpty();
        assertThat(Allocation.rebalance(List.of(host("a", 0, 1), host("b", 1, 0)), Map.of(), Set.of()))
                .isEmpty();
    }

    @Test
    void evensOutAndThenRests() {
        Map<String, Set<Integer>> hosts = new HashMap<>();
        hosts.put("a", new TreeSet<>(shards(0, 200)));
        hosts.put("b", new TreeSet<>(shards(200, 56)));
        hosts.put("c", new TreeSet<>());
        int moves = 0;
        while (true) {
            Set<Integer> leaving = Allocation.rebalance(hosts(hosts), Map.of(), Set.of());
            if (leaving.isEmpty()) {
                break;
            }
            // While they are on their way no more leave than may.
            Set<Integer> more = new HashSet<>(leaving);
            more.addAll(Allocation.rebalance(hosts(hosts), Map.of(), leaving));
            assertThat(more).hasSizeLessThanOrEqualTo(Allocation.AT_ONCE);
            for (Integer shard : leaving) {
                hosts.values().forEach(shards -> shards.remove(shard));
                hosts.get(Allocation.allocate(hosts(hosts), null)).add(shard);
                moves++;
            }
        }
        assertThat(hosts.values()).allMatch(shards -> shards.size() > 78 && shards.size() < 94);
        assertThat(moves).isLessThan(130);
    }

    private static List<Host> hosts(Map<String, Set<Integer>> hosts) {
        List<Host> list = new ArrayList<>();
        hosts.forEach((name, shards) -> list.add(new Host(name, true, false, shards)));
        return list;
    }

    private static Host host(String name, int from, int count) {
        return new Host(name, true, false, shards(from, count));
    }

    private static Host draining(String name, int from, int count) {
        return new Host(name, true, true, shards(from, count));
    }

    private static Host silent(String name, int from, int count) {
        return new Host(name, false, false, shards(from, count));
    }

    private static List<Integer> shards(int from, int count) {
        return IntStream.range(from, from + count).boxed().collect(Collectors.toList());
    }
}

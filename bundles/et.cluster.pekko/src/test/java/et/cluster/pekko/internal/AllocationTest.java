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
        List<Host> hosts =
                List.of(silent("a", 0, 100), new Host("b", false, true, shards(100, 50), 0, false), host("c", 150, 0));
        assertThat(rebalance(hosts, Map.of(0, "c"), Set.of())).isEmpty();
    }

    @Test
    void aDrainingHostIsEmptiedFirstAndABoundedNumberAtOnce() {
        List<Host> hosts = List.of(draining("a", 0, 100), host("b", 100, 156), host("c", 256, 0));
        Set<Integer> first = rebalance(hosts, Map.of(), Set.of());
        assertThat(first).hasSize(Allocation.AT_ONCE).allMatch(shard -> shard < 100);
        assertThat(rebalance(hosts, Map.of(), first)).isEmpty();
        Set<Integer> some = Set.of(0);
        assertThat(rebalance(hosts, Map.of(), some))
                .hasSize(Allocation.AT_ONCE - 1)
                .doesNotContainAnyElementsOf(some);
    }

    @Test
    void shardsOfTheOnlyHostStayEvenWhenItDrains() {
        assertThat(rebalance(List.of(draining("a", 0, 256)), Map.of(), Set.of()))
                .isEmpty();
    }

    @Test
    void wishesAreFollowedAndNotEvenedOut() {
        List<Host> hosts = List.of(host("a", 0, 10), host("b", 10, 10));
        assertThat(rebalance(hosts, Map.of(3, "b", 12, "b"), Set.of())).containsExactly(3);
        Map<Integer, String> all = IntStream.range(0, 10).boxed().collect(Collectors.toMap(s -> s, s -> "a"));
        assertThat(rebalance(List.of(host("a", 0, 10), host("b", 10, 0)), all, Set.of()))
                .isEmpty();
    }

    @Test
    void aSmallDifferenceStays() {
        assertThat(rebalance(List.of(host("a", 0, 133), host("b", 133, 123)), Map.of(), Set.of()))
                .isEmpty();
        assertThat(rebalance(List.of(host("a", 0, 1), host("b", 1, 0)), Map.of(), Set.of()))
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
            Set<Integer> leaving = rebalance(hosts(hosts), Map.of(), Set.of());
            if (leaving.isEmpty()) {
                break;
            }
            // While they are on their way no more leave than may.
            Set<Integer> more = new HashSet<>(leaving);
            more.addAll(rebalance(hosts(hosts), Map.of(), leaving));
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

    @Test
    void theLeastBusyIsPreferredAndOfThoseThatDifferLittleTheEmptiest() {
        List<Host> hosts = List.of(busy("a", 0, 3, 0.5), busy("b", 3, 9, 0.2), busy("c", 12, 4, 0.25));
        assertThat(Allocation.allocate(hosts, null)).isEqualTo("c");
        assertThat(Allocation.allocate(hosts, "a")).isEqualTo("a");
    }

    @Test
    void numbersAreNotEvenedOutAgainstTheLoad() {
        assertThat(rebalance(List.of(busy("a", 0, 11, 0.5), busy("b", 11, 53, 0.5)), Map.of(), Set.of()))
                .isEmpty();
        assertThat(rebalance(List.of(busy("a", 0, 11, 0.2), busy("b", 11, 53, 0.5)), Map.of(), Set.of()))
                .isEmpty();
        assertThat(rebalance(List.of(host("a", 0, 11), busy("b", 11, 53, 0.5)), Map.of(), Set.of()))
                .hasSize(2);
        assertThat(rebalance(List.of(busy("a", 0, 11, 0.04), busy("b", 11, 53, 0.02)), Map.of(), Set.of()))
                .hasSize(2);
    }

    @Test
    void whoIsThirdGetsThemWhenTheEmptiestIsBusy() {
        List<Host> hosts = List.of(busy("a", 0, 5, 0.5), busy("b", 5, 40, 0.4), busy("c", 45, 19, 0.05));
        assertThat(Allocation.rebalance(hosts, Map.of(), Set.of(), Set.of()))
                .extracting(Allocation.Move::to)
                .containsExactly("c", "c");
    }

    @Test
    void aShardThatRestsIsMovedForALargeDifferenceOnly() {
        List<Host> hosts = List.of(host("a", 0, 36), host("b", 36, 28));
        Set<Integer> resting = Set.copyOf(shards(0, 36));
        assertThat(Allocation.rebalance(hosts, Map.of(), Set.of(), Set.of())).hasSize(1);
        assertThat(Allocation.rebalance(hosts, Map.of(), resting, Set.of())).isEmpty();
        List<Host> large = List.of(host("a", 0, 36), host("b", 36, 0));
        assertThat(Allocation.rebalance(large, Map.of(), resting, Set.of())).hasSize(2);
    }

    private static Host busy(String name, int from, int count, double load) {
        return new Host(name, true, false, shards(from, count), load, true);
    }

    private static Set<Integer> rebalance(List<Host> hosts, Map<Integer, String> wishes, Set<Integer> moving) {
        return Allocation.rebalance(hosts, wishes, Set.of(), moving).stream()
                .map(Allocation.Move::shard)
                .collect(Collectors.toSet());
    }

    private static List<Host> hosts(Map<String, Set<Integer>> hosts) {
        List<Host> list = new ArrayList<>();
        hosts.forEach((name, shards) -> list.add(new Host(name, true, false, shards, 0, false)));
        return list;
    }

    private static Host host(String name, int from, int count) {
        return new Host(name, true, false, shards(from, count), 0, false);
    }

    private static Host draining(String name, int from, int count) {
        return new Host(name, true, true, shards(from, count), 0, false);
    }

    private static Host silent(String name, int from, int count) {
        return new Host(name, false, false, shards(from, count), 0, false);
    }

    private static List<Integer> shards(int from, int count) {
        return IntStream.range(from, from + count).boxed().collect(Collectors.toList());
    }
}

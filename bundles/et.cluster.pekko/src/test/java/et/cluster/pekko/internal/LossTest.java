package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Place;
import et.cluster.Shards;
import et.cluster.Tier;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Containers, and keepers of shards, that go: in good order, or not. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LossTest extends Containers {

    @Test
    void shardsOfADeadContainerOpenElsewhere() throws IOException {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        Process process = child("logic-3");
        await("even with the child", () -> even(gateway, one, two) && gateway.has("logic-3") > 75);
        long[] epochs = epochs(gateway);
        long incarnation = member(gateway, "logic-3").incarnation();
        long start = System.nanoTime();
        process.destroyForcibly();
        gateway.cluster.suspect("logic-3", incarnation);
        await("gone", () -> gateway.heard.contains("gone logic-3"));
        print("killed, member removed", start);
        await("all open", () -> gateway.has("logic-1") + gateway.has("logic-2") == Shards.COUNT);
        print("killed, all shards open again", start);
        await("even without the child", () -> even(gateway, one, two));
        long[] later = epochs(gateway);
        assertThat(IntStream.range(0, Shards.COUNT).filter(shard -> later[shard] < epochs[shard]))
                .isEmpty();
    }

    @Test
    void shardsOfADeadContainerOpenElsewhereWhenItHadTheCoordinator() throws IOException {
        Process process = child("logic-0");
        Container gateway = add("gateway", Tier.GATEWAY);
        await("the child", () -> gateway.has("logic-0") == Shards.COUNT);
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even with the child", () -> even(gateway, one, two) && gateway.has("logic-0") > 75);
        long incarnation = member(gateway, "logic-0").incarnation();
        long start = System.nanoTime();
        process.destroyForcibly();
        one.cluster.suspect("logic-0", incarnation);
        await("all open", () -> gateway.has("logic-1") + gateway.has("logic-2") == Shards.COUNT);
        print("killed with the coordinator, all shards open again", start);
        await("even without the child", () -> even(gateway, one, two));
    }

    @Test
    void aStoppedProcessIsTakenOutAndComesBack() throws IOException, InterruptedException {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Process process = child("logic-3");
        await("even with the child", () -> even(gateway, one) && gateway.has("logic-3") > 115);
        long incarnation = member(gateway, "logic-3").incarnation();
        long start = System.nanoTime();
        signal(process, "STOP");
        gateway.cluster.suspect("logic-3", incarnation);
        await("all at the other one", () -> gateway.has("logic-1") == Shards.COUNT);
        print("stopped, all shards open again", start);
        // That shards are open elsewhere may be heard earlier.
        await("gone", () -> gateway.heard.contains("gone logic-3"));
        long woken = System.nanoTime();
        signal(process, "CONT");
        await("back", () -> up(gateway, "logic-3", incarnation + 1));
        print("woken up, joined again", woken);
        await("even with the child", () -> even(gateway, one) && gateway.has("logic-3") > 115);
        print("woken up, has its share", woken);
    }

    @Test
    void aContainerThatStopsHandsItsShardsOver() {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        long start = System.nanoTime();
        one.cluster.deactivate();
        containers.remove(one);
        print("stopped orderly", start);
        await("all at the other one", () -> gateway.has("logic-2") == Shards.COUNT);
        print("stopped orderly, all shards open again", start);
        await("gone", () -> gateway.heard.contains("gone logic-1"));
        assertThat(store.wrongs()).isEmpty();
        assertThat(store.openAt("logic-1")).isEmpty();
        assertThat(store.openAt("logic-2")).hasSize(Shards.COUNT);
    }

    @Test
    void noThreadSurvives() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Container one = logic("logic-1");
        await("alone", () -> one.has() == Shards.COUNT);
        long start = System.nanoTime();
        one.cluster.deactivate();
        containers.remove(one);
        print("the last one stopped", start);
        await("no thread", () -> left(before).isEmpty());
        assertThat(store.openAt("logic-1")).isEmpty();
    }

    @Test
    void whoWasTakenOutAbandonsAndJoinsAnew() {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        long incarnation = member(gateway, "logic-2").incarnation();
        long start = System.nanoTime();
        two.cluster.downSelf();
        await("later incarnation", () -> up(gateway, "logic-2", incarnation + 1));
        print("taken out, joined again", start);
        assertThat(two.heard).contains("gone logic-2");
        assertThat(gateway.heard).contains("gone logic-2");
        await("even", () -> even(gateway, one, two));
    }

    @Test
    void aFencedShardIsOpenedAnew() {
        Container gateway = gateway();
        Container one = logic("logic-1");
        await("all", () -> even(gateway, one));
        long epoch = gateway.cluster.place(7).epoch();
        store.fence(7, "logic-1");
        await("open again", () -> {
            Place place = gateway.cluster.place(7);
            return place != null && place.epoch() > epoch;
        });
        assertThat(store.wrongs()).isEmpty();
        assertThat(store.openAt("logic-1")).hasSize(Shards.COUNT);
    }

    @Test
    void shardsWhoseKeepersFailedAreOpenedAgain() {
        Container gateway = gateway();
        Container one = logic("logic-1");
        await("all", () -> even(gateway, one));
        long[] epochs = epochs(gateway);
        one.cluster.killKeepers(3);
        await(
                "opened again",
                () -> even(gateway, one)
                        && IntStream.range(0, Shards.COUNT)
                                .filter(shard -> Groups.of(shard) == 3)
                                .allMatch(shard -> {
                                    Place place = gateway.cluster.place(shard);
                                    return place != null && place.epoch() > epochs[shard];
                                }));
        assertThat(store.wrongs()).isEmpty();
    }

    private static Set<String> left(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool.commonPool")
                        && !name.startsWith("CompletableFutureDelayScheduler")
                        && !name.startsWith("junit"))
                .collect(Collectors.toSet());
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}

package et.cluster.pekko.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Load;
import et.cluster.Member;
import et.cluster.NodeTls;
import et.cluster.Place;
import et.cluster.Shards;
import et.cluster.Tier;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PekkoClusterTest {

    private final Store store = new Store();
    private final List<Container> containers = new ArrayList<>();
    private final List<Process> children = new ArrayList<>();
    private int port;

    /** Below the ports that systems give to outgoing connections: nobody comes across it before a container listens. */
    @BeforeEach
    void choosePort() {
        do {
            port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
        } while (!isFree(port));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
        List<Thread> stopping = new ArrayList<>();
        for (Container container : containers) {
            Thread thread = new Thread(container.cluster::crash);
            thread.start();
            stopping.add(thread);
        }
        for (Thread thread : stopping) {
            thread.join();
        }
    }

    @Test
    void allShardsAreOpenedOnceAndEvenly() {
        long start = System.nanoTime();
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        print("three start, all shards open and even", start);
        assertThat(store.wrongs()).isEmpty();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = gateway.cluster.place(shard);
            assertThat(store.openAt(place.container())).contains(shard);
            assertThat(place.lane()).isEqualTo(shard % 2);
        }
        assertThat(gateway.cluster.members())
                .extracting(Member::container)
                .containsExactly("gateway", "logic-1", "logic-2");
        assertThat(gateway.cluster.members()).extracting(Member::state).containsOnly(Member.State.UP);
        System.out.println("transactions: " + store.transactions());
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere 127.0.0.2 is not this machine
    void containersMeetAtTheAddressThatTheyAnnounceAndListenAtAnother() {
        List<Container> both = new ArrayList<>();
        String seeds = "127.0.0.2:" + port;
        for (String name : List.of("logic-1", "logic-2")) {
            Container.Me me = new Container.Me(name, 1, Set.of(Tier.LOGIC), "127.0.0.2", "0.0.0.0");
            both.add(new Container(me, both.isEmpty() ? port : 0, seeds, () -> null, store.host(name)));
        }
        containers.addAll(both);
        await("even", () -> even(both.toArray(Container[]::new)));
        assertThat(both.get(0).cluster.members()).extracting(Member::host).containsOnly("127.0.0.2");
        assertThat(store.wrongs()).isEmpty();
    }

    @Test
    void aNewContainerGetsItsShare() {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        long start = System.nanoTime();
        Container three = logic("logic-3");
        await("even with the new one", () -> even(gateway, one, two, three));
        print("a new container has its share", start);
        assertThat(store.wrongs()).isEmpty();
    }

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
        assertThat(gateway.heard).contains("gone logic-3");
        long woken = System.nanoTime();
        signal(process, "CONT");
        await("back", () -> up(gateway, "logic-3", incarnation + 1));
        print("woken up, joined again", woken);
        await("even with the child", () -> even(gateway, one) && gateway.has("logic-3") > 115);
        print("woken up, has its share", woken);
    }

    @Test
    void drainEmptiesAndUndrainRefills() throws Exception {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        long start = System.nanoTime();
        gateway.cluster.drain("logic-1").toCompletableFuture().get(10, TimeUnit.SECONDS);
        print("drain known to all", start);
        assertThat(member(two, "logic-1").draining()).isTrue();
        await("empty", () -> gateway.has("logic-1") == 0 && gateway.has("logic-2") == Shards.COUNT);
        print("drained", start);
        assertThat(store.openAt("logic-1")).isEmpty();
        gateway.cluster.undrain("logic-1").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(member(one, "logic-1").draining()).isFalse();
        await("even again", () -> even(gateway, one, two));
        assertThat(store.wrongs()).isEmpty();
    }

    @Test
    void aShardMovesWhereItIsWished() throws Exception {
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        for (int shard = 0; shard < 8; shard++) {
            two.cluster.move(shard, "logic-1").toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        await(
                "moved",
                () -> IntStream.range(0, 8).allMatch(shard -> {
                    Place place = gateway.cluster.place(shard);
                    return place != null && place.container().equals("logic-1");
                }));
        assertThat(store.wrongs()).isEmpty();
    }

    @Test
    void aBusyContainerGivesShardsAwayOneGroupAfterTheOther() {
        // For placing time is ten times as fast.
        LongSupplier clock = () -> 10 * System.nanoTime();
        List<Container> both = new ArrayList<>();
        for (String name : List.of("logic-1", "logic-2")) {
            Container.Me me = new Container.Me(name, 1, Set.of(Tier.LOGIC), "127.0.0.1", "127.0.0.1");
            both.add(new Container(me, both.isEmpty() ? port : 0, seeds(), () -> null, store.host(name), clock));
            containers.add(both.get(both.size() - 1));
        }
        Container one = both.get(0);
        Container two = both.get(1);
        await("even", () -> even(one, two));
        // Each shard that leaves takes much with it. By their numbers alone nobody would ever have fewer than 120.
        int half = Shards.COUNT / 2;
        one.load = load -> busy(load, 0.6 - 0.01 * (half - one.has()));
        two.load = load -> busy(load, 0.2 + 0.01 * (half - one.has()));
        Set<Integer> counts = new TreeSet<>();
        await("evened out", () -> {
            counts.add(one.has());
            return one.has() <= 112 && two.has() == Shards.COUNT - one.has();
        });
        assertThat(counts).contains(116, 120);
        assertThat(store.wrongs()).isEmpty();
    }

    private static Load busy(Load load, double busy) {
        return new Load(load.cpu(), busy, load.actors(), load.messages(), load.sessions(), load.memory(), load.lag());
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
    void aPortThatIsTakenIsTriedAgain() throws IOException {
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Container one;
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            System.setErr(new PrintStream(said, true, UTF_8));
            one = logic("logic-1");
            // Host and doors come one after the other, and each is a reason to try; what goes beyond is on its own.
            await("refused", () -> said.toString(UTF_8).split("cannot join the cluster", -1).length > 4);
            assertThat(taken.isBound()).isTrue();
        } finally {
            System.setErr(err);
        }
        await("joined", () -> one.has() == Shards.COUNT);
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
                                .allMatch(shard -> gateway.cluster.place(shard).epoch() > epochs[shard]));
        assertThat(store.wrongs()).isEmpty();
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
    void noticesReachTheTierTheyAreFor() {
        Container gateway = gateway();
        Container one = logic("logic-1");
        await("all", () -> even(gateway, one) && one.cluster.members().size() == 2);
        one.cluster.tell(Tier.LOGIC, "news", "nobody".getBytes(StandardCharsets.UTF_8));
        one.cluster.tell(Tier.GATEWAY, "news", "hello".getBytes(StandardCharsets.UTF_8));
        await("heard", () -> gateway.notices.contains("news hello"));
        assertThat(one.notices).isEmpty();
        assertThat(gateway.notices).containsExactly("news hello");
        await("load", () -> member(gateway, "logic-1").load().memory() > 0);
    }

    @Test
    void whoHasNoKeyStaysOutside(@TempDir Path folder) throws Exception {
        SSLContext context = context(folder);
        Container one = add("logic-1", () -> context, Tier.LOGIC);
        Container two = add("logic-2", () -> context, Tier.LOGIC);
        Container bare = add("logic-3", () -> null, Tier.LOGIC);
        SSLContext own = context(Files.createDirectory(folder.resolve("stranger")));
        Container stranger = add("logic-4", () -> own, Tier.LOGIC);
        await("even", () -> even(one, two));
        assertThat(one.cluster.members()).extracting(Member::container).containsExactly("logic-1", "logic-2");
        assertThat(bare.cluster.members()).isEmpty();
        assertThat(stranger.cluster.members()).isEmpty();
    }

    /** A key of one's own, and trust in nothing else. */
    private static SSLContext context(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=node")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        mine.init(keys, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", keys.getCertificate("node"));
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(mine.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    private Container gateway() {
        return add("gateway", Tier.GATEWAY, Tier.MANAGER);
    }

    private Container logic(String name) {
        return add(name, Tier.LOGIC);
    }

    private Container add(String name, Tier... tiers) {
        return add(name, () -> null, tiers);
    }

    private Container add(String name, NodeTls tls, Tier... tiers) {
        Container container = new Container(name, Set.of(tiers), first() ? port : 0, seeds(), tls, store.host(name));
        containers.add(container);
        return container;
    }

    private Process child(String name) throws IOException {
        Process child = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildContainer.class.getName(),
                        name,
                        Integer.toString(first() ? port : 0),
                        seeds())
                .redirectErrorStream(true)
                .redirectOutput(new File("target/" + name + "-" + port + ".log"))
                .start();
        children.add(child);
        return child;
    }

    private boolean first() {
        return containers.isEmpty() && children.isEmpty();
    }

    private String seeds() {
        return first() ? "" : "127.0.0.1:" + port;
    }

    private static Member member(Container at, String name) {
        return at.cluster.members().stream()
                .filter(member -> member.container().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean up(Container at, String name, long incarnation) {
        return at.cluster.members().stream()
                .anyMatch(member -> member.container().equals(name)
                        && member.state() == Member.State.UP
                        && member.incarnation() == incarnation);
    }

    /** Whether all these have places of all shards, the same ones, and the logic containers among them their share. */
    private static boolean even(Container... containers) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = containers[0].cluster.place(shard);
            for (Container container : containers) {
                if (place == null || !place.equals(container.cluster.place(shard))) {
                    return false;
                }
            }
        }
        long logics = containers[0].cluster.members().stream()
                .filter(member -> member.tiers().contains(Tier.LOGIC))
                .count();
        double share = Shards.COUNT / (double) Math.max(1, logics);
        for (Container container : containers) {
            if (container.name.startsWith("logic") && Math.abs(container.has() - share) > share * 0.11 + 4) {
                return false;
            }
        }
        return true;
    }

    private static long[] epochs(Container at) {
        return IntStream.range(0, Shards.COUNT)
                .mapToLong(shard -> at.cluster.place(shard).epoch())
                .toArray();
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

    private static void print(String what, long start) {
        System.out.printf("%s: %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not " + what + "; wrong: " + store.wrongs() + state());
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        for (Container container : containers) {
            state.append('\n').append(container.name).append(": ").append(container.cluster.members());
            for (Member member : container.cluster.members()) {
                state.append(' ').append(member.container()).append('=').append(container.has(member.container()));
            }
        }
        return state.toString();
    }
}

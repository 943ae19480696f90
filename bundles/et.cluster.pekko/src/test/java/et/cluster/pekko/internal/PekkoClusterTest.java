package et.cluster.pekko.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Shards;
import et.cluster.Tier;
import java.io.ByteArrayOutputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PekkoClusterTest extends Containers {

    @Test
    void allShardsAreOpenedOnceAndEvenly() {
        long start = System.nanoTime();
        Container gateway = gateway();
        Container one = logic("logic-1");
        Container two = logic("logic-2");
        await("even", () -> even(gateway, one, two));
        print("three start, all shards open and even", start);
        assertThat(store.wrongs()).isEmpty();
        // Even is not the most even there is: some may still go on their way.
        await(
                "open where they are said to be",
                () -> IntStream.range(0, Shards.COUNT).allMatch(shard -> {
                    Place place = gateway.cluster.place(shard);
                    return place != null
                            && place.lane() == shard % 2
                            && store.openAt(place.container()).contains(shard);
                }));
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
}

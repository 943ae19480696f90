package et.cluster.pekko.internal;

import et.cluster.Member;
import et.cluster.NodeTls;
import et.cluster.Place;
import et.cluster.Shards;
import et.cluster.Tier;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Containers of one cluster, in this process and in others, and the store that they share. */
abstract class Containers {

    final Store store = new Store();
    final List<Container> containers = new ArrayList<>();
    private final List<Process> children = new ArrayList<>();
    int port;

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

    Container gateway() {
        return add("gateway", Tier.GATEWAY, Tier.MANAGER);
    }

    Container logic(String name) {
        return add(name, Tier.LOGIC);
    }

    Container add(String name, Tier... tiers) {
        return add(name, () -> null, tiers);
    }

    Container add(String name, NodeTls tls, Tier... tiers) {
        Container container = new Container(name, Set.of(tiers), first() ? port : 0, seeds(), tls, store.host(name));
        containers.add(container);
        return container;
    }

    Process child(String name) throws IOException {
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

    String seeds() {
        return first() ? "" : "127.0.0.1:" + port;
    }

    static Member member(Container at, String name) {
        return at.cluster.members().stream()
                .filter(member -> member.container().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static boolean up(Container at, String name, long incarnation) {
        return at.cluster.members().stream()
                .anyMatch(member -> member.container().equals(name)
                        && member.state() == Member.State.UP
                        && member.incarnation() == incarnation);
    }

    /** Whether all these have places of all shards, the same ones, and the logic containers among them their share. */
    static boolean even(Container... containers) {
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

    /** By shard. Some may be on their way just now: they are waited for. */
    long[] epochs(Container at) {
        long[] epochs = new long[Shards.COUNT];
        await("all placed", () -> {
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                Place place = at.cluster.place(shard);
                if (place == null) {
                    return false;
                }
                epochs[shard] = place.epoch();
            }
            return true;
        });
        return epochs;
    }

    static void print(String what, long start) {
        System.out.printf("%s: %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
    }

    void await(String what, BooleanSupplier condition) {
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

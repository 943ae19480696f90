package et.itests.process;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The network between the containers of a cluster on this machine: each announces an address of its own, where a {@link FaultProxy} is, and listens at
 * another. Linux only: there the whole of 127.0.0.0/8 is this machine, and {@code /proc} tells who listens.
 */
final class Network implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("et.home"));
    private static final int FIRST_ADDRESS = 11;
    private static final int LANES = Runtime.getRuntime().availableProcessors();
    private static final int GLANCE_MS = 100;

    /** On a busy machine an outage takes long; that requests are given up after 30 s is not what is looked for here. */
    private static final String DEADLINE_MILLIS = "120000";

    /** A line of {@code /proc/net/tcp} or {@code tcp6} of a socket that listens at {@link FaultProxy#BEHIND}; the group is its port. */
    private static final Pattern LISTENS =
            Pattern.compile("^ *\\d+: (?:0{16}FFFF0000)?0100007F:([0-9A-F]{4}) \\S+ 0A ");

    /** @param lane the port of lane 0; the ports of the others follow */
    private record Site(FaultProxy proxy, int cluster, int lane) {

        Set<Integer> ports() {
            Set<Integer> ports =
                    IntStream.range(lane, lane + LANES).boxed().collect(Collectors.toCollection(HashSet::new));
            ports.add(cluster);
            return ports;
        }
    }

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, Site> sites = new LinkedHashMap<>();

    /** @param containers that it is for; the first of them founds the cluster */
    Network(List<String> containers) {
        EventLoop loop = group.next();
        SplittableRandom random = new SplittableRandom();
        Set<Integer> taken = new HashSet<>();
        for (String container : containers) {
            String address = "127.0.0." + (FIRST_ADDRESS + sites.size());
            int cluster = free(random, taken, 1);
            sites.put(container, new Site(new FaultProxy(loop, address), cluster, free(random, taken, LANES)));
        }
        loop.scheduleWithFixedDelay(this::look, GLANCE_MS, GLANCE_MS, TimeUnit.MILLISECONDS)
                .addListener(ended -> {
                    if (!ended.isCancelled()) {
                        System.out.printf("Nobody looks any more who listens: %s%n", ended.cause());
                    }
                });
    }

    /** Below the ports that systems give to outgoing connections. */
    private static int free(SplittableRandom random, Set<Integer> taken, int many) {
        while (true) {
            int first = random.nextInt(20_000, 32_000);
            List<Integer> ports = IntStream.range(first, first + many).boxed().toList();
            if (ports.stream().allMatch(port -> !taken.contains(port) && isFree(port))) {
                taken.addAll(ports);
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes what makes the containers meet here, before their first start. */
    void prepare(Path runs) throws IOException {
        String seeds = sites.values().stream()
                .map(site -> site.proxy.address() + ":" + site.cluster)
                .collect(Collectors.joining(", "));
        for (Map.Entry<String, Site> entry : sites.entrySet()) {
            Site site = entry.getValue();
            Path base = runs.resolve(entry.getKey());
            Files.createDirectories(base.resolve("etc"));
            Files.createDirectories(base.resolve(".shipped"));
            // As the script would, for one that is started by its name later.
            Files.writeString(base.resolve("tier"), entry.getKey().replaceFirst("-[0-9]+$", "") + "\n");
            Files.writeString(base.resolve("ports"), "cluster=" + site.cluster + "\n");
            configure(base, "et.cluster.cfg", Map.of("host", site.proxy.address(), "listen", FaultProxy.BEHIND));
            configure(base, "et.cluster.link.cfg", Map.of("port", "" + site.lane));
            configure(base, "et.cluster.pekko.cfg", Map.of("seeds", seeds));
            configure(base, "et.gateway.cfg", Map.of("deadline.millis", DEADLINE_MILLIS));
        }
    }

    private static void configure(Path base, String file, Map<String, String> values) throws IOException {
        String text = Files.readString(HOME.resolve("etc").resolve(file));
        // As the script leaves it, which then sees that the file was changed here and nowhere else.
        Files.writeString(base.resolve(".shipped").resolve(file), text);
        for (Map.Entry<String, String> value : values.entrySet()) {
            String line = value.getKey() + " = " + value.getValue();
            text = text.replaceFirst("(?m)^" + value.getKey() + " =.*$", line);
        }
        Files.writeString(base.resolve("etc").resolve(file), text);
    }

    FaultProxy before(String container) {
        return sites.get(container).proxy;
    }

    Collection<FaultProxy> all() {
        return sites.values().stream().map(Site::proxy).toList();
    }

    private void look() {
        Set<Integer> open = new HashSet<>();
        try {
            for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                Path file = Path.of(table);
                if (Files.exists(file)) {
                    for (String line : Files.readAllLines(file)) {
                        var matcher = LISTENS.matcher(line);
                        if (matcher.find()) {
                            open.add(Integer.parseInt(matcher.group(1), 16));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Site site : sites.values()) {
            Set<Integer> ports = site.ports();
            ports.retainAll(open);
            site.proxy.follow(ports);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}

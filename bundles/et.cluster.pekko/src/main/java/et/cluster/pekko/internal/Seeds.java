package et.cluster.pekko.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * The containers that one that starts asks for the cluster, as {@code host:port}. The first of them begins a cluster when there is none; with
 * one that it only did not hear of, there would be two, which never meet. So it waits long for the answer of whoever may be there,
 * and not at all for an address where nobody listens.
 */
record Seeds(List<String> addresses) {

    private static final Pattern ADDRESS = Pattern.compile("\\S+:\\d{1,5}");

    /** How long a connection may take; who does not answer may be there all the same. */
    private static final int CONNECT_MILLIS = 1000;

    /** A forwarder of connections that has nobody behind it takes them, and ends them at once. */
    private static final int END_MILLIS = 300;

    static Seeds parse(String list) {
        List<String> seeds = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            String seed = word.strip();
            if (ADDRESS.matcher(seed).matches()) {
                seeds.add(seed);
            } else if (!seed.isEmpty()) {
                throw new IllegalArgumentException(
                        "et.cluster.pekko seeds: '" + seed + "' (expected: host:port, host:port, ...)");
            }
        }
        return new Seeds(List.copyOf(seeds));
    }

    /** Whether the container at this address begins a cluster if it finds none. */
    boolean foundedBy(String me) {
        return addresses.isEmpty() || addresses.get(0).equals(me);
    }

    /** Whom the container at {@code me} has to ask, with the addresses of others that it knows from before. */
    List<String> toAsk(String me, List<String> known) throws InterruptedException {
        List<String> all = new ArrayList<>(addresses);
        if (all.isEmpty()) {
            all.add(me);
        }
        all.addAll(known);
        if (!foundedBy(me)) {
            return all;
        }
        Map<String, Future<Boolean>> looks = new LinkedHashMap<>();
        ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, "et-cluster seeds"));
        try {
            all.stream()
                    .filter(seed -> !seed.equals(me))
                    .forEach(seed -> looks.put(seed, threads.submit(() -> maybeThere(seed, END_MILLIS))));
            List<String> there = new ArrayList<>(List.of(me));
            for (Map.Entry<String, Future<Boolean>> look : looks.entrySet()) {
                if (look.getValue().get()) {
                    there.add(look.getKey());
                }
            }
            return there;
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * False when it is certain that nobody listens there.
     *
     * @param endMillis who has not ended the connection after so long may be there
     */
    static boolean maybeThere(String seed, int endMillis) {
        int colon = seed.lastIndexOf(':');
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(seed.substring(0, colon), Integer.parseInt(seed.substring(colon + 1))),
                    CONNECT_MILLIS);
            socket.setSoTimeout(endMillis);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}

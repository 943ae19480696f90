package et.cluster.pekko.internal;

import et.cluster.ShardHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** What all hosts of a test share: the epochs, who has a shard open, and what went wrong. */
final class Store {

    private final Map<Integer, Set<String>> open = new HashMap<>();
    private final List<String> wrongs = new ArrayList<>();
    private final Map<String, IntConsumer> fenced = new HashMap<>();
    private long epoch;
    private int transactions;

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    synchronized int transactions() {
        return transactions;
    }

    synchronized Set<Integer> openAt(String host) {
        Set<Integer> shards = new TreeSet<>();
        open.forEach((shard, hosts) -> {
            if (hosts.contains(host)) {
                shards.add(shard);
            }
        });
        return shards;
    }

    /** The store refuses a write of that host, which closes the shard. */
    void fence(int shard, String host) {
        IntConsumer told;
        synchronized (this) {
            close(shard, host);
            told = fenced.get(host);
        }
        told.accept(shard);
    }

    ShardHost host(String name) {
        return new Host(name);
    }

    private synchronized Map<Integer, Long> raise(Collection<Integer> shards, String host) {
        for (Integer shard : shards) {
            Set<String> hosts = open.computeIfAbsent(shard, key -> new HashSet<>());
            if (!hosts.isEmpty()) {
                wrongs.add("shard " + shard + " opened at " + host + " while open at " + hosts);
            }
            hosts.add(host);
        }
        transactions++;
        // The monotonic clock of the machine: epochs grow over processes.
        epoch = Math.max(epoch + 1, System.nanoTime());
        return shards.stream().collect(Collectors.toMap(shard -> shard, shard -> epoch));
    }

    private synchronized void close(int shard, String host) {
        Set<String> hosts = open.computeIfAbsent(shard, key -> new HashSet<>());
        if (!hosts.remove(host)) {
            wrongs.add("shard " + shard + " closed at " + host + " where it is not open");
        }
    }

    private synchronized void drop(String host) {
        open.values().forEach(hosts -> hosts.remove(host));
    }

    private final class Host implements ShardHost {
        private final String name;

        private Host(String name) {
            this.name = name;
        }

        @Override
        public int lanes() {
            return 2;
        }

        @Override
        public CompletionStage<Map<Integer, Long>> open(Collection<Integer> shards) {
            return CompletableFuture.supplyAsync(() -> raise(shards, name), later());
        }

        @Override
        public CompletionStage<Void> close(int shard) {
            return CompletableFuture.runAsync(() -> Store.this.close(shard, name), later());
        }

        @Override
        public void abandon() {
            drop(name);
        }

        @Override
        public void onFenced(IntConsumer shard) {
            synchronized (Store.this) {
                fenced.put(name, shard);
            }
        }

        /** About what a small transaction takes. */
        private static Executor later() {
            return CompletableFuture.delayedExecutor(4, TimeUnit.MILLISECONDS);
        }
    }
}

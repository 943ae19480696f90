package et.itests.process;

import et.client.EtClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import trouble.Behave;
import trouble.Done;

/** Asks some actors again and again, each one thing at a time, and counts what they have answered. */
final class Pump implements AutoCloseable {

    private static final int ACTORS = 40;
    private static final long PATIENCE_SECONDS = 60;

    private final EtClient client;
    private final List<Thread> askers = new ArrayList<>();
    private final Map<String, AtomicInteger> answered = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failed = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean over;

    /** @param name actors' names begin with it */
    Pump(EtClient client, String name) {
        this.client = client;
        for (int i = 0; i < ACTORS; i++) {
            String actor = name + "-" + i;
            answered.put(actor, new AtomicInteger());
        }
        answered.keySet().forEach(actor -> {
            Thread asker = new Thread(() -> ask(actor), "asks " + actor);
            asker.setDaemon(true);
            asker.start();
            askers.add(asker);
        });
    }

    private void ask(String actor) {
        while (!over) {
            try {
                once(actor).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                answered.get(actor).incrementAndGet();
            } catch (InterruptedException e) {
                return;
            } catch (Exception refused) {
                failed.computeIfAbsent(actor, none -> new AtomicInteger()).incrementAndGet();
            }
        }
    }

    private CompletableFuture<Done> once(String actor) {
        Behave order = Behave.newBuilder().setNumber(number.incrementAndGet()).build();
        return client.request("trouble", actor, order, Done.parser()).toCompletableFuture();
    }

    int answers() {
        return answered.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Actors of which at least one order failed. */
    int touched() {
        return failed.size();
    }

    /** Ends, and returns the actors whose state is not what their answers say, with both. */
    Map<String, String> wrong() throws Exception {
        close();
        Map<String, String> wrong = new HashMap<>();
        for (String actor : new TreeSet<>(answered.keySet())) {
            int expected = answered.get(actor).get() + 1;
            int handled = once(actor).get(PATIENCE_SECONDS, TimeUnit.SECONDS).getHandled();
            if (handled != expected) {
                wrong.put(actor, handled + " instead of " + expected);
            }
        }
        return wrong;
    }

    @Override
    public void close() {
        over = true;
        for (Thread asker : askers) {
            try {
                asker.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

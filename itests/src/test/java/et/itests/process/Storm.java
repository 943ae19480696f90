package et.itests.process;

import et.itests.process.FaultProxy.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets a schedule happen to a cluster, and takes everything back at its end. */
final class Storm implements AutoCloseable {

    private static final long RETURN_SECONDS = 300;

    /** A container was killed, and was there again at {@code back}. */
    record Absence(String container, Instant killed, Instant back) {}

    private record Moment(long at, Fault fault, boolean begins) {}

    private final Tiers tiers;
    private final Network network;
    private final List<String> containers;

    /** Starts take seconds, commands up to one: the schedule does not wait for them. */
    private final ExecutorService starter = Executors.newSingleThreadExecutor();

    private final ExecutorService operator = Executors.newSingleThreadExecutor();
    private final ExecutorService newcomer = Executors.newSingleThreadExecutor();

    /** Containers at whose console nobody answers. */
    private final Set<String> dumb = new HashSet<>();

    private final Set<String> standing = new HashSet<>();
    private final Set<String> drained = new HashSet<>();
    private final List<Absence> absences = new ArrayList<>();
    private Future<?> returning = CompletableFuture.completedFuture(null);
    private Future<?> further = CompletableFuture.completedFuture(null);
    private Future<?> command = CompletableFuture.completedFuture(null);
    private Instant killed = Instant.EPOCH;

    Storm(Tiers tiers, Network network, List<String> containers) {
        this.tiers = tiers;
        this.network = network;
        this.containers = containers;
    }

    /** Returns when all faults have begun and ended; containers may still be starting. */
    void rage(Schedule schedule) throws Exception {
        List<Moment> moments = new ArrayList<>();
        for (Fault fault : schedule.faults()) {
            moments.add(new Moment(fault.at(), fault, true));
            if (fault.length() > 0) {
                moments.add(new Moment(fault.end(), fault, false));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        long begin = System.nanoTime();
        for (Moment moment : moments) {
            // The one place where it is about times: a schedule has them.
            TimeUnit.NANOSECONDS.sleep(begin + TimeUnit.MILLISECONDS.toNanos(moment.at) - System.nanoTime());
            if (moment.begins && moment.fault.kind().harsh) {
                long before = System.nanoTime();
                awaitReturn();
                begin += System.nanoTime() - before;
            }
            if (moment.begins) {
                begin(moment.fault);
            } else {
                end(moment.fault);
            }
        }
    }

    private void begin(Fault fault) throws Exception {
        String container = fault.container();
        FaultProxy proxy = network.before(container);
        switch (fault.kind()) {
            case KILL -> {
                dumb.add(container);
                killed = Instant.now();
                tiers.kill(container);
            }
            case STOP -> {
                dumb.add(container);
                standing.add(container);
                tiers.signal(container, "STOP");
            }
            case DEAF -> proxy.fallSilent(Way.IN);
            case MUTE -> proxy.fallSilent(Way.OUT);
            case CUT -> proxy.cut();
            case DELAY -> proxy.delay(fault.delay());
            case DRAIN -> {
                drained.add(container);
                command("et:drain " + container);
            }
            case JOIN -> further = newcomer.submit(() -> start(container));
        }
    }

    private void end(Fault fault) throws Exception {
        String container = fault.container();
        FaultProxy proxy = network.before(container);
        switch (fault.kind()) {
            case KILL -> startAgain(container);
            case STOP -> wake(container);
            case DEAF -> proxy.speak(Way.IN);
            case MUTE -> proxy.speak(Way.OUT);
            case CUT -> {}
            case DELAY -> proxy.delay(0);
            case DRAIN -> command("et:undrain " + container);
            case JOIN -> further = newcomer.submit(() -> stop(container));
        }
    }

    private Void start(String container) throws Exception {
        tiers.startAgain(container);
        return null;
    }

    private Void stop(String container) throws Exception {
        tiers.stop(container);
        return null;
    }

    private void startAgain(String container) {
        Instant since = killed;
        returning = starter.submit((Callable<Absence>) () -> {
            tiers.startAgain(container);
            return new Absence(container, since, Instant.now());
        });
    }

    private void wake(String container) throws Exception {
        tiers.signal(container, "CONT");
        standing.remove(container);
        dumb.remove(container);
    }

    private void awaitReturn() throws Exception {
        if (returning.get(RETURN_SECONDS, TimeUnit.SECONDS) instanceof Absence absence) {
            absences.add(absence);
            dumb.remove(absence.container);
        }
        returning = CompletableFuture.completedFuture(null);
    }

    /** Whether it comes through is up to the weather: {@link #calm} sees to it that nobody stays drained. */
    private void command(String text) {
        String where = containers.stream()
                .filter(container -> !dumb.contains(container))
                .findFirst()
                .orElseThrow();
        command = operator.submit(() -> comesThrough(where, text));
    }

    private boolean comesThrough(String where, String text) {
        try {
            tiers.console(where, text);
            return true;
        } catch (Exception | AssertionError e) {
            System.out.printf("%s at %s did not come through: %s%n", text, where, e.getMessage());
            return false;
        }
    }

    /** Takes back what is left, and returns who was killed meanwhile. */
    List<Absence> calm() throws Exception {
        network.all().forEach(FaultProxy::heal);
        for (String container : List.copyOf(standing)) {
            wake(container);
        }
        awaitReturn();
        further.get(2 * RETURN_SECONDS, TimeUnit.SECONDS);
        command.get(RETURN_SECONDS, TimeUnit.SECONDS);
        for (String container : drained) {
            // One that was taken out while it stood still comes back by itself, draining as before.
            Wait.until(
                    container + " is not drained any more",
                    Duration.ofSeconds(RETURN_SECONDS),
                    () -> comesThrough(containers.get(0), "et:undrain " + container));
        }
        drained.clear();
        List<Absence> these = List.copyOf(absences);
        absences.clear();
        return these;
    }

    @Override
    public void close() {
        starter.shutdownNow();
        operator.shutdownNow();
        newcomer.shutdownNow();
    }
}

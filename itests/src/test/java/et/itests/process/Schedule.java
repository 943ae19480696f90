package et.itests.process;

import et.itests.process.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What goes wrong, and when: the same for the same seed. One container at a time is taken away from the others, so that what is left is a majority
 * and has a logic container; what does not take one away comes at any time.
 */
record Schedule(long seed, List<Fault> faults) {

    /** Of those, the more often named come more often. */
    private static final List<Kind> KINDS = List.of(
            Kind.KILL,
            Kind.KILL,
            Kind.STOP,
            Kind.STOP,
            Kind.DEAF,
            Kind.MUTE,
            Kind.CUT,
            Kind.CUT,
            Kind.DELAY,
            Kind.DRAIN);

    /** After a harsh fault is over, until others have noticed what there is to notice: detection, and joining again. */
    private static final long REST = 5_000;

    /** Clients take a gateway that sleeps for long for gone. */
    private static final long GATEWAY_SLEEP = 15_000;

    /** Of one in three schedules: a start takes as long as a schedule does. */
    private static final int JOINS = 3;

    /**
     * @param further who joins; the others are there from the beginning
     * @param length within which faults begin; longer ones go on after it
     * @param longest how long a container sleeps at most
     */
    static Schedule of(long seed, List<String> containers, String further, Duration length, Duration longest) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> faults = new ArrayList<>();
        Map<String, Long> busy = new HashMap<>();
        long harshFrom = 0;
        for (long at = random.nextLong(500, 2_500); at < length.toMillis(); at += random.nextLong(200, 3_000)) {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            String container = containers.get(random.nextInt(containers.size()));
            Fault fault = fault(random, kind, container, at, longest.toMillis());
            // Two of a kind would be taken back by the first one's end; one drain leaves somewhere to go.
            String place = kind == Kind.DRAIN ? "drain" : kind + container;
            boolean possible = kind != Kind.DRAIN || container.startsWith("logic");
            if (!possible || busy.getOrDefault(place, 0L) > at || (kind.harsh && harshFrom > at)) {
                continue;
            }
            faults.add(fault);
            busy.put(place, fault.end());
            if (kind.harsh) {
                harshFrom = fault.end() + REST;
            }
        }
        if (random.nextInt(JOINS) == 0) {
            faults.add(new Fault(
                    Kind.JOIN, further, random.nextLong(length.toMillis()), random.nextLong(15_000, 30_000), 0));
            faults.sort(Comparator.comparingLong(Fault::at));
        }
        return new Schedule(seed, List.copyOf(faults));
    }

    private static Fault fault(SplittableRandom random, Kind kind, String container, long at, long longest) {
        long sleep = container.startsWith("gateway") ? Math.min(longest, GATEWAY_SLEEP) : longest;
        long length = switch (kind) {
            case KILL -> random.nextLong(500, 4_000);
            case STOP -> random.nextLong(5_000, sleep + 1);
            // Shorter and longer than it takes to be taken out: pause.millis + stable.millis are 3.5 s.
            case DEAF, MUTE -> random.nextLong(1_000, 8_000);
            case CUT -> 0;
            case DELAY -> random.nextLong(1_000, 6_000);
            case DRAIN -> random.nextLong(2_000, 8_000);
            case JOIN -> throw new IllegalArgumentException("not of those that come at any time");
        };
        return new Fault(kind, container, at, length, kind == Kind.DELAY ? random.nextInt(20, 201) : 0);
    }

    /** From the beginning until everything is taken back. */
    Duration length() {
        return Duration.ofMillis(faults.stream().mapToLong(Fault::end).max().orElse(0));
    }
}

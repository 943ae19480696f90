package et.actor.core;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The figures of every version of every type since the container started, whether or not it still is there. */
final class Tallies {

    private final int lanes;
    private final Map<String, Tally[]> byLabel = new ConcurrentSkipListMap<>();

    Tallies(int lanes) {
        this.lanes = lanes;
    }

    Tally[] of(TypeEntry.Identity identity) {
        return byLabel.computeIfAbsent(
                identity.label(),
                none -> Stream.generate(Tally::new).limit(lanes).toArray(Tally[]::new));
    }

    Map<String, Tally[]> all() {
        return byLabel;
    }
}

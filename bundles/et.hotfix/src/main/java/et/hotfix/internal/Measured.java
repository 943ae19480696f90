package et.hotfix.internal;

import et.actor.Logics;
import et.actor.Times;
import et.hotfix.Comparison;
import et.proto.hotfix.Compared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What one version of a type did in a canary: in one container, or in all together. */
record Measured(
        String type,
        String version,
        boolean tried,
        long messages,
        long errors,
        long slow,
        int cutOff,
        long parked,
        long ended,
        long allocated,
        Times times,
        int actors,
        int joined) {

    /** The two versions of a type. */
    record Pair(Measured old, Measured tried) {}

    /** What the lanes of this container measured. */
    static Measured of(Logics.Figures figures, Collection<Logics.Census> counted) {
        int actors = 0;
        int joined = 0;
        for (Logics.Census census : counted) {
            if (census.type().equals(figures.type()) && census.version().equals(figures.version())) {
                actors += census.actors();
                joined += census.sessions();
            }
        }
        return new Measured(
                figures.type(),
                figures.version(),
                figures.tried(),
                figures.messages(),
                figures.errors(),
                figures.slow(),
                figures.cutOff(),
                figures.parked(),
                figures.ended(),
                figures.allocated(),
                figures.times(),
                actors,
                joined);
    }

    static Measured of(Compared compared) {
        long[] counts = new long[Times.BUCKETS];
        for (int bucket = 0; bucket < Math.min(counts.length, compared.getTimesCount()); bucket++) {
            counts[bucket] = compared.getTimes(bucket);
        }
        return new Measured(
                compared.getType(),
                compared.getVersion(),
                compared.getTried(),
                compared.getMessages(),
                compared.getErrors(),
                compared.getSlow(),
                compared.getCutOff(),
                compared.getParked(),
                compared.getEnded(),
                compared.getAllocated(),
                new Times(counts),
                compared.getActors(),
                compared.getJoined());
    }

    Compared written() {
        Compared.Builder compared = Compared.newBuilder()
                .setType(type)
                .setVersion(version)
                .setTried(tried)
                .setMessages(messages)
                .setErrors(errors)
                .setSlow(slow)
                .setCutOff(cutOff)
                .setParked(parked)
                .setEnded(ended)
                .setAllocated(allocated)
                .setActors(actors)
                .setJoined(joined);
        int used = Times.BUCKETS;
        while (used > 0 && times.counts()[used - 1] == 0) {
            used--;
        }
        for (int bucket = 0; bucket < used; bucket++) {
            compared.addTimes(times.counts()[bucket]);
        }
        return compared.build();
    }

    /** Those of all containers, added up by type and version; the old version of a type comes first. */
    static List<Measured> sum(Collection<Measured> parts) {
        Map<String, Measured> sums = new TreeMap<>();
        for (Measured part : parts) {
            sums.merge(part.type + " " + part.tried, part, Measured::plus);
        }
        return List.copyOf(sums.values());
    }

    /** Types of which both versions have been seen. */
    static List<Pair> pairs(List<Measured> sums) {
        List<Pair> pairs = new ArrayList<>();
        for (int at = 0; at + 1 < sums.size(); at++) {
            Measured old = sums.get(at);
            Measured tried = sums.get(at + 1);
            if (old.type.equals(tried.type)) {
                pairs.add(new Pair(old, tried));
            }
        }
        return pairs;
    }

    private Measured plus(Measured more) {
        return combined(more, 1);
    }

    /** What was done since an earlier reading. */
    Measured since(Measured before) {
        return combined(before, -1);
    }

    private Measured combined(Measured other, int sign) {
        return new Measured(
                type,
                version,
                tried,
                messages + sign * other.messages,
                errors + sign * other.errors,
                slow + sign * other.slow,
                cutOff + sign * other.cutOff,
                parked + sign * other.parked,
                ended + sign * other.ended,
                allocated + sign * other.allocated,
                sign > 0 ? times.plus(other.times) : times.minus(other.times),
                actors + sign * other.actors,
                joined + sign * other.joined);
    }

    long micros(double share) {
        return TimeUnit.NANOSECONDS.toMicros(times.percentile(share));
    }

    long bytesEach() {
        return messages == 0 ? 0 : allocated / messages;
    }

    Comparison.Side side() {
        return new Comparison.Side(
                type,
                version,
                tried,
                actors,
                messages,
                errors,
                slow,
                cutOff,
                parked,
                micros(0.5),
                micros(0.99),
                bytesEach(),
                joined,
                ended);
    }
}

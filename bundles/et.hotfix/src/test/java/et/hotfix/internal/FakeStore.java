package et.hotfix.internal;

import et.persistence.AuditStore;
import et.persistence.HotfixStore;
import et.persistence.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records in memory; may be told to be away. */
final class FakeStore implements HotfixStore, AuditStore {

    /** Written by all containers at once. */
    final List<Entry> entries = new CopyOnWriteArrayList<>();

    private final List<Hotfix> records = new ArrayList<>();
    private final Map<Long, Map<String, Step>> steps = new HashMap<>();
    private final Map<String, byte[]> bytes = new HashMap<>();

    /** Phases whose recording fails. */
    final List<Phase> refuses = new CopyOnWriteArrayList<>();

    private String holder = "";
    private String doing = "";
    private long changes;
    private long numbers;

    @Override
    public synchronized Hotfix begin(Hotfix h, byte[] content) {
        refuse(h.phase());
        var numbered = new Hotfix(
                ++numbers,
                h.bundle(),
                h.from(),
                h.to(),
                h.digest(),
                h.phase(),
                h.who(),
                h.started(),
                h.changed(),
                h.receipt(),
                h.canary());
        records.add(numbered);
        bytes.put(h.digest(), content);
        changes++;
        return numbered;
    }

    @Override
    public synchronized boolean advance(long number, Phase from, Phase to, String receipt) {
        refuse(to);
        if (records.stream().noneMatch(h -> h.number() == number && h.phase() == from)) {
            return false;
        }
        replace(number, to, receipt);
        changes++;
        return true;
    }

    @Override
    public synchronized void receipt(long number, String receipt) {
        records.stream()
                .filter(h -> h.number() == number)
                .map(Hotfix::phase)
                .findFirst()
                .ifPresent(phase -> replace(number, phase, receipt));
    }

    @Override
    public synchronized boolean widen(long number, String from, String to) {
        if (records.stream()
                .noneMatch(h -> h.number() == number
                        && h.phase() == Phase.CANARY
                        && h.canary().equals(from))) {
            return false;
        }
        records.replaceAll(h -> h.number() != number
                ? h
                : new Hotfix(
                        number,
                        h.bundle(),
                        h.from(),
                        h.to(),
                        h.digest(),
                        h.phase(),
                        h.who(),
                        h.started(),
                        Instant.now(),
                        h.receipt(),
                        to));
        changes++;
        return true;
    }

    private void replace(long number, Phase phase, String receipt) {
        records.replaceAll(h -> h.number() != number
                ? h
                : new Hotfix(
                        number,
                        h.bundle(),
                        h.from(),
                        h.to(),
                        h.digest(),
                        phase,
                        h.who(),
                        h.started(),
                        Instant.now(),
                        receipt,
                        h.canary()));
    }

    @Override
    public synchronized void forget(long number) {
        records.removeIf(h -> h.number() == number && h.phase() == Phase.PLANNED);
        changes++;
    }

    @Override
    public synchronized Optional<Hotfix> latest(String bundle) {
        return history(Integer.MAX_VALUE).stream()
                .filter(h -> h.bundle().equals(bundle) && h.phase() != Phase.FAILED && h.phase() != Phase.ROLLED_BACK)
                .findFirst();
    }

    @Override
    public synchronized List<Hotfix> standing() {
        return List.copyOf(records);
    }

    @Override
    public synchronized List<Hotfix> history(int limit) {
        List<Hotfix> newest = new ArrayList<>(records);
        newest.removeIf(h -> h.phase() == Phase.PLANNED);
        Collections.reverse(newest);
        return newest.subList(0, Math.min(limit, newest.size()));
    }

    @Override
    public synchronized long changes() {
        return changes;
    }

    @Override
    public synchronized void done(long number, Step step) {
        steps.computeIfAbsent(number, none -> new TreeMap<>()).put(step.container(), step);
    }

    @Override
    public synchronized List<Step> steps(long number) {
        return List.copyOf(steps.getOrDefault(number, Map.of()).values());
    }

    @Override
    public synchronized Optional<byte[]> bytes(String digest) {
        return Optional.ofNullable(bytes.get(digest));
    }

    @Override
    public void tidy() {}

    @Override
    public synchronized Optional<String> take(String who, String what, Duration lease) {
        if (!holder.isEmpty() && !holder.equals(who)) {
            return Optional.of(doing);
        }
        holder = who;
        doing = what;
        return Optional.empty();
    }

    @Override
    public synchronized void release(String who) {
        if (holder.equals(who)) {
            holder = "";
        }
    }

    @Override
    public synchronized Optional<String> holder() {
        return holder.isEmpty() ? Optional.empty() : Optional.of(holder);
    }

    @Override
    public synchronized void append(Entry entry) {
        entries.add(entry);
    }

    private void refuse(Phase phase) {
        if (refuses.contains(phase)) {
            throw new StoreException("the database is away", null, false);
        }
    }
}

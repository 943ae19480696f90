package et.hotfix.internal;

import et.persistence.AuditStore;
import et.persistence.HotfixStore;
import et.persistence.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Records in memory; may be told to be away. */
final class FakeStore implements HotfixStore, AuditStore {

    final List<Entry> entries = new ArrayList<>();
    private final List<Hotfix> records = new ArrayList<>();
    /** Phases whose recording fails. */
    final List<Phase> refuses = new ArrayList<>();

    @Override
    public synchronized Hotfix begin(Hotfix h) {
        refuse(h.phase());
        var numbered = new Hotfix(
                records.size() + 1,
                h.bundle(),
                h.from(),
                h.to(),
                h.digest(),
                h.phase(),
                h.who(),
                h.started(),
                h.changed(),
                h.receipt());
        records.add(numbered);
        return numbered;
    }

    @Override
    public synchronized void advance(long number, Phase phase, String receipt) {
        refuse(phase);
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
                        receipt));
    }

    @Override
    public synchronized Optional<Hotfix> latest(String bundle) {
        return history(Integer.MAX_VALUE).stream()
                .filter(h -> h.bundle().equals(bundle) && h.phase() != Phase.FAILED && h.phase() != Phase.ROLLED_BACK)
                .findFirst();
    }

    @Override
    public synchronized List<Hotfix> history(int limit) {
        List<Hotfix> newest = new ArrayList<>(records);
        Collections.reverse(newest);
        return newest.subList(0, Math.min(limit, newest.size()));
    }

    @Override
    public synchronized void append(Entry entry) {
        entries.add(entry);
    }

    @Override
    public synchronized List<Entry> latest(int limit) {
        return List.copyOf(entries);
    }

    private void refuse(Phase phase) {
        if (refuses.contains(phase)) {
            throw new StoreException("the database is away", null, false);
        }
    }
}

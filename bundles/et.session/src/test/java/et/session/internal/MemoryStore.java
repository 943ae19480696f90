package et.session.internal;

import et.persistence.AccountStore;
import et.persistence.AuditStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Both stores in memory, with what the database promises. */
final class MemoryStore implements AccountStore, AuditStore {

    final Map<String, Account> accounts = new HashMap<>();
    final Map<Long, Session> sessions = new HashMap<>();
    final List<Entry> entries = new ArrayList<>();
    int swept;

    private final Map<String, Session> used = new HashMap<>();

    @Override
    public synchronized Optional<Account> find(Way way, String key) {
        return Optional.ofNullable(accounts.get(way + key));
    }

    @Override
    public synchronized Optional<Account> create(Way way, String key, String secret) {
        Account account = new Account("p" + accounts.size(), way, key, secret, false, Instant.EPOCH);
        return accounts.putIfAbsent(way + key, account) == null ? Optional.of(account) : Optional.empty();
    }

    @Override
    public synchronized void secret(String player, String secret) {
        accounts.replaceAll((key, account) -> account.player().equals(player)
                ? new Account(player, account.way(), account.key(), secret, account.blocked(), account.created())
                : account);
    }

    @Override
    public synchronized void block(String player, boolean blocked) {
        accounts.replaceAll((key, account) -> account.player().equals(player)
                ? new Account(player, account.way(), account.key(), account.secret(), blocked, account.created())
                : account);
    }

    @Override
    public synchronized List<Long> open(Session session) {
        List<Long> others = endAll(session.player());
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IllegalStateException("session id: " + session.id() + " (expected: a new one)");
        }
        return others;
    }

    @Override
    public synchronized Optional<Session> findByToken(byte[] tokenHash) {
        return sessions.values().stream()
                .filter(session -> Arrays.equals(session.tokenHash(), tokenHash)
                        || Arrays.equals(session.nextTokenHash(), tokenHash))
                .findFirst();
    }

    @Override
    public synchronized boolean rotate(
            long id, byte[] expected, byte[] tokenHash, byte[] nextTokenHash, Instant expires) {
        Session session = sessions.get(id);
        if (session == null || !Arrays.equals(session.tokenHash(), expected)) {
            return false;
        }
        Session rotated = new Session(id, session.player(), tokenHash, nextTokenHash, session.created(), expires);
        sessions.put(id, rotated);
        used.put(HexFormat.of().formatHex(session.tokenHash()), session);
        used.put(HexFormat.of().formatHex(session.nextTokenHash()), session);
        used.remove(HexFormat.of().formatHex(tokenHash));
        used.remove(HexFormat.of().formatHex(nextTokenHash));
        return true;
    }

    @Override
    public synchronized Optional<Session> findByUsedToken(byte[] tokenHash) {
        return Optional.ofNullable(used.get(HexFormat.of().formatHex(tokenHash)));
    }

    @Override
    public synchronized void touch(long id, Instant expires) {
        sessions.computeIfPresent(
                id,
                (key, session) -> new Session(
                        id,
                        session.player(),
                        session.tokenHash(),
                        session.nextTokenHash(),
                        session.created(),
                        expires));
    }

    @Override
    public synchronized boolean end(long id) {
        Session ended = sessions.remove(id);
        if (ended != null) {
            used.put(HexFormat.of().formatHex(ended.tokenHash()), ended);
        }
        return ended != null;
    }

    @Override
    public synchronized List<Long> endAll(String player) {
        List<Long> all = sessions.values().stream()
                .filter(session -> session.player().equals(player))
                .map(Session::id)
                .toList();
        all.forEach(this::end);
        return all;
    }

    @Override
    public synchronized int sweep(Instant now) {
        swept++;
        int before = sessions.size();
        sessions.values().removeIf(session -> session.expires().isBefore(now));
        return before - sessions.size();
    }

    @Override
    public synchronized void append(Entry entry) {
        entries.add(entry);
    }
}

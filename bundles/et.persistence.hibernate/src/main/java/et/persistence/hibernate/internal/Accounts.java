package et.persistence.hibernate.internal;

import et.persistence.AccountStore;
import et.persistence.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Accounts and sessions as Hibernate entities. Queries are SQL that all databases understand: the first one in HQL would
 * cost the first player half a second, for the classes of its parser.
 */
@Component(service = AccountStore.class)
public final class Accounts implements AccountStore {

    /** How long an ended session is kept, so that its tokens are recognised. */
    private static final Duration KEPT_ENDED = Duration.ofDays(1);

    /** How long a replaced token of a session that lives on is recognised: a bound, so that the table stays small. */
    private static final Duration KEPT_REPLACED = Duration.ofDays(30);

    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_SECRET = 512;

    private final Database database;
    private final InstantSource clock;

    @Activate
    public Accounts(@Reference Database database) {
        this(database, InstantSource.system());
    }

    Accounts(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Account> find(Way way, String key) {
        return database.transact(
                "find an account",
                session -> session.createNativeQuery(
                                "select * from et_account where way = :way and proof_key = :key", AccountEntity.class)
                        .setParameter("way", way.name())
                        .setParameter("key", key)
                        .uniqueResultOptional()
                        .map(AccountEntity::toAccount));
    }

    @Override
    public Optional<Account> create(Way way, String key, String secret) {
        var account = new AccountEntity();
        account.way = way.name();
        account.proofKey = shorter("key", key, LONGEST_KEY);
        account.secret = shorter("secret", secret, LONGEST_SECRET);
        account.created = now();
        try {
            database.transact("create an account", session -> session.insert(account));
        } catch (StoreException failure) {
            var sql = Failures.sql(failure);
            if (sql != null && database.engine().isDuplicate(sql)) {
                return Optional.empty();
            }
            throw failure;
        }
        return Optional.of(account.toAccount());
    }

    @Override
    public void secret(String player, String secret) {
        shorter("secret", secret, LONGEST_SECRET);
        change(player, account -> account.secret = secret);
    }

    @Override
    public void block(String player, boolean blocked) {
        change(player, account -> account.blocked = blocked);
    }

    private void change(String player, Consumer<AccountEntity> change) {
        database.transact("change an account", session -> {
            var account = lock(session, player);
            change.accept(account);
            session.update(account);
            return account;
        });
    }

    @Override
    public List<Long> open(Session opened) {
        return database.transact("open a session", session -> {
            // The lock makes two logins of a player one after the other, so that only one of them stays.
            var account = lock(session, opened.player());
            var others = endAll(session, account.number);
            session.insert(entity(opened, account.number));
            return others;
        });
    }

    @Override
    public List<Long> endAll(String player) {
        return database.transact("end the sessions of a player", session -> {
            // The lock makes a login of the same moment wait, or be among what ends.
            var account = lockOrNull(session, player);
            return account == null ? List.<Long>of() : endAll(session, account.number);
        });
    }

    private List<Long> endAll(StatelessSession session, Long player) {
        var open = session.createNativeQuery(
                        "select id from et_session where player = :player and ended is null", Long.class)
                .setParameter("player", player)
                .getResultList();
        session.createNativeMutationQuery("update et_session set ended = :now where player = :player and ended is null")
                .setParameter("now", now())
                .setParameter("player", player)
                .executeUpdate();
        return List.copyOf(open);
    }

    private static SessionEntity entity(Session opened, Long player) {
        var entity = new SessionEntity();
        entity.id = opened.id();
        entity.player = player;
        entity.tokenHash = hex(opened.tokenHash());
        entity.nextTokenHash = hexOrNull(opened.nextTokenHash());
        entity.created = opened.created().truncatedTo(ChronoUnit.MICROS);
        entity.expires = opened.expires().truncatedTo(ChronoUnit.MICROS);
        return entity;
    }

    @Override
    public Optional<Session> findByToken(byte[] tokenHash) {
        var hash = hex(tokenHash);
        return database.transact(
                "find a session",
                session -> Optional.ofNullable(holder(session, hash, "and ended is null"))
                        .map(SessionEntity::toSession));
    }

    /** The session one of whose two tokens this is. Two queries, because a database uses one index for one query. */
    private static @Nullable SessionEntity holder(StatelessSession session, String hash, String condition) {
        for (var token : List.of("token_hash", "next_token_hash")) {
            var found = session.createNativeQuery(
                            "select * from et_session where " + token + " = :hash " + condition, SessionEntity.class)
                    .setParameter("hash", hash)
                    .uniqueResult();
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public boolean rotate(long id, byte[] expected, byte[] tokenHash, byte[] nextTokenHash, Instant expires) {
        return database.transact("rotate a token", session -> {
            var entity = session.get(SessionEntity.class, id, LockMode.PESSIMISTIC_WRITE);
            if (entity == null || entity.ended != null || !entity.tokenHash.equals(hex(expected))) {
                return false;
            }
            var before = new String[] {entity.tokenHash, Objects.requireNonNullElse(entity.nextTokenHash, "")};
            entity.tokenHash = hex(tokenHash);
            entity.nextTokenHash = hexOrNull(nextTokenHash);
            entity.expires = expires.truncatedTo(ChronoUnit.MICROS);
            session.update(entity);
            for (var hash : before) {
                if (!hash.isEmpty() && !entity.has(hash)) {
                    remember(session, hash, id);
                }
            }
            return true;
        });
    }

    private void remember(StatelessSession session, String hash, long id) {
        var used = new TokenEntity();
        used.hash = hash;
        used.session = id;
        used.replaced = now();
        session.upsert(used);
    }

    @Override
    public Optional<Session> findByUsedToken(byte[] tokenHash) {
        var hash = hex(tokenHash);
        return database.transact("find a used token", session -> {
            var used = session.get(TokenEntity.class, hash);
            var entity = used == null
                    ? holder(session, hash, "and ended is not null")
                    : session.get(SessionEntity.class, used.session);
            var kept = now().minus(KEPT_ENDED);
            return Optional.ofNullable(entity)
                    .filter(found -> found.ended == null || found.ended.isAfter(kept))
                    .filter(found -> found.ended != null || !found.has(hash))
                    .map(SessionEntity::toSession);
        });
    }

    @Override
    public void touch(long id, Instant expires) {
        database.transact(
                "touch a session",
                session -> session.createNativeMutationQuery(
                                "update et_session set expires = :expires where id = :id and ended is null")
                        .setParameter("expires", expires.truncatedTo(ChronoUnit.MICROS))
                        .setParameter("id", id)
                        .executeUpdate());
    }

    @Override
    public boolean end(long id) {
        return database.transact(
                "end a session",
                session -> session.createNativeMutationQuery(
                                        "update et_session set ended = :now where id = :id and ended is null")
                                .setParameter("now", now())
                                .setParameter("id", id)
                                .executeUpdate()
                        > 0);
    }

    @Override
    public int sweep(Instant now) {
        return database.transact("sweep sessions", session -> {
            int ended = session.createNativeMutationQuery(
                            "update et_session set ended = :now where ended is null and expires < :now")
                    .setParameter("now", now.truncatedTo(ChronoUnit.MICROS))
                    .executeUpdate();
            session.createNativeMutationQuery("delete from et_token where replaced < :before")
                    .setParameter("before", now.minus(KEPT_REPLACED))
                    .executeUpdate();
            // Their used tokens go with them: the database cascades.
            session.createNativeMutationQuery("delete from et_session where ended < :before")
                    .setParameter("before", now.minus(KEPT_ENDED))
                    .executeUpdate();
            return ended;
        });
    }

    private static AccountEntity lock(StatelessSession session, String player) {
        var account = lockOrNull(session, player);
        if (account == null) {
            throw new IllegalArgumentException("player " + player + ": there is no such account");
        }
        return account;
    }

    private static @Nullable AccountEntity lockOrNull(StatelessSession session, String player) {
        return player.matches("[1-9]\\d{0,17}")
                ? session.get(AccountEntity.class, Long.parseLong(player), LockMode.PESSIMISTIC_WRITE)
                : null;
    }

    /** As precise as the database, so that what is returned now equals what is read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static @Nullable String hexOrNull(byte[] hash) {
        return hash.length == 0 ? null : hex(hash);
    }

    private static String shorter(String name, String value, int longest) {
        if (value.length() > longest) {
            throw new IllegalArgumentException(
                    name + ": " + value.length() + " characters (expected: at most " + longest + ")");
        }
        return value;
    }
}

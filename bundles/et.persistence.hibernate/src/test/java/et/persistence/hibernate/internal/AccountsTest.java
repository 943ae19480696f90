package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AccountStore;
import et.persistence.AccountStore.Account;
import et.persistence.AccountStore.Session;
import et.persistence.AccountStore.Way;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccountsTest {

    private static final AtomicLong NUMBERS = new AtomicLong(1);

    @TempDir
    static Path folder;

    private static Database database;

    private Instant now = Instant.parse("2026-11-22T12:00:00.123456Z");
    private final AccountStore store = new Accounts(database, () -> now);

    @BeforeAll
    static void open() {
        database = Databases.open(folder);
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void givesPlayersGrowingDecimalIds() {
        var first = account();
        var second = account();
        assertThat(Long.parseLong(second.player())).isGreaterThan(Long.parseLong(first.player()));
        assertThat(store.find(Way.PASSWORD, first.key())).contains(first);
    }

    @Test
    void givesAKeyOnlyOnceAndEachWayItsOwn() {
        var name = "name" + NUMBERS.getAndIncrement();
        assertThat(store.create(Way.PASSWORD, name, "s")).isPresent();
        assertThat(store.create(Way.PASSWORD, name, "t")).isEmpty();
        assertThat(store.create(Way.DEVICE, name, "")).isPresent();
        assertThat(store.find(Way.PASSWORD, name))
                .get()
                .extracting(Account::secret)
                .isEqualTo("s");
        assertThat(store.find(Way.PASSWORD, name.toUpperCase(Locale.ROOT))).isEmpty();
        assertThat(store.find(Way.PASSWORD, "nobody")).isEmpty();
    }

    @Test
    void givesAKeyToOneOfManyWhoWantItAtOnce() throws Exception {
        var name = "wanted" + NUMBERS.getAndIncrement();
        var created = Collections.synchronizedList(new ArrayList<Boolean>());
        inParallel(3, () -> created.add(store.create(Way.PASSWORD, name, "s").isPresent()));
        assertThat(created).containsExactlyInAnyOrder(true, false, false);
    }

    @Test
    void changesSecretAndBlock() {
        var account = account();
        store.secret(account.player(), "new");
        store.block(account.player(), true);
        assertThat(store.find(Way.PASSWORD, account.key())).get().satisfies(found -> {
            assertThat(found.secret()).isEqualTo("new");
            assertThat(found.blocked()).isTrue();
        });
        assertThatThrownBy(() -> store.block("999999", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("player 999999: there is no such account");
        assertThatThrownBy(() -> store.block("1 OR 1=1", true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAKeyThatIsTooLong() {
        assertThatThrownBy(() -> store.create(Way.PASSWORD, "n".repeat(256), "s"))
                .hasMessage("key: 256 characters (expected: at most 255)");
        assertThat(store.find(Way.PASSWORD, "n".repeat(100_000))).isEmpty();
    }

    @Test
    void findsASessionByEitherToken() {
        var opened = session(account(), 1, 2);
        store.open(opened);
        assertSame(store.findByToken(hash(1, opened)).orElseThrow(), opened);
        assertSame(store.findByToken(hash(2, opened)).orElseThrow(), opened);
        assertThat(store.findByToken(hash(3, opened))).isEmpty();
        assertThat(store.findByToken(new byte[0])).isEmpty();
        assertThat(store.findByUsedToken(hash(1, opened))).isEmpty();
    }

    @Test
    void endsOtherSessionsOfThePlayerWhenOneIsOpened() {
        var account = account();
        var other = session(account(), 1, 0);
        var first = session(account, 1, 0);
        var second = session(account, 1, 0);
        store.open(other);
        assertThat(store.open(first)).isEmpty();
        assertThat(store.open(second)).containsExactly(first.id());
        assertThat(store.findByToken(first.tokenHash())).isEmpty();
        assertThat(store.findByToken(second.tokenHash())).isPresent();
        assertThat(store.findByToken(other.tokenHash())).isPresent();
    }

    @Test
    void endsAllSessionsOfAPlayer() {
        var account = account();
        var other = session(account(), 1, 0);
        var first = session(account, 1, 0);
        store.open(other);
        store.open(first);
        assertThat(store.endAll(account.player())).containsExactly(first.id());
        assertThat(store.findByToken(first.tokenHash())).isEmpty();
        assertThat(store.findByToken(other.tokenHash())).isPresent();
        assertThat(store.endAll(account.player())).isEmpty();
        assertThat(store.endAll("nobody")).isEmpty();
        assertThat(store.endAll("999999")).isEmpty();
    }

    @Test
    void leavesOneSessionOfManyThatAreOpenedAtOnce() throws Exception {
        var account = account();
        var opened = Collections.synchronizedList(new ArrayList<Session>());
        inParallel(3, () -> {
            var session = session(account, 1, 0);
            opened.add(session);
            store.open(session);
        });
        assertThat(opened.stream()
                        .filter(session ->
                                store.findByToken(session.tokenHash()).isPresent()))
                .hasSize(1);
    }

    @Test
    void rotatesTokensAndKnowsTheUsedOnes() {
        var opened = session(account(), 1, 0);
        store.open(opened);
        assertThat(store.rotate(opened.id(), hash(1, opened), hash(1, opened), hash(2, opened), opened.expires()))
                .isTrue();
        assertThat(store.findByUsedToken(hash(1, opened))).isEmpty();
        assertThat(store.rotate(opened.id(), hash(1, opened), hash(2, opened), new byte[0], opened.expires()))
                .isTrue();
        assertThat(store.rotate(opened.id(), hash(2, opened), hash(3, opened), hash(4, opened), opened.expires()))
                .isTrue();

        assertThat(store.findByToken(hash(3, opened))).isPresent();
        assertThat(store.findByToken(hash(1, opened))).isEmpty();
        for (int used : List.of(1, 2)) {
            assertThat(store.findByUsedToken(hash(used, opened)))
                    .as("token " + used)
                    .get()
                    .extracting(Session::id)
                    .isEqualTo(opened.id());
        }
        assertThat(store.findByUsedToken(hash(3, opened))).isEmpty();
        assertThat(store.findByUsedToken(hash(4, opened))).isEmpty();
        assertThat(store.findByUsedToken(hash(9, opened))).isEmpty();
    }

    @Test
    void rotatesOnlyFromTheExpectedToken() {
        var opened = session(account(), 1, 0);
        store.open(opened);
        assertThat(store.rotate(opened.id(), hash(9, opened), hash(2, opened), new byte[0], opened.expires()))
                .isFalse();
        assertThat(store.rotate(-1, hash(1, opened), hash(2, opened), new byte[0], opened.expires()))
                .isFalse();
        store.end(opened.id());
        assertThat(store.rotate(opened.id(), hash(1, opened), hash(2, opened), new byte[0], opened.expires()))
                .isFalse();
    }

    @Test
    void knowsAllTokensOfAnEndedSessionForADay() {
        var opened = session(account(), 1, 0);
        store.open(opened);
        store.rotate(opened.id(), hash(1, opened), hash(2, opened), hash(3, opened), opened.expires());
        assertThat(store.end(opened.id())).isTrue();
        assertThat(store.end(opened.id())).isFalse();

        for (int used : List.of(1, 2, 3)) {
            assertThat(store.findByToken(hash(used, opened))).isEmpty();
            assertThat(store.findByUsedToken(hash(used, opened)))
                    .as("token " + used)
                    .isPresent();
        }
        now = now.plus(Duration.ofDays(1)).plusSeconds(1);
        for (int used : List.of(1, 2, 3)) {
            assertThat(store.findByUsedToken(hash(used, opened)))
                    .as("token " + used)
                    .isEmpty();
        }
        store.sweep(now);
        now = now.minus(Duration.ofDays(1));
        assertThat(store.findByUsedToken(hash(1, opened)))
                .as("forgotten with its tokens")
                .isEmpty();
    }

    @Test
    void sweepsWhatExpiredAndTouchPutsThatOff() {
        var one = session(account(), 1, 0);
        var two = session(account(), 1, 0);
        store.open(one);
        store.open(two);
        store.sweep(one.expires());
        store.touch(two.id(), two.expires().plusSeconds(60));
        assertThat(store.sweep(one.expires().plusSeconds(1))).isPositive();
        assertThat(store.findByToken(one.tokenHash())).isEmpty();
        assertThat(store.findByToken(two.tokenHash()))
                .get()
                .extracting(Session::expires)
                .isEqualTo(two.expires().plusSeconds(60));
        assertThat(store.findByUsedToken(one.tokenHash())).isPresent();
    }

    @Test
    void opensNoSessionForNobody() {
        var nobody = new Session(77, "987654321", new byte[] {1}, new byte[0], now, now);
        assertThatThrownBy(() -> store.open(nobody)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsHostileNamesAsTheyAre() {
        for (var name : List.of("'; DROP TABLE et_account; --", "' OR '1'='1", "%", "_", "\\", ":way", "?", "a\0b")) {
            assertThat(store.find(Way.PASSWORD, name)).as(name).isEmpty();
            assertThat(store.create(Way.PASSWORD, name, name)).as(name).isPresent();
            assertThat(store.find(Way.PASSWORD, name))
                    .as(name)
                    .get()
                    .extracting(Account::secret)
                    .isEqualTo(name);
        }
    }

    private Account account() {
        return store.create(Way.PASSWORD, "p" + NUMBERS.getAndIncrement(), "secret")
                .orElseThrow();
    }

    private Session session(Account account, int token, int next) {
        long id = NUMBERS.getAndIncrement();
        return new Session(
                id,
                account.player(),
                hash(token, id),
                next == 0 ? new byte[0] : hash(next, id),
                now,
                now.plusSeconds(600));
    }

    private static byte[] hash(int token, Session session) {
        return hash(token, session.id());
    }

    private static byte[] hash(int token, long session) {
        var hash = new byte[32];
        hash[0] = (byte) token;
        for (int i = 0; i < 8; i++) {
            hash[i + 1] = (byte) (session >> (8 * i));
        }
        return hash;
    }

    private static void assertSame(Session found, Session expected) {
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    private static void inParallel(int count, Runnable work) throws Exception {
        var start = new CyclicBarrier(count);
        var threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception broken) {
                    throw new IllegalStateException(broken);
                }
                work.run();
            });
            threads[i].start();
        }
        for (var thread : threads) {
            thread.join();
        }
    }
}

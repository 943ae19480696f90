package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AccountStore.Session;
import et.persistence.AccountStore.Way;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.AuditStore.Entry;
import et.persistence.AuditTrail.Written;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import et.persistence.ImpactStore.Touched;
import et.persistence.Touch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts that are SQL, through each text that a store takes: each is kept as it is, finds itself and nothing else, and all that was there stays there.
 */
class InjectionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<String> TABLES = List.of(
            "et_account", "et_session", "et_token", "et_actor", "et_shard", "et_audit", "et_hotfix", "et_impact");

    @TempDir
    static Path folder;

    private static Database database;

    private final Accounts accounts = new Accounts(database);
    private final Audit audit = new Audit(database);
    private final Hotfixes hotfixes = new Hotfixes(database, () -> NOW);
    private final ActorRows actors = Databases.rows(database);
    private final ImpactRows impacts = new ImpactRows(database);
    private List<Long> before;

    static Stream<String> texts() {
        return Stream.of(
                "\\",
                "' OR '1'='1",
                "'' OR 1=1 -- ",
                "'; DROP TABLE et_actor; -- ",
                "'; DELETE FROM et_account; -- ",
                "\\'; DELETE FROM et_account; -- ",
                "\" OR \"\"=\"",
                "`; DROP TABLE et_audit; -- ",
                "x') UNION SELECT secret FROM et_account -- ",
                "1) OR (1=1",
                "%",
                "_%",
                "/*! OR 1=1 */",
                "-- ",
                "#",
                ":way",
                "?",
                "?1",
                "{fn USER()}",
                "{d '2000-01-01'}",
                "${exact}",
                "$$; DROP TABLE et_actor; $$",
                "\u02bc OR 1=1",
                "\uff07 OR 1=1 -- ",
                "0x27204f5220313d31");
    }

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

    /** Somebody else's rows, which no text may find. */
    @BeforeEach
    void others() {
        accounts.create(Way.PASSWORD, "other", "secret");
        if (actors.load("other", "other") == null) {
            long epoch = actors.raise(List.of(1), "other").get(1);
            actors.write(List.of(row("other", "other", epoch, "other/1")));
        }
        before = counts();
    }

    @AfterEach
    void nothingIsGone() {
        var after = counts();
        for (int i = 0; i < TABLES.size(); i++) {
            assertThat(after.get(i)).as(TABLES.get(i)).isGreaterThanOrEqualTo(before.get(i));
        }
        assertThat(accounts.find(Way.PASSWORD, "other").orElseThrow().secret()).isEqualTo("secret");
        assertThat(actors.load("other", "other").code()).isEqualTo("other/1");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inAccountsAndSessions(String text) {
        assertThat(accounts.find(Way.PASSWORD, text)).isEmpty();
        var made = accounts.create(Way.PASSWORD, text, text).orElseThrow();
        assertThat(accounts.create(Way.PASSWORD, text, "again")).isEmpty();
        assertThat(accounts.find(Way.PASSWORD, text)).contains(made);
        accounts.secret(made.player(), text + text);
        assertThat(accounts.find(Way.PASSWORD, text).orElseThrow().secret()).isEqualTo(text + text);
        assertThatThrownBy(() -> accounts.secret(text, "mine")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accounts.block(text, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accounts.open(new Session(1, text, new byte[32], new byte[0], NOW, NOW)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts.endAll(text)).isEmpty();
        assertThat(accounts.findByToken(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(accounts.findByUsedToken(text.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inActorsAndWhatVersionsDidToThem(String text) {
        assertThat(actors.load(text, text)).isNull();
        assertThat(actors.page(text, text, 10)).isEmpty();
        assertThat(impacts.count(text)).isZero();
        long epoch = actors.raise(List.of(1), text).get(1);
        var touch = new Touch(text, 1, text, 1000, 0, 1000, 0);
        var plain = row(text, text, epoch, text);
        actors.write(List.of(new ActorRow(
                text,
                text,
                1,
                1,
                1,
                epoch,
                plain.state(),
                plain.book(),
                plain.wakeAt(),
                text,
                List.of(touch),
                List.of())));
        assertThat(actors.load(text, text).code()).isEqualTo(text);
        assertThat(actors.load(List.of(new ActorStore.Key(text, text))).rows()).hasSize(1);
        assertThat(actors.page(text, null, 10)).hasSize(1);
        assertThat(impacts.touched(text, null, 10)).containsExactly(new Touched(text, text, touch));
        assertThat(impacts.touched(text, new Touched(text, text, touch), 10)).isEmpty();
        assertThat(impacts.count(text)).isEqualTo(1);
        assertThat(impacts.forget(Instant.EPOCH, List.of(text))).isZero();
        var sealed = new SealedRows(new Statements(10));
        List<ActorRow> behind =
                database.transactRows("test", connection -> sealed.after(connection, 0, text, text, 1000));
        assertThat(behind).noneMatch(row -> row.type().equals(text));
        boolean replaced = database.transactRows(
                "test", connection -> sealed.replace(connection, row(text, "another", epoch, text), 0, plain, 7));
        assertThat(replaced).isFalse();
        actors.delete(text, "another");
        assertThat(actors.load(text, text)).isNotNull();
        actors.delete(text, text);
        assertThat(actors.load(text, text)).isNull();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inTheAudit(String text) {
        assertThat(audit.latest(text, 10)).isEmpty();
        var entry = new Entry(NOW, text, text, text, text);
        audit.append(entry);
        assertThat(audit.latest(text, 10)).extracting(Written::entry).containsExactly(entry);
        assertThat(audit.verify().fault()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inHotfixes(String text) {
        assertThat(hotfixes.latest(text)).isEmpty();
        var given = new Hotfix(0, text, text, text, text, Phase.CANARY, text, NOW, NOW, "", text);
        var begun = hotfixes.begin(given, new byte[] {1});
        assertThat(hotfixes.latest(text)).contains(begun);
        assertThat(hotfixes.widen(begun.number(), text + text, "all")).isFalse();
        assertThat(hotfixes.widen(begun.number(), text, text + text)).isTrue();
        hotfixes.receipt(begun.number(), text);
        assertThat(hotfixes.latest(text).orElseThrow().receipt()).isEqualTo(text);
        hotfixes.done(begun.number(), new Step(text, Phase.CANARY, new byte[] {2}));
        assertThat(hotfixes.steps(begun.number())).extracting(Step::container).containsExactly(text);
        assertThat(hotfixes.bytes(text)).isPresent();
        assertThat(hotfixes.bytes(text + text)).isEmpty();
        assertThat(hotfixes.take(text, text, Duration.ofMinutes(1))).isEmpty();
        assertThat(hotfixes.holder()).contains(text);
        hotfixes.release(text + text);
        assertThat(hotfixes.holder()).contains(text);
        hotfixes.release(text);
        assertThat(hotfixes.holder()).isEmpty();
    }

    private static ActorRow row(String type, String id, long epoch, String code) {
        return new ActorRow(type, id, 1, 1, 1, epoch, new byte[] {1}, new byte[] {2}, ActorRow.NEVER, code);
    }

    private static List<Long> counts() {
        return TABLES.stream()
                .map(table -> database.transactRows("count", connection -> {
                    try (var statement = connection.createStatement();
                            var result = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                        result.next();
                        return result.getLong(1);
                    }
                }))
                .toList();
    }
}

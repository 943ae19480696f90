package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.FencedException;
import et.persistence.RowException;
import et.persistence.TableException;
import et.persistence.TableQuery;
import et.persistence.TableQuery.Condition;
import et.persistence.TableQuery.Is;
import et.persistence.TableQuery.Order;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableShape.Kind;
import et.persistence.TableStore;
import et.persistence.TableWrite;
import et.persistence.TableWrite.What;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for tables of games wherever they are. */
abstract class TableContract {

    private static final String OWNER = "my.game";

    /** Texts that somebody might send who wants to be something else than a text. */
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "'; DROP TABLE et_actor; --",
            "\" OR 1=1 --",
            "\\",
            "\\'",
            "%",
            "_",
            "!",
            "?",
            "${jndi:x}",
            "`g_game_t`",
            "\u0000",
            "\uD83D\uDE00",
            "a\u0301",
            "\u202Eabc");

    private static final TableShape SCORES = shape(
            "g_game_scores",
            List.of("player"),
            column("player", Kind.TEXT, 64),
            column("points", Kind.LONG, 0),
            optional("guild", Kind.TEXT, 32));

    private static final TableShape ALL = shape(
            "g_game_all",
            List.of("id"),
            column("id", Kind.INT, 0),
            column("yes", Kind.BOOLEAN, 0),
            column("rank", Kind.LONG, 0),
            column("share", Kind.DOUBLE, 0),
            column("order", Kind.TEXT, 4000),
            column("bytes", Kind.BYTES, 16000),
            column("at", Kind.MOMENT, 0),
            new Column("group", Kind.NAME, 0, false, false, "NONE"),
            optional("key", Kind.BOOLEAN, 0),
            optional("value", Kind.BYTES, 4));

    private ActorStore actors;
    private TableStore tables;
    private long epoch;
    private long revision;

    abstract ActorStore actors();

    abstract TableStore tables();

    @BeforeEach
    void open() {
        actors = actors();
        tables = tables();
        epoch = actors.raise(List.of(1), "test").get(1);
    }

    static Column column(String name, Kind kind, int length) {
        return new Column(name, kind, length, false, false, "");
    }

    static Column optional(String name, Kind kind, int length) {
        return new Column(name, kind, length, true, false, "");
    }

    static TableShape shape(String name, List<String> key, Column... columns) {
        return new TableShape(name, List.of(columns), key, List.of());
    }

    static TableShape with(TableShape shape, Column... more) {
        List<Column> columns = new ArrayList<>(shape.columns());
        columns.addAll(List.of(more));
        return new TableShape(shape.name(), List.copyOf(columns), shape.key(), shape.indexes());
    }

    static TableWrite write(What what, TableShape table, @Nullable Object... values) {
        return new TableWrite(what, table, Collections.unmodifiableList(Arrays.asList(values)));
    }

    /** Tables with rows of every kind, one of which has grown since it was made. */
    static void fill(TableStore tables, ActorStore actors) {
        long epoch = actors.raise(List.of(1), "games").get(1);
        tables.prepare(OWNER, List.of(ALL, SCORES));
        var grown = grown();
        tables.prepare(OWNER, List.of(grown));
        byte[] most = new byte[16000];
        Arrays.fill(most, (byte) -1);
        actors.write(List.of(row(
                "games",
                1,
                epoch,
                put(ALL, 1, true, Long.MIN_VALUE, -1.5e300, "x".repeat(4000), most, -1L, "GOLD", true, new byte[4]),
                put(ALL, Integer.MIN_VALUE, false, Long.MAX_VALUE, 1e-300, "", new byte[0], 0L, "NONE", null, null),
                put(grown, "ä€😀", 7L, null, 3L))));
    }

    /** What {@link #fill} has made is there, as its game wants it. */
    static void expectFilled(TableStore tables) {
        assertThat(tables.changes(OWNER, List.of(ALL, grown()))).isEmpty();
        assertThat(tables.find(new TableQuery(ALL, 10, List.of(), List.of(), true)))
                .hasSize(2);
        assertThat(tables.find(new TableQuery(grown(), 10, List.of(), List.of(), true)))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("player", "ä€😀").containsEntry("wins", 3L));
    }

    private static TableShape grown() {
        var more = with(SCORES, column("wins", Kind.LONG, 0));
        return new TableShape(more.name(), more.columns(), more.key(), List.of(List.of("wins", "points")));
    }

    private static TableWrite put(TableShape table, @Nullable Object... values) {
        return write(What.PUT, table, values);
    }

    private ActorRow row(String id, TableWrite... writes) {
        return row(id, ++revision, epoch, writes);
    }

    static ActorRow row(String id, long revision, long epoch, TableWrite... writes) {
        return new ActorRow(
                "a",
                id,
                1,
                1,
                revision,
                epoch,
                new byte[1],
                new byte[1],
                ActorRow.NEVER,
                "c",
                List.of(),
                List.of(writes));
    }

    private void write(TableWrite... writes) {
        actors.write(List.of(row("x", writes)));
    }

    private List<Map<String, @Nullable Object>> find(TableShape table, Condition... conditions) {
        return tables.find(new TableQuery(table, 1000, List.of(conditions), List.of(), true));
    }

    private List<@Nullable Object> players(List<Order> orders, Condition... conditions) {
        List<@Nullable Object> players = new ArrayList<>();
        tables.find(new TableQuery(SCORES, 1000, List.of(conditions), orders, false))
                .forEach(row -> players.add(row.get("player")));
        return players;
    }

    private static Condition is(TableShape table, String column, Is is, Object... values) {
        return new Condition(table.column(column).orElseThrow(), is, List.of(values));
    }

    private static Order by(String column, boolean descending) {
        return new Order(SCORES.column(column).orElseThrow(), descending);
    }

    @Test
    void everyKindOfValueComesBackAsItWas() {
        tables.prepare(OWNER, List.of(ALL));
        byte[] most = new byte[16000];
        Arrays.fill(most, (byte) -1);
        write(
                put(ALL, 1, true, Long.MIN_VALUE, -1.5e300, "x".repeat(4000), most, -1L, "GOLD", true, new byte[4]),
                put(ALL, Integer.MIN_VALUE, false, Long.MAX_VALUE, 1e-300, "", new byte[0], 0L, "NONE", null, null));
        var found = find(ALL);
        assertThat(found).hasSize(2);
        assertThat(found.get(0))
                .containsEntry("id", Integer.MIN_VALUE)
                .containsEntry("yes", false)
                .containsEntry("rank", Long.MAX_VALUE)
                .containsEntry("share", 1e-300)
                .containsEntry("order", "")
                .containsEntry("bytes", new byte[0])
                .containsEntry("at", 0L)
                .containsEntry("group", "NONE")
                .containsEntry("key", null)
                .containsEntry("value", null);
        assertThat(found.get(1))
                .containsEntry("id", 1)
                .containsEntry("yes", true)
                .containsEntry("rank", Long.MIN_VALUE)
                .containsEntry("share", -1.5e300)
                .containsEntry("order", "x".repeat(4000))
                .containsEntry("bytes", most)
                .containsEntry("at", -1L)
                .containsEntry("group", "GOLD")
                .containsEntry("key", true)
                .containsEntry("value", new byte[4]);
        assertThat(find(ALL, is(ALL, "yes", Is.EQUAL, true), is(ALL, "group", Is.IN, "GOLD", "NONE")))
                .hasSize(1);
    }

    @Test
    void hostileTextsAreTexts() {
        tables.prepare(OWNER, List.of(SCORES));
        for (String text : HOSTILE) {
            write(put(SCORES, text, 1L, text));
        }
        for (String text : HOSTILE) {
            assertThat(players(List.of(), is(SCORES, "player", Is.EQUAL, text), is(SCORES, "guild", Is.EQUAL, text)))
                    .containsExactly(text);
            assertThat(players(List.of(), is(SCORES, "player", Is.IN, text))).containsExactly(text);
            assertThat(players(List.of(), is(SCORES, "player", Is.STARTS_WITH, text)))
                    .as(text)
                    .containsExactlyInAnyOrderElementsOf(HOSTILE.stream()
                            .filter(other -> other.startsWith(text))
                            .toList());
        }
        assertThat(players(List.of())).hasSameSizeAs(HOSTILE);
        write(HOSTILE.stream()
                .map(text -> write(What.DELETE, SCORES, text, null, null))
                .toArray(TableWrite[]::new));
        assertThat(players(List.of())).isEmpty();
    }

    @Test
    void textsAreEqualWhenTheyAreTheSame() {
        tables.prepare(OWNER, List.of(SCORES));
        write(
                put(SCORES, "a", 1L, null),
                put(SCORES, "A", 2L, null),
                put(SCORES, "a ", 3L, null),
                put(SCORES, "ä", 4L, null),
                put(SCORES, "Z", 5L, null));
        assertThat(players(List.of())).containsExactly("A", "Z", "a", "a ", "ä");
        assertThat(players(List.of(), is(SCORES, "player", Is.EQUAL, "a"))).containsExactly("a");
        assertThat(players(List.of(), is(SCORES, "player", Is.STARTS_WITH, "a")))
                .containsExactly("a", "a ");
        assertThat(players(List.of(), is(SCORES, "player", Is.GREATER, "Z"))).containsExactly("a", "a ", "ä");
    }

    @Test
    void conditionsHoldTogetherAndOrdersOneAfterTheOther() {
        tables.prepare(OWNER, List.of(SCORES));
        write(
                put(SCORES, "a", 3L, "red"),
                put(SCORES, "b", 1L, "blue"),
                put(SCORES, "c", 3L, null),
                put(SCORES, "d", 2L, "red"));
        var points = by("points", true);
        assertThat(players(List.of(points))).containsExactly("a", "c", "d", "b");
        assertThat(players(List.of(points, by("player", true)))).containsExactly("c", "a", "d", "b");
        assertThat(players(List.of(by("guild", false)))).containsExactly("c", "b", "a", "d");
        assertThat(players(List.of(by("guild", true)))).containsExactly("a", "d", "b", "c");
        assertThat(players(List.of(), is(SCORES, "points", Is.LESS, 3L))).containsExactly("b", "d");
        assertThat(players(List.of(), is(SCORES, "points", Is.AT_MOST, 2L))).containsExactly("b", "d");
        assertThat(players(List.of(), is(SCORES, "points", Is.GREATER, 2L))).containsExactly("a", "c");
        assertThat(players(List.of(), is(SCORES, "points", Is.AT_LEAST, 3L))).containsExactly("a", "c");
        assertThat(players(List.of(), is(SCORES, "points", Is.IN, 1L, 2L, 7L))).containsExactly("b", "d");
        assertThat(players(List.of(), is(SCORES, "guild", Is.ABSENT))).containsExactly("c");
        assertThat(players(List.of(), is(SCORES, "guild", Is.PRESENT))).containsExactly("a", "b", "d");
        assertThat(players(List.of(), is(SCORES, "guild", Is.LESS, "z"), is(SCORES, "points", Is.EQUAL, 3L)))
                .containsExactly("a");
        assertThat(tables.find(new TableQuery(SCORES, 2, List.of(), List.of(points), true)))
                .extracting(row -> row.get("player"))
                .containsExactly("a", "c");
    }

    @Test
    void aKeyOfSeveralColumnsIsOneKey() {
        var pairs = shape(
                "g_game_pairs", List.of("one", "other"), column("one", Kind.TEXT, 190), column("other", Kind.INT, 0));
        tables.prepare(OWNER, List.of(pairs));
        write(put(pairs, "a", 1), put(pairs, "a", 2), put(pairs, "b", 1), put(pairs, "a", 1));
        assertThat(find(pairs)).hasSize(3);
        write(write(What.DELETE, pairs, "a", 1));
        assertThat(find(pairs)).extracting(row -> row.get("one")).containsExactly("a", "b");
    }

    @Test
    void writesOfOneRowTakePlaceInTheirOrder() {
        tables.prepare(OWNER, List.of(SCORES));
        write(
                write(What.INSERT, SCORES, "a", 1L, "red"),
                put(SCORES, "a", 2L, "red"),
                write(What.DELETE, SCORES, "a", null, null),
                put(SCORES, "a", 3L, null),
                write(What.DELETE, SCORES, "b", null, null),
                write(What.INSERT, SCORES, "b", 4L, null));
        assertThat(find(SCORES)).extracting(row -> row.get("points")).containsExactly(3L, 4L);
    }

    @Test
    void anInsertionOfATakenKeyRefusesItsActorAndNothingIsWritten() {
        tables.prepare(OWNER, List.of(SCORES));
        write(put(SCORES, "taken", 1L, null));
        var other = row("other", put(SCORES, "b", 1L, null));
        var loser = row("loser", put(SCORES, "c", 1L, null), write(What.INSERT, SCORES, "taken", 2L, null));
        assertThatThrownBy(() -> actors.write(List.of(other, loser)))
                .isInstanceOfSatisfying(
                        RowException.class,
                        refused -> assertThat(refused.isAbout("a", "loser")).isTrue())
                .hasMessageContaining("g_game_scores[taken] is there already");
        assertThat(players(List.of())).containsExactly("taken");
        assertThat(actors.load("a", "other")).isNull();
        actors.write(List.of(other));
        assertThat(players(List.of())).containsExactly("b", "taken");
    }

    @Test
    void theRepetitionOfAWriteDoesNothing() {
        tables.prepare(OWNER, List.of(SCORES));
        var first = row("first", write(What.INSERT, SCORES, "a", 1L, null), put(SCORES, "b", 1L, null));
        actors.write(List.of(first));
        write(put(SCORES, "b", 2L, null));
        actors.write(List.of(first));
        assertThat(find(SCORES)).extracting(row -> row.get("points")).containsExactly(1L, 2L);
    }

    @Test
    void aFormerOwnerOfTheShardWritesNoRow() {
        tables.prepare(OWNER, List.of(SCORES));
        var late = row("late", put(SCORES, "a", 1L, null));
        epoch = actors.raise(List.of(1), "other").get(1);
        assertThatThrownBy(() -> actors.write(List.of(late))).isInstanceOf(FencedException.class);
        assertThat(players(List.of())).isEmpty();
    }

    @Test
    void aTableGrowsAndNothingIsLost() {
        tables.prepare(OWNER, List.of(SCORES));
        write(put(SCORES, "a", 1L, "red"));
        var grown = with(
                shape(
                        SCORES.name(),
                        SCORES.key(),
                        column("player", Kind.TEXT, 100),
                        column("points", Kind.LONG, 0),
                        optional("guild", Kind.TEXT, 190)),
                column("yes", Kind.BOOLEAN, 0),
                column("season", Kind.INT, 0),
                column("share", Kind.DOUBLE, 0),
                column("title", Kind.TEXT, 10),
                column("badge", Kind.BYTES, 10),
                column("at", Kind.MOMENT, 0),
                new Column("tier", Kind.NAME, 0, false, false, "BRONZE"),
                optional("note", Kind.TEXT, 10));
        var indexed = new TableShape(
                grown.name(), grown.columns(), grown.key(), List.of(List.of("points"), List.of("guild", "points")));
        assertThat(tables.changes(OWNER, List.of(indexed)))
                .hasSize(12)
                .contains(
                        "adds the column season (int) to g_game_scores",
                        "adds the column note (text, may be empty) to g_game_scores",
                        "lets the column player of g_game_scores be as long as 100",
                        "adds an index over guild, points to g_game_scores");
        tables.prepare(OWNER, List.of(indexed));
        assertThat(tables.changes(OWNER, List.of(indexed))).isEmpty();
        assertThat(find(indexed).get(0))
                .containsEntry("points", 1L)
                .containsEntry("guild", "red")
                .containsEntry("yes", false)
                .containsEntry("season", 0)
                .containsEntry("share", 0.0)
                .containsEntry("title", "")
                .containsEntry("badge", new byte[0])
                .containsEntry("at", 0L)
                .containsEntry("tier", "BRONZE")
                .containsEntry("note", null);

        write(put(indexed, "a".repeat(100), 2L, "b".repeat(190), true, 7, 1.5, "t", new byte[1], 5L, "GOLD", "n"));
        // What the former version writes leaves what it does not know.
        write(put(SCORES, "a".repeat(100), 3L, null), put(SCORES, "new", 4L, null));
        assertThat(find(indexed).get(1))
                .containsEntry("points", 3L)
                .containsEntry("guild", null)
                .containsEntry("season", 7)
                .containsEntry("tier", "GOLD");
        assertThat(find(indexed).get(2)).containsEntry("season", 0).containsEntry("tier", "BRONZE");
        assertThat(tables.changes(OWNER, List.of(SCORES))).isEmpty();
    }

    @Test
    void whatIsNoGrowthIsRefusedAndChangesNothing() {
        tables.prepare(OWNER, List.of(SCORES));
        var key = List.of("player");
        refused(shape(SCORES.name(), key, column("player", Kind.TEXT, 64), column("points", Kind.TEXT, 5)));
        refused(shape(SCORES.name(), key, column("player", Kind.TEXT, 64), optional("points", Kind.LONG, 0)));
        refused(shape(SCORES.name(), key, column("player", Kind.INT, 0)));
        refused(shape(
                SCORES.name(),
                List.of("player", "points"),
                column("player", Kind.TEXT, 64),
                column("points", Kind.LONG, 0)));
        assertThatThrownBy(() -> tables.prepare("other.game", List.of(SCORES)))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("belongs to the bundle my.game");
        write(put(SCORES, "a", 1L, "red"));
    }

    private void refused(TableShape wanted) {
        var fine = shape("g_game_fine", List.of("id"), column("id", Kind.INT, 0));
        assertThatThrownBy(() -> tables.prepare(OWNER, List.of(fine, wanted))).isInstanceOf(TableException.class);
        assertThat(tables.changes(OWNER, List.of(fine))).hasSize(1);
    }

    @Test
    void anAnswerThatIsTooLargeIsRefused() {
        tables.prepare(OWNER, List.of(ALL));
        var bytes = new byte[16000];
        for (int i = 0; i < 70; i++) {
            write(put(ALL, i, true, 0L, 0.0, "", bytes, 0L, "NONE", null, null));
        }
        assertThatThrownBy(() -> find(ALL)).isInstanceOf(TableException.class).hasMessageContaining("fewer rows");
        assertThat(find(ALL, is(ALL, "id", Is.LESS, 10))).hasSize(10);
    }
}

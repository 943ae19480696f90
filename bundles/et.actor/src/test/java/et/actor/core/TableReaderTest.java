package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.api.table.Index;
import et.api.table.Key;
import et.api.table.Length;
import et.api.table.OfPlayer;
import et.api.table.Table;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableShape.Kind;
import et.persistence.TableWrite;
import et.persistence.TableWrite.What;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which records are tables, and what is said of others. */
class TableReaderTest {

    enum Tier {
        BRONZE,
        GOLD
    }

    @Table(value = "all", indexes = @Index({"lastSeen", "tier"}))
    record All(
            @Key @OfPlayer @Length(20) String player,
            @Key int season,
            boolean yes,
            long points,
            double share,
            byte[] badge,
            Instant lastSeen,
            Tier tier,
            Optional<Integer> rank,
            Optional<Tier> before) {}

    @Table("bare")
    record Keyless(int id) {}

    record Nameless(@Key int id) {}

    @Table("Scores")
    record BadName(@Key int id) {}

    @Table("t")
    record BadComponent(@Key int id, int si$e) {}

    @Table("t")
    record BadClass(@Key int id, List<String> names) {}

    @Table("t")
    record BadOptional(@Key int id, Optional<Object> value) {}

    @Table("t")
    record BadKey(@Key double id) {}

    @Table("t")
    record LongKey(@Key @Length(191) String id) {}

    @Table("t")
    record BadLength(@Key int id, @Length(4001) String text) {}

    @Table("t")
    record Wide(
            @Key int id,
            @Length(4000) String a,
            @Length(4000) String b,
            @Length(4000) String c,
            @Length(4000) String d) {}

    @Table("t")
    record Underscored(@Key int id, int last_seen) {}

    @Table(value = "t", indexes = @Index({"points"}))
    record BadIndex(@Key int id, byte[] data) {}

    @Table("t")
    record TwoPlayers(@Key @OfPlayer String one, @OfPlayer String other) {}

    @Test
    void aRecordIsATable() {
        TableShape shape = TableReader.read(All.class, "org.games.Great-Game").shape;
        assertThat(shape.name()).isEqualTo("g_great_game_all");
        assertThat(shape.key()).containsExactly("player", "season");
        assertThat(shape.indexes()).containsExactly(List.of("last_seen", "tier"));
        assertThat(shape.columns())
                .contains(
                        new Column("player", Kind.TEXT, 20, false, true, ""),
                        new Column("badge", Kind.BYTES, Length.USUAL, false, false, ""),
                        new Column("last_seen", Kind.MOMENT, 0, false, false, ""),
                        new Column("tier", Kind.NAME, 0, false, false, "BRONZE"),
                        new Column("rank", Kind.INT, 0, true, false, ""),
                        new Column("before", Kind.NAME, 0, true, false, "BRONZE"));
        assertThat(TableShape.parse(shape.name(), shape.text())).isEqualTo(shape);
    }

    @Test
    void aRowComesBackAsItWasWritten() throws Exception {
        TableEntry table = TableReader.read(All.class, "game");
        Instant moment = Instant.ofEpochMilli(123);
        All row = new All("a", 1, true, 2, 0.5, new byte[] {1}, moment, Tier.GOLD, Optional.of(3), Optional.empty());
        TableWrite write = table.write(What.PUT, row);
        assertThat(write.key()).containsExactly("a", 1);
        assertThat(write.values()).contains("GOLD", 123L, 3).doesNotContain(row, Tier.GOLD, moment);
        All back = (All) table.records(List.of(stored(write))).get(0);
        assertThat(back).usingRecursiveComparison().isEqualTo(row);
        assertThat(table.delete("a", 1).key()).isEqualTo(write.key());
    }

    @Test
    void aColumnThatWasNotThereYetIsItsZeroAndAnUnknownConstantIsNamed() throws Exception {
        TableEntry table = TableReader.read(All.class, "game");
        Map<String, @Nullable Object> bare = new HashMap<>(Map.of("player", "a", "season", 1));
        All row = (All) table.records(List.of(bare)).get(0);
        assertThat(row.tier()).isEqualTo(Tier.BRONZE);
        assertThat(row.lastSeen()).isEqualTo(Instant.EPOCH);
        assertThat(row.rank()).isEmpty();
        bare.put("tier", "PLATINUM");
        assertThatThrownBy(() -> table.records(List.of(bare)))
                .hasMessageContaining("PLATINUM in the database, which this version does not know");
    }

    private static Map<String, @Nullable Object> stored(TableWrite write) {
        Map<String, @Nullable Object> row = new HashMap<>();
        for (int i = 0; i < write.values().size(); i++) {
            row.put(write.table().columns().get(i).name(), write.values().get(i));
        }
        return row;
    }

    @Test
    void whatIsNoTableIsRefusedWithASentence() {
        refused(Keyless.class, "0 components with @Key (expected: 1 to 4)");
        refused(Nameless.class, "annotate the record with @Table(\"...\")");
        refused(BadName.class, "@Table(\"Scores\") (expected: 1 to 32 characters of a-z 0-9 _");
        refused(BadComponent.class, "si$e (expected: 1 to 32 letters and digits");
        refused(BadClass.class, "names is a java.util.List<java.lang.String> (expected: boolean, int");
        refused(BadOptional.class, "value is a java.util.Optional<java.lang.Object>");
        refused(BadKey.class, "id has @Key (expected: on an int");
        refused(LongKey.class, "@Length of 190 at most");
        refused(BadLength.class, "@Length(4001) (expected: 1 to 4000)");
        refused(Wide.class, "a row may have 64008 bytes");
        refused(Underscored.class, "last_seen (expected: 1 to 32 letters and digits");
        refused(BadIndex.class, "an index names \"points\", which is no component");
        refused(TwoPlayers.class, "two components with @OfPlayer");
    }

    private static void refused(Class<? extends Record> rows, String why) {
        assertThatThrownBy(() -> TableReader.read(rows, "game"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}

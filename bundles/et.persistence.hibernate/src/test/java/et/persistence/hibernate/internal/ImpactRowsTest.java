package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.FencedException;
import et.persistence.ImpactStore.Touched;
import et.persistence.RowException;
import et.persistence.Touch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImpactRowsTest {

    private static final String GOOD = "arena/1.0.0";
    private static final String BAD = "arena/1.1.0";
    private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    @TempDir
    static Path folder;

    private static Database database;

    private final ActorRows actors = Databases.rows(database);
    private final ImpactRows impacts = new ImpactRows(database);
    private long epoch;

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

    @BeforeEach
    void clear() {
        impacts.forget(EVER, List.of());
        for (var type : actors.counts().keySet()) {
            actors.page(type, null, 100_000).forEach(row -> actors.delete(row.type(), row.id()));
        }
        epoch = actors.raise(List.of(1), "test").get(1);
    }

    @Test
    void whatIsToBeRecordedIsWrittenWithTheRow() {
        var begun = begun(BAD, 3, "ada", 1000);
        actors.write(List.of(row("7", 3, begun), row("8", 1)));
        assertThat(impacts.touched(BAD, null, 10)).containsExactly(new Touched("player", "7", begun));
        assertThat(impacts.count(BAD)).isEqualTo(1);
        assertThat(actors.load("player", "7").touches())
                .as("it is no part of the row")
                .isEmpty();
    }

    @Test
    void anEndTakesThePlaceOfTheBeginning() {
        var ended = new Touch(BAD, 3, "ada", 1000, 5, 2000, 4);
        var next = begun(GOOD, 6, "", 3000);
        actors.write(List.of(row("7", 3, begun(BAD, 3, "ada", 1000))));
        actors.write(List.of(row("7", 6, ended, next)));
        assertThat(impacts.touched(BAD, null, 10)).containsExactly(new Touched("player", "7", ended));
        assertThat(impacts.touched(GOOD, null, 10)).containsExactly(new Touched("player", "7", next));
    }

    @Test
    void whatBeganAndEndedBeforeItWasWrittenIsOneRecord() {
        var ended = new Touch(BAD, 3, "ada", 1000, 3, 2000, 0);
        actors.write(List.of(row("7", 3, begun(BAD, 3, "ada", 1000), ended, begun(GOOD, 3, "", 3000))));
        assertThat(impacts.touched(BAD, null, 10)).containsExactly(new Touched("player", "7", ended));
    }

    @Test
    void theRepetitionOfAWriteRecordsNothingTwice() {
        var rows = List.of(row("7", 3, begun(BAD, 3, "ada", 1000)));
        actors.write(rows);
        actors.write(rows);
        assertThat(impacts.touched(BAD, null, 10)).hasSize(1);
    }

    @Test
    void aWriteThatIsRefusedRecordsNothing() {
        actors.write(List.of(row("7", 9)));
        assertThatThrownBy(() -> actors.write(
                        List.of(row("6", 1, begun(BAD, 1, "", 1000)), row("7", 3, begun(BAD, 3, "", 1000)))))
                .isInstanceOf(RowException.class);
        epoch--;
        assertThatThrownBy(() -> actors.write(List.of(row("6", 1, begun(BAD, 1, "", 1000)))))
                .isInstanceOf(FencedException.class);
        assertThat(impacts.touched(BAD, null, 10)).isEmpty();
        assertThat(impacts.count(BAD)).isZero();
    }

    @Test
    void pagesTogetherAreTheWhole() {
        var rows = new ArrayList<ActorRow>();
        for (int number = 0; number < 25; number++) {
            rows.add(row("n" + number, 1, begun(BAD, 1, "", 1000), begun(BAD, 2, "", 1000), begun(GOOD, 3, "", 1000)));
        }
        actors.write(rows);
        assertThat(impacts.count(BAD)).isEqualTo(25);
        var all = impacts.touched(BAD, null, 1000);
        assertThat(all).hasSize(50);
        for (int limit : List.of(1, 7, 50)) {
            var found = new ArrayList<Touched>();
            List<Touched> page;
            do {
                page = impacts.touched(BAD, found.isEmpty() ? null : found.get(found.size() - 1), limit);
                found.addAll(page);
            } while (!page.isEmpty());
            assertThat(found).as("pages of %s", limit).isEqualTo(all);
        }
    }

    @Test
    void whatIsOldIsForgottenInSlicesAndWhatIsExceptedIsNot() {
        int many = 10_007;
        var rows = new ArrayList<ActorRow>();
        for (int number = 0; number < many; number++) {
            rows.add(row("n" + number, 1, begun(GOOD, 1, "", 1000)));
        }
        actors.write(rows);
        actors.write(List.of(row("young", 1, begun(GOOD, 1, "", 5000)), row("open", 1, begun(BAD, 1, "", 1000))));
        assertThat(impacts.forget(Instant.ofEpochMilli(5000), List.of(BAD, "other/1.0.0")))
                .isEqualTo(many);
        assertThat(impacts.touched(GOOD, null, 10)).extracting(Touched::id).containsExactly("young");
        assertThat(impacts.count(BAD)).isEqualTo(1);
    }

    @Test
    void namesThatLookLikeSqlAreNamesAndLongOnesAreCut() {
        String hostile = "'; DROP TABLE et_impact; --";
        actors.write(List.of(
                row(hostile, 1, begun(hostile, 1, hostile, 1000)), row("7", 1, begun(BAD, 1, "p".repeat(300), 1000))));
        assertThat(impacts.touched(hostile, null, 10))
                .singleElement()
                .satisfies(one -> assertThat(one.touch().player()).isEqualTo(hostile));
        assertThat(impacts.touched(BAD, null, 10).get(0).touch().player()).hasSize(255);
    }

    private static Touch begun(String code, long revision, String player, long at) {
        return new Touch(code, revision, player, at, 0, at, 0);
    }

    private ActorRow row(String id, long revision, Touch... touches) {
        return new ActorRow(
                "player",
                id,
                1,
                1,
                revision,
                epoch,
                new byte[0],
                new byte[0],
                ActorRow.NEVER,
                GOOD,
                List.of(touches),
                List.of());
    }
}

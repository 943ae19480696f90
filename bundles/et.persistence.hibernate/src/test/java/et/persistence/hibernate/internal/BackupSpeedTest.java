package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import et.persistence.Backups.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How long a backup and a restore take, and what they cost those who write meanwhile: {@code -Det.backup.rows=1000000} prints it. */
@EnabledIfSystemProperty(named = "et.backup.rows", matches = "\\d+")
class BackupSpeedTest {

    private static final int STATE = 300;
    private static final int BATCH = 1000;
    private static final int PLAIN_SECONDS = 5;

    @TempDir
    Path folder;

    @Test
    void printsHowLongItTakes() throws Exception {
        int rows = Integer.getInteger("et.backup.rows");
        var database = Databases.open(folder);
        try {
            var actors = Databases.rows(database);
            long epoch = actors.raise(List.of(1, 2), "one").get(1);
            fill(actors, epoch, rows);
            var backups = new BackupFiles("test", database);
            try (var writes = new Writes(actors, 2, epoch)) {
                Thread.sleep(2000);
                int before = writes.acknowledged().size();
                Thread.sleep(PLAIN_SECONDS * 1000L);
                int plain = (writes.acknowledged().size() - before) / PLAIN_SECONDS;
                long sizeBefore = files(folder.resolve("et"));
                before = writes.acknowledged().size();
                long started = System.nanoTime();
                var loaded = backups.make("loaded");
                double seconds = (System.nanoTime() - started) / 1e9;
                long during = Math.round((writes.acknowledged().size() - before) / seconds);
                System.out.printf(
                        "%s: backup of %d rows under load %.1f s, %d MB of %d MB; %d writes/s before, %d/s meanwhile; files"
                                + " of the database %d MB before, %d MB after%n",
                        loaded.head().database(),
                        loaded.rows(),
                        seconds,
                        loaded.size() >> 20,
                        loaded.tables().stream()
                                        .mapToLong(table -> table.bytes())
                                        .sum()
                                >> 20,
                        plain,
                        during,
                        sizeBefore >> 20,
                        files(folder.resolve("et")) >> 20);
            }
            long started = System.nanoTime();
            var quiet = backups.make("quiet");
            double made = (System.nanoTime() - started) / 1e9;
            started = System.nanoTime();
            backups.check("quiet");
            double checked = (System.nanoTime() - started) / 1e9;
            var other = Files.createDirectories(folder.resolve("other"));
            var url = Place.FOUND.settings(other).getOrDefault("url", "jdbc:h2:file:" + other + "/et/db");
            started = System.nanoTime();
            assertThat(backups.restore("quiet", new Target(url.toString(), "", ""), "test"))
                    .isEqualTo(quiet);
            System.out.printf(
                    "%s: %d rows, quiet: backup %.1f s, check %.1f s, restore with check and comparison %.1f s%n",
                    quiet.head().database(), quiet.rows(), made, checked, (System.nanoTime() - started) / 1e9);
        } finally {
            database.close();
        }
    }

    /** States that get no smaller, as sealed ones. */
    private static void fill(ActorRows actors, long epoch, int rows) {
        var random = new Random(1);
        var batch = new ArrayList<ActorRow>();
        for (int i = 0; i < rows; i++) {
            var state = new byte[STATE];
            random.nextBytes(state);
            batch.add(
                    new ActorRow("player", "" + i, 1, 1, 1, epoch, state, new byte[20], ActorRow.NEVER, "arena/1.0.0"));
            if (batch.size() == BATCH || i == rows - 1) {
                actors.write(batch);
                batch.clear();
            }
        }
    }

    private static long files(Path there) throws IOException {
        if (Files.notExists(there)) {
            return 0;
        }
        try (var files = Files.list(there)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}

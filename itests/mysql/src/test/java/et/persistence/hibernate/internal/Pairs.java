package et.persistence.hibernate.internal;

import et.itests.mysql.MySqlBinaries;
import et.itests.mysql.MySqlPair;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.junit.jupiter.api.Assumptions;

/** A primary and a replica for one class of tests. */
final class Pairs {

    /** For all of them: their data directories are copies of one. */
    private static MySqlBinaries binaries;

    private Pairs() {}

    /** Both, linked; where there can be none, the test is skipped. */
    static MySqlPair start() throws IOException, SQLException {
        var folder = Files.createTempDirectory("et-pair");
        try {
            if (binaries == null) {
                binaries = MySqlBinaries.find(folder);
            }
            return new MySqlPair(binaries, folder);
        } catch (MySqlBinaries.MissingException e) {
            Files.delete(folder);
            Assumptions.abort(e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}

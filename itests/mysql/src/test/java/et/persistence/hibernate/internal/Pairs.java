package et.persistence.hibernate.internal;

import et.itests.mysql.MySqlBinaries;
import et.itests.mysql.MySqlPair;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.junit.jupiter.api.Assumptions;

/** A primary and a replica for one class of tests. */
final class Pairs {

    private Pairs() {}

    /** Both, linked; where there can be none, the test is skipped. */
    static MySqlPair start() throws IOException, SQLException {
        var folder = Files.createTempDirectory("et-pair");
        try {
            return new MySqlPair(MySqlBinaries.find(folder), folder);
        } catch (MySqlBinaries.MissingException e) {
            Files.delete(folder);
            Assumptions.abort(e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}

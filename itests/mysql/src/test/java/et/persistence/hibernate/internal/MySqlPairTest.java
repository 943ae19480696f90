package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.itests.mysql.MySqlPair;
import et.itests.mysql.MySqlServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The primary and the replica of the tests are what they say they are. */
@Timeout(120)
class MySqlPairTest {

    @Test
    void theReplicaFollowsAndIsLeftBehindAndIsKilledAndStartedAgain() throws Exception {
        try (var servers = Pairs.start()) {
            servers.onPrimary("CREATE DATABASE et_x", "CREATE TABLE et_x.t (n INT PRIMARY KEY)");
            servers.onPrimary("INSERT INTO et_x.t VALUES (1)");
            servers.catchUp();
            assertThat(rows(servers.replica())).isEqualTo("1");
            assertThatThrownBy(() -> write(servers.replica())).hasMessageContaining("read-only");

            servers.unlink();
            servers.onPrimary("INSERT INTO et_x.t VALUES (2)");
            assertThat(rows(servers.replica())).isEqualTo("1");
            servers.link();
            servers.catchUp();
            assertThat(rows(servers.replica())).isEqualTo("2");

            servers.replica().kill();
            servers.onPrimary("INSERT INTO et_x.t VALUES (3)");
            servers.replica().start();
            servers.catchUp();
            assertThat(rows(servers.replica())).isEqualTo("3");

            servers.primary().kill();
            servers.primary().start();
            servers.onPrimary("INSERT INTO et_x.t VALUES (4)");
            servers.catchUp();
            assertThat(rows(servers.replica())).isEqualTo("4");
        }
    }

    private static String rows(MySqlServer server) throws SQLException {
        return MySqlPair.value(server, "SELECT COUNT(*) FROM et_x.t");
    }

    private static void write(MySqlServer server) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:mysql://127.0.0.1:" + server.port()
                                + "/et_x?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                        MySqlServer.USER,
                        server.password());
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO et_x.t VALUES (9)");
        }
    }
}

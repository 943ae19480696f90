package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server of H2 is told, and what it tells; {@link SharedTest} is about the rest. */
@Timeout(120)
class ServerTest {

    @TempDir
    Path folder;

    private Server server;

    @BeforeEach
    void serve() throws SQLException {
        var embedded = "jdbc:h2:file:async:" + folder.toAbsolutePath().resolve("db");
        DriverManager.registerDriver(org.h2.Driver.load());
        DriverManager.getConnection(embedded, "et", "").close();
        server = server("0");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Server server(String port) throws SQLException {
        var file = "async:" + folder.toAbsolutePath().resolve("db");
        return Server.createTcpServer("-tcpPort", port, "-ifExists", "-key", "et", file)
                .start();
    }

    private Database open() {
        return Databases.open(folder, Map.of("url", "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/et"));
    }

    @Test
    void holdsOnTheServerToWhatEtNeeds() {
        var database = open();
        var settings = database.transactRows("settings", connection -> {
            var found = new TreeMap<String, String>();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(
                            "SELECT setting_name, setting_value" + " FROM INFORMATION_SCHEMA.SETTINGS")) {
                while (result.next()) {
                    found.put(result.getString(1), result.getString(2));
                }
            }
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
                result.next();
                found.put("LOCK_TIMEOUT", result.getString(1));
            }
            return found;
        });
        assertThat(settings)
                .containsEntry("WRITE_DELAY", "0")
                .containsEntry("RETENTION_TIME", "5000")
                .containsEntry("LOCK_TIMEOUT", "10000");
        database.close();
    }

    @Test
    void saysWhatKeepsAContainerOut() throws Exception {
        var url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/";
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url + "et", "password", "hunter2")))
                .hasMessageContaining("the server knows no such user, password or database")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url + "another")))
                .hasMessageContaining("the server knows no such user, password or database");
        server.stop();
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url + "et", "connection_timeout_millis", 300)))
                .hasMessageContaining("no server answers there");
        assertThat(Files.exists(folder.resolve("et"))).isFalse();
    }
}

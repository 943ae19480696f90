package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.itests.mysql.MySqlBinaries;
import et.itests.mysql.MySqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a server that has a certificate for 127.0.0.1, and for no name. */
@Timeout(120)
class MySqlTlsTest {

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static MySqlServer server;

    @BeforeAll
    static void serve() throws Exception {
        certificates = new Certificates(folder.resolve("pki"));
        var data = Files.createTempDirectory("et-mysql");
        try {
            server = new MySqlServer(MySqlBinaries.find(data), data, certificates.serve("ip:127.0.0.1"));
        } catch (MySqlBinaries.MissingException e) {
            Assumptions.abort(e.getMessage());
        }
        server.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void verifiesTheServerByWhatAnAuthoritySays() throws Exception {
        assertThat(cipher(
                        "127.0.0.1",
                        Map.of(
                                "tls",
                                "verify",
                                "tls_ca",
                                certificates.authority().toString())))
                .startsWith("TLS");
    }

    @Test
    void refusesAServerWhoseCertificateIsForAnotherHost() {
        assertThatThrownBy(() -> cipher(
                        "localhost",
                        Map.of(
                                "tls",
                                "verify",
                                "tls_ca",
                                certificates.authority().toString())))
                .hasMessageContaining("cannot be opened: TLS failed");
    }

    @Test
    void refusesAServerForWhichAnotherAuthorityVouches() throws Exception {
        var other = new Certificates(folder.resolve("other"));
        assertThatThrownBy(() -> cipher(
                        "127.0.0.1",
                        Map.of("tls", "verify", "tls_ca", other.authority().toString())))
                .hasMessageContaining("cannot be opened: TLS failed");
        assertThatThrownBy(() -> cipher("127.0.0.1", Map.of("tls", "verify")))
                .as("those that the JVM trusts")
                .hasMessageContaining("cannot be opened: TLS failed");
    }

    @Test
    void encryptsWithWhoeverAnswersWhenThatIsAskedFor() throws Exception {
        assertThat(cipher("localhost", Map.of("tls", "require"))).startsWith("TLS");
        assertThat(cipher("127.0.0.1", Map.of("tls", "off"))).isEmpty();
    }

    @Test
    void leavesNoFileWithAuthoritiesBehind() throws Exception {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var before = stores(temporary);
        cipher(
                "127.0.0.1",
                Map.of("tls", "verify", "tls_ca", certificates.authority().toString()));
        // Another process may have one for a moment.
        while (!before.containsAll(stores(temporary))) {
            Thread.sleep(10);
        }
    }

    private static List<Path> stores(Path temporary) throws Exception {
        try (var files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("et-database"))
                    .sorted()
                    .toList();
        }
    }

    /** With what a connection is encrypted; empty: with nothing. */
    private static String cipher(String host, Map<String, Object> tls) throws Exception {
        var settings = new HashMap<String, Object>(tls);
        settings.put("url", "mysql://" + host + ":" + server.port() + "/mysql");
        settings.put("user", MySqlServer.ADMIN);
        settings.put("password", server.password());
        var database = Databases.open(folder, settings);
        try {
            return database.transactRows("ask", connection -> {
                try (var statement = connection.createStatement();
                        var result = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
                    result.next();
                    return result.getString(2);
                }
            });
        } finally {
            database.close();
        }
    }
}

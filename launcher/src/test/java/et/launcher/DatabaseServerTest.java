package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseServerTest {

    @TempDir
    Path folder;

    @Test
    void keepsItsDataItsPasswordAndItsPort() throws Exception {
        String password;
        int port;
        try (DatabaseServer server = DatabaseServer.start(folder, 0);
                Connection client = connect(server, "et")) {
            password = Files.readString(folder.resolve("password"));
            port = server.port();
            client.createStatement().execute("CREATE TABLE kept (a INT)");
        }
        assertThat(password.strip()).hasSize(64);
        assertThat(folder.resolve("ready")).doesNotExist();
        try (DatabaseServer server = DatabaseServer.start(folder, port);
                Connection client = connect(server, "et")) {
            client.createStatement().executeQuery("SELECT * FROM kept");
            assertThat(folder.resolve("ports")).hasContent("db=" + port);
            assertThat(folder.resolve("ready"))
                    .hasContent(String.valueOf(ProcessHandle.current().pid()));
        }
        assertThat(folder.resolve("password")).hasContent(password);
    }

    @Test
    void thePasswordIsForItsOwnerAlone() throws Exception {
        DatabaseServer.start(folder, 0).close();
        assertThat(Files.getPosixFilePermissions(folder.resolve("password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void servesThisDatabaseAndNoOther() throws Exception {
        try (DatabaseServer server = DatabaseServer.start(folder, 0)) {
            assertThatThrownBy(() -> connect(server, "other")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connect(server, "mem:x")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connect(server, folder.resolve("new").toString()))
                    .isInstanceOf(SQLException.class);
            Files.writeString(folder.resolve("password"), "wrong");
            assertThatThrownBy(() -> connect(server, "et"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Wrong user name or password");
        }
    }

    @Test
    void listensOnTheLoopbackAddressOnly() throws Exception {
        try (DatabaseServer server = DatabaseServer.start(folder, 0)) {
            var others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList();
            for (InetAddress address : others) {
                assertThatThrownBy(() -> reach(address, server.port())).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void doesNotMakeAPasswordForADatabaseThatHasOne() throws Exception {
        DatabaseServer.start(folder, 0).close();
        Files.delete(folder.resolve("password"));
        assertThatThrownBy(() -> DatabaseServer.start(folder, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected: the password that the database was made with");
    }

    private Connection connect(DatabaseServer server, String name) throws SQLException, IOException {
        String password = Files.readString(folder.resolve("password")).strip();
        return DriverManager.getConnection("jdbc:h2:tcp://127.0.0.1:" + server.port() + "/" + name, "et", password);
    }

    private static void reach(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
        }
    }
}

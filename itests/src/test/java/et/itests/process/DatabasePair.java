package et.itests.process;

import et.itests.mysql.MySqlPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A primary of MySQL or MariaDB with a schema for et, and a replica that has received whatever the primary acknowledges; where there can be none, the class is
 * skipped.
 */
final class DatabasePair implements BeforeAllCallback, AfterAllCallback {

    private static final String SCHEMA = "et_game";

    private Path folder;
    private MySqlPair servers;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("et-pair");
        servers = new MySqlPair(DatabaseServer.binaries(folder), folder.resolve("servers"));
        DatabaseServer.write(passwordFile(), servers.primary().password());
        servers.onPrimary("CREATE DATABASE " + SCHEMA);
        servers.catchUp();
        servers.commitTogether();
    }

    /** Of et's user, and of who may do all. */
    Path passwordFile() {
        return folder.resolve("password");
    }

    /** What {@code et start} has to be told. */
    List<String> words() {
        return DatabaseServer.words(servers.primary().url(SCHEMA), passwordFile());
    }

    /** As {@code replicas} takes it. */
    String replica() {
        return servers.replica().url(SCHEMA);
    }

    /** As {@code et:db} takes it. */
    String replicaAddress() {
        return "127.0.0.1:" + servers.replica().port();
    }

    /** {@code kill -9}. */
    void killPrimary() {
        servers.primary().kill();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (servers != null) {
            servers.close();
            Files.deleteIfExists(passwordFile());
        }
        Files.deleteIfExists(folder);
    }
}

package et.persistence.hibernate.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Databases for tests: real ones. */
final class Databases {

    private Databases() {}

    /** A database of the folder's own, in the place where tests have theirs. */
    static Database open(Path folder) {
        try {
            return open(folder, Place.FOUND.settings(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows of a database, in plain bytes. */
    static ActorRows rows(Database database) {
        return rows(database, new Seal(KeyRing.NONE, false));
    }

    static ActorRows rows(Database database, Seal seal) {
        return new ActorRows(database, seal, new Damage(entry -> {}));
    }

    /** With these values, and the defaults for all others: H2. */
    static Database open(Path folder, Map<String, Object> values) {
        return open(folder, values, Map.of());
    }

    static Database open(Path folder, Map<String, Object> values, Map<String, String> environment) {
        return open(folder, values, environment, changes -> {});
    }

    /** @param kept takes what a promotion writes into the configuration */
    static Database open(
            Path folder,
            Map<String, Object> values,
            Map<String, String> environment,
            Consumer<Map<String, String>> kept) {
        return new Database(config(values), name -> folder.toAbsolutePath().toString(), environment, kept);
    }

    /** A primary with its replicas, which nobody looks at. */
    static Replication replication(Map<String, Object> values) {
        var settings = new Settings(config(values), name -> "", Map.of());
        var engine = (MySqlEngine) settings.engine();
        return new Replication(
                settings, engine, engine.connect(settings.config().user(), settings.password()));
    }

    private static Database.Config config(Map<String, Object> values) {
        var all = new HashMap<String, Object>(Map.of("pool_size", 3));
        all.putAll(values);
        return (Database.Config) Proxy.newProxyInstance(
                Database.Config.class.getClassLoader(),
                new Class<?>[] {Database.Config.class},
                (proxy, method, arguments) -> all.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}

package et.persistence.hibernate.internal;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the configuration of the database means. */
final class Settings {

    /** Where the password is when the configuration has none. */
    private static final String PASSWORD = "ET_DB_PASSWORD";

    private final Database.Config config;
    private final Function<String, String> properties;
    private final Map<String, String> environment;

    /**
     * @param properties what stands for a {@code ${name}} in a value
     * @param environment where a password may be
     */
    Settings(Database.Config config, Function<String, String> properties, Map<String, String> environment) {
        this.config = config;
        this.properties = properties;
        this.environment = environment;
    }

    Database.Config config() {
        return config;
    }

    String url() {
        return complete(config.url());
    }

    /** Where no configuration file was read, nobody has replaced it yet. */
    private String complete(String value) {
        return value.replace("${karaf.data}", properties.apply("karaf.data"));
    }

    /** What may be logged of a URL: its settings may hold a password, and so may what stands before the host. */
    static String shown(String url) {
        return url.split("[;?]", 2)[0].replaceFirst("//.*@", "//");
    }

    /** The engine of the database. */
    Engine engine() {
        return of(url());
    }

    /** The engine for who looks at the database and changes nothing. */
    Engine onlooker() {
        return of(H2Engine.toLookAt(url()));
    }

    /** The engine of another database, which is as this one but for its URL. */
    Engine engineOf(String url) {
        return of(url);
    }

    /** Where backups are. */
    Path backups() {
        return Path.of(complete(config.backup_folder())).toAbsolutePath();
    }

    private Engine of(String url) {
        if (url.startsWith(H2Engine.PREFIX)) {
            if (!config.replicas().isBlank()) {
                throw new IllegalArgumentException("replicas: " + shown(config.replicas())
                        + " (expected: nothing, for a database of H2 has none; url may name a MySQL or MariaDB)");
            }
            return new H2Engine(url);
        }
        if (MySqlUrl.is(url)) {
            return config.replicas().isBlank() ? engine(url) : engine(url).following();
        }
        throw new IllegalArgumentException("url: " + shown(url)
                + " (expected: jdbc:h2:file:..., jdbc:h2:tcp://..., mysql://host:port/schema or mariadb://...)");
    }

    /** An engine for a server of MySQL or MariaDB that is written to. */
    MySqlEngine engine(String url) {
        return engine(url, config.connection_timeout_millis());
    }

    /** An engine for a replica. */
    MySqlEngine replica(String url) {
        return engine(url, config.replica_timeout_millis());
    }

    private MySqlEngine engine(String url, int connectMillis) {
        var server = MySqlUrl.parse(url, shown(url));
        var tls = new MySqlTls(MySqlTls.Mode.of(config.tls(), server), complete(config.tls_ca()));
        return new MySqlEngine(server, tls, connectMillis, config.query_timeout_seconds());
    }

    /** The URLs of the replicas, each a server of its own with the schema of the primary. */
    List<String> replicas() {
        if (config.replicas().isBlank()) {
            return List.of();
        }
        var primary = MySqlUrl.parse(url(), shown(url()));
        var urls = Stream.of(config.replicas().strip().split("\\s*,\\s*", -1)).toList();
        var servers = new LinkedHashSet<MySqlUrl>();
        for (var url : urls) {
            if (!MySqlUrl.is(url)) {
                throw new IllegalArgumentException("replicas: " + shown(url) + " (expected: mysql://host:port/schema)");
            }
            var server = MySqlUrl.parse(url, shown(url));
            if (server.equals(primary) || !servers.add(server)) {
                throw new IllegalArgumentException("replicas: " + url + " is named twice, or is url itself");
            }
            if (!server.schema().equals(primary.schema())) {
                throw new IllegalArgumentException(
                        "replicas: " + url + " (expected: schema " + primary.schema() + ", as in url)");
            }
        }
        return urls;
    }

    /** Of {@link Database.Config#user}. */
    String password() {
        if (config.password_file().isBlank()) {
            return config.password().isEmpty() ? environment.getOrDefault(PASSWORD, "") : config.password();
        }
        if (!config.password().isEmpty()) {
            throw new IllegalArgumentException("password and password.file are both set (expected: one of them)");
        }
        return Passwords.read("password.file", complete(config.password_file()));
    }

    /** Who reads replicas. */
    String replicaUser() {
        return config.replica_user().isBlank() ? config.user() : config.replica_user();
    }

    /** Of {@link #replicaUser}. */
    String replicaPassword() {
        return config.replica_password_file().isBlank()
                ? password()
                : Passwords.read("replica.password.file", complete(config.replica_password_file()));
    }
}

package et.persistence.hibernate.internal;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a MySQL or MariaDB is.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 */
record MySqlUrl(String host, int port, String schema) {

    private static final int DEFAULT_PORT = 3306;

    private static final Pattern SCHEME = Pattern.compile("^(mysql|mariadb)://.*", Pattern.DOTALL);

    private static final Pattern URL =
            Pattern.compile("^\\w+://(?<user>[^/]*@)?(?<host>\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)"
                    + "(:(?<port>\\d{1,5}))?/(?<schema>[A-Za-z0-9_$-]{1,64})$");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /** Whether it is meant to be one. */
    static boolean is(String url) {
        return SCHEME.matcher(url).matches();
    }

    /**
     * Reads {@code mysql://host:port/schema} or {@code mariadb://host:port/schema}; the port may be missing.
     *
     * @param shown the URL as it may be logged
     * @throws IllegalArgumentException it is anything else
     */
    static MySqlUrl parse(String url, String shown) {
        var matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "url: " + shown + " (expected: mysql://host:port/schema; what else there is has keys of its own)");
        }
        if (matcher.group("user") != null) {
            throw new IllegalArgumentException("url: " + shown
                    + " holds a user (expected: mysql://host:port/schema; user and password have keys of their own)");
        }
        int port = Integer.parseInt(Objects.requireNonNullElse(matcher.group("port"), "" + DEFAULT_PORT));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("url: " + shown + " has port " + port + " (expected: 1 to 65535)");
        }
        return new MySqlUrl(matcher.group("host"), port, matcher.group("schema"));
    }

    /** Whether it is on this machine, by its name: nobody is asked for an address. */
    boolean isLoopback() {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** As the driver wants it. */
    String jdbc() {
        return "jdbc:" + this;
    }

    @Override
    public String toString() {
        return "mysql://" + host + ":" + port + "/" + schema;
    }
}

package et.persistence.hibernate.internal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Databases for tests: real H2 files. */
final class Databases {

    private Databases() {}

    static Database open(Path folder) {
        return open(folder, Map.of());
    }

    static Database open(Path folder, Map<String, Object> values) {
        return new Database(config(values), name -> folder.toAbsolutePath().toString());
    }

    /** The defaults, but for these values. */
    private static Database.Config config(Map<String, Object> values) {
        var all = new HashMap<String, Object>(Map.of("pool_size", 3));
        all.putAll(values);
        return (Database.Config) Proxy.newProxyInstance(
                Database.Config.class.getClassLoader(),
                new Class<?>[] {Database.Config.class},
                (proxy, method, arguments) -> all.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}

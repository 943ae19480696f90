package et.net.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations for tests: the annotation's own defaults, but for what is given. */
final class TestConfig {

    private TestConfig() {}

    static EventLoops.Config loops(int count, String io) {
        return of(EventLoops.Config.class, Map.of("count", count, "io", io));
    }

    static <T> T of(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}

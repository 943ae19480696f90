package et.cluster.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations for tests: the annotation's own defaults, but for what is given. */
final class TestConfig {

    private TestConfig() {}

    static LinkConfig links(Map<String, Object> values) {
        return of(LinkConfig.class, values);
    }

    static <T> T of(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}

package et.itests.path;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as they are in a container without configuration files: what the annotation says, but for what is given. */
public final class Defaults {

    private Defaults() {}

    public static <T> T of(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}

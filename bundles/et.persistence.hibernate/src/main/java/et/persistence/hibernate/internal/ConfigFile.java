package et.persistence.hibernate.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The configuration of a container, read from its file without a container: for what {@code ./et db} does. */
final class ConfigFile {

    /** As Karaf reads it in files of configuration: a property, and what holds without it, which has none inside. */
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.]+)(?::-([^${}]*))?}");

    private ConfigFile() {}

    /**
     * What {@code et.persistence.hibernate.cfg} means.
     *
     * @param properties what stands for a {@code ${name}}; empty when nothing does
     * @param environment where a password may be
     */
    static Settings read(Path file, Function<String, String> properties, Map<String, String> environment)
            throws IOException {
        var values = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            values.load(reader);
        }
        return new Settings(config(values, properties), properties, environment);
    }

    private static Database.Config config(Properties values, Function<String, String> properties) {
        return (Database.Config) Proxy.newProxyInstance(
                Database.Config.class.getClassLoader(),
                new Class<?>[] {Database.Config.class},
                (proxy, method, none) -> {
                    var value = values.getProperty(method.getName().replace('_', '.'));
                    if (value == null) {
                        return method.getDefaultValue();
                    }
                    var text = filledIn(value.strip(), properties);
                    return method.getReturnType() == int.class ? (Object) Integer.valueOf(text) : text;
                });
    }

    /** The value with its properties, from the inside out: what holds without one may name another. */
    static String filledIn(String value, Function<String, String> properties) {
        var text = value;
        for (var found = PROPERTY.matcher(text); found.find(); found = PROPERTY.matcher(text)) {
            var known = properties.apply(found.group(1));
            var other = found.group(2) == null ? "" : found.group(2);
            text = text.substring(0, found.start()) + (known.isEmpty() ? other : known) + text.substring(found.end());
        }
        return text;
    }
}

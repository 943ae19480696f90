package et.persistence.hibernate.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/** Changes a configuration for good: the container writes it back into its file. */
final class Kept {

    private final ConfigurationAdmin configurations;
    private final String pid;

    Kept(ConfigurationAdmin configurations, String pid) {
        this.configurations = configurations;
        this.pid = pid;
    }

    void keep(Map<String, String> changes) {
        try {
            var configuration = configurations.getConfiguration(pid, null);
            var all = new HashMap<String, Object>();
            var before = configuration.getProperties();
            if (before != null) {
                before.keys().asIterator().forEachRemaining(key -> all.put(key, before.get(key)));
            }
            all.putAll(changes);
            configuration.update(FrameworkUtil.asDictionary(all));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

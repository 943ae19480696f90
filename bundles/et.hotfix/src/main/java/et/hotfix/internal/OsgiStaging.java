package et.hotfix.internal;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The framework. */
final class OsgiStaging implements Staging {

    private final BundleContext context;

    OsgiStaging(BundleContext context) {
        this.context = context;
    }

    @Override
    public List<Installed> installed(String bundle) {
        return find(b -> bundle.equals(b.getSymbolicName()));
    }

    @Override
    public List<Installed> byHotfix() {
        return find(b -> b.getLocation().startsWith(Artifact.LOCATION));
    }

    @Override
    public Collection<Class<?>> loaded() {
        return LoadedClasses.of(context);
    }

    @Override
    public Installed install(Artifact artifact) throws BundleException {
        return new OsgiInstalled(
                context, context.installBundle(artifact.location(), new ByteArrayInputStream(artifact.bytes())));
    }

    private List<Installed> find(Predicate<Bundle> which) {
        return Arrays.stream(context.getBundles())
                .filter(b -> b.getState() != Bundle.UNINSTALLED)
                .filter(which)
                .<Installed>map(b -> new OsgiInstalled(context, b))
                .toList();
    }
}

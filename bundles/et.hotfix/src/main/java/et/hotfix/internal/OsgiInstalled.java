package et.hotfix.internal;

import et.api.ActorLogic;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** A bundle of the framework. */
final class OsgiInstalled implements Installed {

    private static final Pattern PROVIDES_LOGIC = Pattern.compile(
            "<provide\\s+interface\\s*=\\s*[\"']" + Pattern.quote(ActorLogic.class.getName()) + "[\"']");

    private final BundleContext context;
    private final Bundle bundle;

    OsgiInstalled(BundleContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
    }

    @Override
    public String bundle() {
        return bundle.getSymbolicName();
    }

    @Override
    public String version() {
        return bundle.getVersion().toString();
    }

    @Override
    public long id() {
        return bundle.getBundleId();
    }

    @Override
    public String location() {
        return bundle.getLocation();
    }

    @Override
    public void resolve() throws BundleException {
        var framework = context.getBundle(0).adapt(FrameworkWiring.class);
        if (!framework.resolveBundles(List.of(bundle))) {
            // Only starting it makes the framework tell why.
            bundle.start(Bundle.START_TRANSIENT);
        }
    }

    @Override
    public Scan scan() {
        BundleWiring wiring = wiring();
        if (wiring == null) {
            throw new IllegalStateException(this + " is not resolved");
        }
        Collection<String> classes = wiring.listResources(
                "/", "*.class", BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL);
        return Scan.of(
                wiring.getClassLoader(),
                classes.stream()
                        .filter(c -> !c.startsWith("META-INF/") && !c.endsWith("module-info.class"))
                        .map(c -> c.substring(0, c.length() - ".class".length()).replace('/', '.'))
                        .sorted()
                        .toList());
    }

    @Override
    public int logics() {
        String header = bundle.getHeaders("").get("Service-Component");
        int logics = 0;
        for (String path : Clauses.names(header == null ? "" : header)) {
            URL description = bundle.getEntry(path);
            if (description != null) {
                logics += (int)
                        PROVIDES_LOGIC.matcher(text(description)).results().count();
            }
        }
        return logics;
    }

    @Override
    public void start(boolean lasting) throws BundleException {
        bundle.start(lasting ? 0 : Bundle.START_TRANSIENT);
    }

    @Override
    public boolean lasting() {
        return bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    @Override
    public void startWith(Installed other) {
        if (other instanceof OsgiInstalled osgi) {
            int level = osgi.bundle.adapt(BundleStartLevel.class).getStartLevel();
            bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        }
    }

    @Override
    public void uninstall() throws BundleException {
        if (bundle.getState() != Bundle.UNINSTALLED) {
            bundle.uninstall();
        }
    }

    @Override
    public WeakReference<ClassLoader> loader() {
        BundleWiring wiring = wiring();
        return new WeakReference<>(wiring == null ? null : wiring.getClassLoader());
    }

    @Override
    public String toString() {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    private @Nullable BundleWiring wiring() {
        return bundle.adapt(BundleWiring.class);
    }

    private static String text(URL url) {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + url, e);
        }
    }
}

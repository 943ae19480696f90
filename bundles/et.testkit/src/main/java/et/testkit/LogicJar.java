package et.testkit;

import et.api.ActorLogic;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * A logic bundle's jar, loaded as a container would: by a class loader of its own, so that two versions with the same class names stand side by side. What the
 * bundle may import ({@code et.api}, protobuf, slf4j) comes from the test; everything else from the jar.
 */
public final class LogicJar implements AutoCloseable {

    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"([^\"]+)\"");

    private final String bundle;
    private final String version;
    private final URLClassLoader loader;
    private final List<ActorLogic<?>> logics;

    private LogicJar(String bundle, String version, URLClassLoader loader, List<ActorLogic<?>> logics) {
        this.bundle = bundle;
        this.version = version;
        this.loader = loader;
        this.logics = logics;
    }

    /** Loads the jar and makes its components. */
    public static LogicJar load(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes manifest = file.getManifest().getMainAttributes();
            String components = manifest.getValue("Service-Component");
            String name = manifest.getValue("Bundle-SymbolicName");
            String version = manifest.getValue("Bundle-Version");
            if (components == null || name == null || version == null) {
                throw new IllegalArgumentException(jar + " (expected: a bundle with components)");
            }
            URLClassLoader loader = new Inner(new URL[] {jar.toUri().toURL()});
            List<ActorLogic<?>> logics = new ArrayList<>();
            for (String component : components.split(",", -1)) {
                Object made = loader.loadClass(implementation(file, component.strip()))
                        .getDeclaredConstructor()
                        .newInstance();
                if (made instanceof ActorLogic<?> logic) {
                    logics.add(logic);
                }
            }
            return new LogicJar(name.split(";", -1)[0], version, loader, List.copyOf(logics));
        } catch (IOException | ReflectiveOperationException failed) {
            throw new IllegalArgumentException(jar + " could not be loaded: " + failed, failed);
        }
    }

    private static String implementation(JarFile file, String component) throws IOException {
        ZipEntry entry = file.getEntry(component);
        if (entry == null) {
            throw new IOException(component + " is named in the manifest and not there");
        }
        try (InputStream in = file.getInputStream(entry)) {
            Matcher matcher = IMPLEMENTATION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!matcher.find()) {
                throw new IOException(component + " names no implementation class");
            }
            return matcher.group(1);
        }
    }

    /** The bundle's symbolic name. */
    public String bundle() {
        return bundle;
    }

    /** The bundle's version. */
    public String version() {
        return version;
    }

    List<ActorLogic<?>> logics() {
        return logics;
    }

    /** The class loader, watched and not held, for {@link Unloading#assertUnloaded}. */
    public Reference<ClassLoader> watch() {
        return Unloading.watch(loader);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Looks into the jar first, except for what bundles share. */
    private static final class Inner extends URLClassLoader {

        Inner(URL[] urls) {
            super(urls, LogicJar.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                if (findResource(name.replace('.', '/') + ".class") != null) {
                    return findClass(name);
                }
            }
            return super.loadClass(name, resolve);
        }
    }
}

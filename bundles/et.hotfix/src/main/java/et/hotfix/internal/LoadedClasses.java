package et.hotfix.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The classes that bundles have loaded. None is loaded for that. It lists the files of all bundles, and needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}, as Karaf gives it. */
final class LoadedClasses {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedClasses.class);

    private LoadedClasses() {}

    /** Of all bundles; empty when the JVM does not tell. */
    static Collection<Class<?>> of(BundleContext context) {
        List<Class<?>> loaded = new ArrayList<>();
        try {
            Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            if (!find.trySetAccessible()) {
                LOG.debug("java.lang is not open: static fields of other bundles are not looked at");
                return loaded;
            }
            for (Bundle bundle : context.getBundles()) {
                BundleWiring wiring = bundle.adapt(BundleWiring.class);
                if (wiring != null && wiring.getClassLoader() != null) {
                    add(find, wiring, loaded);
                }
            }
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            LOG.debug("static fields of other bundles are not looked at: {}", Sentences.of(e));
        }
        return loaded;
    }

    private static void add(Method find, BundleWiring wiring, List<Class<?>> loaded)
            throws IllegalAccessException, InvocationTargetException {
        Collection<String> files = wiring.listResources(
                "/", "*.class", BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL);
        for (String file : files) {
            String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
            if (find.invoke(wiring.getClassLoader(), name) instanceof Class<?> type) {
                loaded.add(type);
            }
        }
    }
}

package et.hotfix.internal;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Names what holds a class loader that should have gone: threads and all that belongs to them, registries of the JVM, and static fields of other bundles. */
final class Holders {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Holders.class);

    /** So many sentences are enough to begin with. */
    private static final int MOST = 20;

    /** Where the JDK keeps what it is given for the whole JVM. */
    private static final List<Registry> REGISTRIES = List.of(
            new Registry("a shutdown hook", "java.lang.ApplicationShutdownHooks", "hooks"),
            new Registry("java.sql.DriverManager", "java.sql.DriverManager", "registeredDrivers"),
            new Registry("a delayed CompletableFuture", "java.util.concurrent.CompletableFuture$Delayer", "delayer"),
            new Registry("the common pool", "java.util.concurrent.ForkJoinPool", "common"),
            new Registry("the URL stream handler factory", "java.net.URL", "factory"),
            new Registry("the default authenticator", "java.net.Authenticator", "theAuthenticator"),
            new Registry("the default proxy selector", "java.net.ProxySelector", "theProxySelector"),
            new Registry("the default cookie handler", "java.net.CookieHandler", "cookieHandler"),
            new Registry("the default response cache", "java.net.ResponseCache", "theResponseCache"));

    private record Registry(String name, String type, String field) {}

    private final ClassLoader loader;
    private final Trail trail;
    private final List<String> found = new ArrayList<>();

    private Holders(ClassLoader loader) {
        this.loader = loader;
        this.trail = new Trail(loader);
    }

    /**
     * One sentence for each that was found; may be empty though something does.
     *
     * @param others the classes whose static fields are looked at
     */
    static List<String> of(ClassLoader loader, Supplier<? extends Collection<Class<?>>> others) {
        var holders = new Holders(loader);
        REGISTRIES.forEach(holders::registry);
        holders.look("the default uncaught-exception handler", Thread.getDefaultUncaughtExceptionHandler());
        holders.beans();
        holders.loggers();
        holders.threads();
        others.get().forEach(holders::statics);
        return holders.found.stream().distinct().limit(MOST).toList();
    }

    private void threads() {
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            String name = "thread \"" + thread.getName() + "\"";
            if (thread.getClass().getClassLoader() == loader) {
                found.add(name + " is of its class " + thread.getClass().getName());
            } else if (thread.getContextClassLoader() == loader) {
                found.add(name + " has it as context class loader");
            } else {
                Optional<StackTraceElement> frame = running(entry.getValue());
                if (frame.isPresent()) {
                    found.add(name + " runs " + frame.get());
                } else {
                    look(name, thread);
                }
            }
        }
    }

    private Optional<StackTraceElement> running(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            try {
                // A frame has the name only; of classes of that name, the loader's own is meant.
                if (Class.forName(frame.getClassName(), false, loader).getClassLoader() == loader) {
                    return Optional.of(frame);
                }
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.trace("{} is not of the bundle: {}", frame, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void beans() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            try {
                if (server.getClassLoaderFor(name) == loader) {
                    found.add("the JMX bean " + name + " is of its code");
                }
            } catch (InstanceNotFoundException e) {
                LOG.trace("{} has gone meanwhile", name);
            }
        }
    }

    private void loggers() {
        for (String name : Collections.list(LogManager.getLogManager().getLoggerNames())) {
            Logger logger = LogManager.getLogManager().getLogger(name);
            if (logger != null) {
                String what = "the java.util.logging logger \"" + name + "\"";
                look(what, logger.getFilter());
                for (Handler handler : logger.getHandlers()) {
                    look(what, handler);
                }
            }
        }
    }

    private void registry(Registry registry) {
        try {
            // Not initialized: what was never used holds nothing.
            Class<?> type = Class.forName(registry.type(), false, ClassLoader.getPlatformClassLoader());
            fixed(registry.name(), type.getDeclaredField(registry.field()));
        } catch (ReflectiveOperationException e) {
            LOG.debug("{} is kept elsewhere by this JDK: {}", registry.name(), Sentences.of(e));
        }
    }

    private void statics(Class<?> type) {
        try {
            for (Field field : type.getDeclaredFields()) {
                boolean holds = Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive();
                if (holds) {
                    fixed("the static field " + type.getName() + "." + field.getName(), field);
                }
            }
        } catch (LinkageError e) {
            LOG.trace("{} cannot be looked at: {}", type.getName(), e.getMessage());
        }
    }

    private void fixed(String name, Field field) {
        if (field.trySetAccessible()) {
            look(name, Trail.value(field, null));
        } else {
            LOG.debug("{} is not open to be looked at", name);
        }
    }

    private void look(String name, @Nullable Object start) {
        trail.from(start).ifPresent(what -> found.add(name + " holds " + what));
    }
}

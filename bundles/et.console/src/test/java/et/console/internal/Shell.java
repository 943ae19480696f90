package et.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A shell and a framework as commands see them: a user, an output, and services by class. */
final class Shell {

    private final Map<String, Object> services = new HashMap<>();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
    int taken;

    <T> Shell with(Class<T> type, T service) {
        services.put(type.getName(), service);
        return this;
    }

    /** A service of a class that is not here. */
    Shell with(String type) {
        services.put(type, type);
        return this;
    }

    /** What the command prints. */
    String run(EtCommand command) throws Exception {
        command.session = session();
        command.context = context();
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            command.execute();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    /** What was told beside. */
    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> switch (method) {
            case "getServiceReference" ->
                reference(arguments[0] instanceof Class<?> type ? type.getName() : (String) arguments[0]);
            case "getService" -> {
                taken++;
                yield services.get(((ServiceReference<?>) arguments[0]).getProperty("class"));
            }
            case "ungetService" -> {
                taken--;
                yield true;
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }

    Session session() {
        return proxy(Session.class, (method, arguments) -> switch (method) {
            case "get" -> "USER".equals(arguments[0]) ? "ada" : null;
            case "getConsole" -> out;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ServiceReference<?> reference(String type) {
        return services.containsKey(type) ? proxy(ServiceReference.class, (method, arguments) -> type) : null;
    }

    /** An answer that is there. */
    static CompletionStage<?> ready(Object answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** An answer that will not come. */
    static CompletionStage<?> failed(RuntimeException why) {
        return CompletableFuture.failedFuture(why);
    }

    /** What a service answers to a method. */
    interface Answers {
        Object to(String method, List<Object> arguments);
    }

    /** A service of which a test says what it answers. */
    static <T> T service(Class<T> type, Answers answers) {
        return proxy(
                type, (method, arguments) -> answers.to(method, arguments == null ? List.of() : List.of(arguments)));
    }

    private interface Handler {
        Object call(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                Shell.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.getName().equals("hashCode") ? 1 : self == arguments[0];
                    }
                    return handler.call(method.getName(), arguments);
                }));
    }
}

package et.persistence.hibernate.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the scripts of this version would do to a database, without doing it. In a JVM of its own: {@code ./et db migrate --dry-run} runs it. */
public final class DryRun {

    /** As Karaf reads it in files of configuration: a property, and what holds without it, which has none inside. */
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.]+)(?::-([^${}]*))?}");

    private static final int WOULD_REFUSE = 1;

    private final Database.Config config;
    private final Function<String, String> properties;
    private final Map<String, String> environment;

    private DryRun(Database.Config config, Function<String, String> properties, Map<String, String> environment) {
        this.config = config;
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * Prints what would be done; returns 0, or 1 when a start would refuse to do it.
     *
     * @param words the file {@code et.persistence.hibernate.cfg} of a container
     */
    public static int run(String[] words) throws IOException {
        return run(Path.of(words[0]), name -> System.getProperty(name, ""), System.getenv(), System.out, System.err);
    }

    /**
     * Prints what would be done; returns 0, or 1 with a sentence on {@code err}.
     *
     * @param properties what stands for a {@code ${name}}; empty when nothing does
     */
    static int run(
            Path file,
            Function<String, String> properties,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err)
            throws IOException {
        var values = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            values.load(reader);
        }
        try {
            new DryRun(config(values, properties), properties, environment).print(out);
            return 0;
        } catch (IllegalStateException | IllegalArgumentException refused) {
            err.println("et: " + refused.getMessage());
            return WOULD_REFUSE;
        }
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

    private void print(PrintStream out) {
        var settings = new Settings(config, properties, environment);
        var engine = settings.onlooker();
        out.println("Database  " + Settings.shown(settings.url()));
        var source = engine.connect(config.user(), settings.password());
        var migrations = Migrations.shipped(engine, source);
        try (var connection = source.getConnection()) {
            connection.setReadOnly(true);
            engine.inspect(connection);
            print(migrations.pending(connection), out);
        } catch (SQLException failure) {
            if (!H2Engine.isMissing(failure)) {
                throw new IllegalStateException("it cannot be opened: " + engine.explain(failure), failure);
            }
            out.println("It is not there yet: the first start makes it, with all scripts");
        }
    }

    private static void print(List<Migrations.Script> pending, PrintStream out) {
        for (var script : pending) {
            out.println("Would run " + script.name());
            script.statements()
                    .forEach(statement -> out.println("            " + statement.replaceAll("\\s+", " ") + ";"));
        }
        out.println(
                pending.isEmpty()
                        ? "Up to date: a start changes nothing"
                        : "Nothing was changed. The next start of a container of this version runs them, once");
    }
}

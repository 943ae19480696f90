package et.persistence.hibernate.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the scripts of this version would do to a database, without doing it. In a JVM of its own: {@code ./et db migrate --dry-run} runs it. */
public final class DryRun {

    private static final int WOULD_REFUSE = 1;

    private DryRun() {}

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
        try {
            print(ConfigFile.read(file, properties, environment), out);
            return 0;
        } catch (IllegalStateException | IllegalArgumentException refused) {
            err.println("et: " + refused.getMessage());
            return WOULD_REFUSE;
        }
    }

    private static void print(Settings settings, PrintStream out) {
        var engine = settings.onlooker();
        out.println("Database  " + Settings.shown(settings.url()));
        var source = engine.connect(settings.config().user(), settings.password());
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

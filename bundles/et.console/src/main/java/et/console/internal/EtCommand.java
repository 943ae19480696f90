package et.console.internal;

import et.hotfix.HotfixException;
import et.persistence.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessController;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * What the commands have in common: options at any place, services on demand, errors in one sentence and with a
 * non-zero exit code.
 */
@SuppressWarnings("NullAway.Init") // Karaf sets the fields before it calls execute
abstract class EtCommand implements Action {

    /** A login as Karaf notes it, {@code ssh(/10.1.2.3)}, perhaps with a host's name or a port. */
    private static final Pattern CLIENT = Pattern.compile("(\\w+)\\((?:[^/]*/)?(.*)\\)");

    @Reference
    Session session;

    @Reference
    BundleContext context;

    @Option(name = "--json", description = "One line of JSON, for scripts")
    boolean json;

    /** Does it, prints for people or as JSON. */
    abstract void run(Services services, List<String> words, PrintStream out) throws Exception;

    /** The words that Karaf found behind the options; options may stand among them. */
    abstract @Nullable List<String> words();

    @Override
    public final @Nullable Object execute() throws Exception {
        try (var services = new Services(context)) {
            List<String> words = words();
            run(services, TrailingOptions.apply(this, words == null ? List.of() : words), System.out);
            return null;
        } catch (ConsoleException | HotfixException e) {
            throw sentence(e.getMessage());
        } catch (StoreException e) {
            throw sentence("the store does not answer: " + e.getMessage() + ". Try again, and see et:status");
        }
    }

    /** Who types here, for the records. */
    String user() {
        Object user = session.get("USER");
        return user == null || user.toString().isBlank() ? "console" : user.toString();
    }

    /** By which way who types here came, as Karaf's shell found out when they logged in, such as {@code ssh from 10.1.2.3}; empty when it does not say. */
    @SuppressWarnings("removal") // the shell has no other way to tell
    static String way() {
        Subject subject = Subject.getSubject(AccessController.getContext());
        return subject == null
                ? ""
                : subject.getPrincipals().stream()
                        .filter(known -> known.getClass().getSimpleName().equals("ClientPrincipal"))
                        .map(client -> CLIENT.matcher(client.getName()).replaceFirst("$1 from $2"))
                        .findFirst()
                        .orElse("");
    }

    /** The first line of the file that {@code --password-file} names. */
    static String password(String file) {
        try (var lines = Files.newBufferedReader(Path.of(file))) {
            String first = lines.readLine();
            return first == null ? "" : first.strip();
        } catch (IOException e) {
            throw new ConsoleException("--password-file: " + file + " cannot be read: " + e);
        }
    }

    static int limited(int limit) {
        if (limit < 1 || limit > 1000) {
            throw new ConsoleException("--limit: " + limit + " (expected: 1 to 1000)");
        }
        return limit;
    }

    /** Karaf prints what the first argument says, logs it at debug level only, and ends with 1. */
    private static CommandException sentence(@Nullable String text) {
        String line = String.valueOf(text);
        return new CommandException(line, line);
    }
}

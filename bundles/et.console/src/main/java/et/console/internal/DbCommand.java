package et.console.internal;

import et.persistence.AuditStore;
import et.persistence.Committer;
import et.persistence.PromotionException;
import et.persistence.Servers;
import et.persistence.Servers.Admin;
import et.persistence.Servers.Picture;
import et.persistence.Servers.Server;
import et.persistence.StoreException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** {@code et:db [show | check replica | promote replica]}: the servers of the database, and which one is written to. */
@Service
@Command(
        scope = "et",
        name = "db",
        description = "Shows the servers of the database, or writes to a replica from now on")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class DbCommand extends EtCommand {

    private static final String USAGE =
            "expected: et:db, et:db check <host:port>, or et:db promote <host:port> [--user <name> --password-file <file>]"
                    + " [--lossy]; et:db shows the replicas";

    @Option(name = "--user", description = "With promote: a user of the database who may have the replica take writes")
    String user = "";

    @Option(name = "--password-file", description = "With promote: a file whose first line is that user's password")
    String passwordFile = "";

    @Option(name = "--lossy", description = "With promote: although the replica lacks what was acknowledged")
    boolean lossy;

    @Argument(name = "words", multiValued = true, description = "check or promote, and a replica as host:port")
    @Completion(
            value = StringsCompleter.class,
            values = {"check", "promote"})
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Servers servers = services.need(Servers.class, "et.persistence.hibernate");
        if (words.isEmpty()) {
            show(servers.picture(), services.find(Committer.class).map(Committer::stats), out);
            return;
        }
        if (words.size() != 2) {
            throw new ConsoleException(USAGE);
        }
        String replica = words.get(1);
        try {
            switch (words.get(0)) {
                case "check" -> said("replica", replica, servers.check(replica), out);
                case "promote" -> promote(services, servers, replica, out);
                default -> throw new ConsoleException(USAGE);
            }
        } catch (PromotionException e) {
            throw new ConsoleException(String.valueOf(e.getMessage()));
        }
    }

    private void promote(Services services, Servers servers, String replica, PrintStream out) {
        String done = servers.promote(replica, admin(), lossy);
        try {
            services.need(AuditStore.class, "et.persistence.hibernate")
                    .append(new AuditStore.Entry(Instant.now(), user(), "db.promote", replica, done));
        } catch (StoreException e) {
            done += ". It could not be recorded in the audit: " + e.getMessage();
        }
        said("primary", replica, done, out);
        if (!json) {
            out.println("Next: et:db promote " + replica + " in each other container that has a database; the former"
                    + " primary comes back as a replica only, with read_only = ON");
        }
    }

    private Admin admin() {
        if (user.isEmpty() != passwordFile.isEmpty()) {
            throw new ConsoleException("--user and --password-file belong together (" + USAGE + ")");
        }
        if (user.isEmpty()) {
            return Admin.NOBODY;
        }
        return new Admin(user, password(passwordFile));
    }

    private void said(String key, String replica, String text, PrintStream out) {
        out.println(json ? new Json().put(key, replica).put("said", text).toString() : text);
    }

    private void show(Picture picture, Optional<Committer.Stats> committer, PrintStream out) {
        if (json) {
            out.println(json(picture, committer));
            return;
        }
        var table =
                new Table("Server", "Role", "State", "Behind", "In use", "Open", "At most", "Waiting", "Reads", "GTID");
        picture.servers()
                .forEach(one -> table.row(
                        one.address(),
                        one.primary() ? "primary" : "replica",
                        !one.used() ? "not used" : one.primary() ? "written" : "read",
                        behind(one),
                        one.pool().inUse(),
                        one.pool().open(),
                        one.pool().size(),
                        one.pool().waiting(),
                        one.primary() ? "-" : Words.number(one.reads()),
                        one.position().isEmpty() ? "-" : one.position()));
        table.print(out, "");
        picture.servers().stream()
                .filter(one -> !one.state().isEmpty())
                .forEach(one -> out.println("Not used      " + one.address() + ": " + one.state()));
        out.println("Transactions  " + Words.number(picture.transactions()) + ", " + Words.number(picture.failures())
                + " failed; half took up to " + millis(picture.medianMicros()) + ", 99 of 100 up to "
                + millis(picture.slowMicros()));
        committer.ifPresent(c -> out.println("Committer     " + Words.number(c.waiting()) + " of "
                + Words.count(c.capacity(), "row") + " waiting, " + Words.number(c.rows()) + " written in "
                + Words.count(c.transactions(), "transaction") + " (" + Words.number(batch(c)) + " each), "
                + Words.number(c.failures()) + " failed"));
        boolean replicas = picture.servers().size() > 1;
        if (replicas) {
            out.println("Reads         " + Words.number(served(picture)) + " answered by replicas, "
                    + Words.number(picture.readsElsewhere()) + " by the primary instead");
            out.println("Next: et:db check <host:port>, et:db promote <host:port> when the primary is lost");
        }
    }

    private static String behind(Server one) {
        return one.primary() || one.behindMillis() < 0 ? "-" : Words.number(one.behindMillis()) + " ms";
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }

    private static double batch(Committer.Stats stats) {
        return stats.transactions() == 0 ? 0 : (double) stats.rows() / stats.transactions();
    }

    private static long served(Picture picture) {
        return picture.servers().stream().mapToLong(Server::reads).sum();
    }

    private static Json json(Picture picture, Optional<Committer.Stats> committer) {
        return new Json()
                .put("servers", picture.servers().stream().map(DbCommand::json).toList())
                .put("reads", served(picture))
                .put("readsElsewhere", picture.readsElsewhere())
                .put("transactions", picture.transactions())
                .put("failures", picture.failures())
                .put("medianMicros", picture.medianMicros())
                .put("slowMicros", picture.slowMicros())
                .put(
                        "committer",
                        committer
                                .map(c -> new Json()
                                        .put("waiting", c.waiting())
                                        .put("capacity", c.capacity())
                                        .put("rows", c.rows())
                                        .put("transactions", c.transactions())
                                        .put("batch", batch(c))
                                        .put("failures", c.failures())
                                        .put("lastMicros", c.lastMicros()))
                                .orElse(null));
    }

    private static Json json(Server one) {
        return new Json()
                .put("address", one.address())
                .put("role", one.primary() ? "primary" : "replica")
                .put("used", one.used())
                .put("state", one.state())
                .put("behindMillis", one.behindMillis() < 0 ? null : one.behindMillis())
                .put("inUse", one.pool().inUse())
                .put("open", one.pool().open())
                .put("size", one.pool().size())
                .put("waiting", one.pool().waiting())
                .put("reads", one.reads())
                .put("position", one.position());
    }
}

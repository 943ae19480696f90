package et.console.internal;

import et.actor.Actors;
import et.cluster.Cluster;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.Shards;
import et.persistence.AuditStore;
import et.persistence.PlayerStore;
import et.persistence.PlayerStore.Deleted;
import et.session.Kicks;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:delete player/42 --yes}: takes out all that is stored of a player. */
@Service
@Command(scope = "et", name = "delete", description = "Deletes all that is stored of a player, for good")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class DeleteCommand extends EtCommand {

    private static final int PATIENCE_SECONDS = 15;

    /** So often is looked whether it stays deleted: somebody may be sending it a message. */
    private static final int ATTEMPTS = 50;

    private static final long PAUSE_MS = 100;

    @Option(name = "--yes", description = "Do it")
    boolean yes;

    @Argument(name = "player/id", multiValued = true, description = "The player, as player/42")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    /** The id in {@code player/42}. */
    static String player(String name) {
        String prefix = PlayerStore.TYPE + "/";
        if (!name.startsWith(prefix) || name.length() == prefix.length()) {
            throw new ConsoleException(name + " (expected: a player, as player/42)");
        }
        return name.substring(prefix.length());
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        if (words.size() != 1) {
            throw new ConsoleException("expected: et:delete player/ID --yes, as et:delete player/42 --yes");
        }
        String player = player(words.get(0));
        PlayerStore store = services.need(PlayerStore.class, "et.persistence.hibernate");
        AuditStore audit = services.need(AuditStore.class, "et.persistence.hibernate");
        Actors actors = services.need(Actors.class, "et.actor");
        Kicks kicks = services.need(Kicks.class, "et.session");
        mustBeHere(services, player);
        if (!yes) {
            throw new ConsoleException("nothing was deleted. et:delete player/" + player + " --yes deletes account,"
                    + " sessions and actor for good; et:export player/" + player + " FILE keeps a copy");
        }
        Kicks.Kicked kicked = Services.await(
                kicks.kick(user(), player, "The account was deleted."), "the database", PATIENCE_SECONDS);
        if (!kicked.deaf().isEmpty()) {
            throw new ConsoleException(String.join(", ", kicked.deaf())
                    + " does not answer, and may have the player connected: nothing was deleted but the sessions. Try again"
                    + " when et:cluster shows it up or gone");
        }
        Deleted first = delete(store, actors, player);
        audit.append(new AuditStore.Entry(
                Instant.now(), user(), "player.delete", PlayerStore.TYPE + "/" + player, said(first)));
        out.println(
                json
                        ? new Json()
                                .put("player", player)
                                .put("accounts", first.accounts())
                                .put("sessions", first.sessions())
                                .put("actors", first.actors())
                                .put("changes", first.touched())
                                .put("rows", first.rows())
                                .toString()
                        : "Deleted   " + said(first)
                                + "\nNot in it: the audit, which has the number and no name; backups;"
                                + " what other actors know of the player");
    }

    private static String said(Deleted deleted) {
        return Words.count(deleted.accounts(), "account") + ", " + Words.count(deleted.sessions(), "session") + ", "
                + Words.count(deleted.actors(), "actor") + ", "
                + Words.count(deleted.touched(), "record") + " of what versions changed, "
                + Words.count(deleted.rows(), "row") + " of games' tables";
    }

    /** Only the container that has the actor can keep it from writing itself back. */
    private static void mustBeHere(Services services, String player) {
        Place place = services.need(Cluster.class, "et.cluster").place(Shards.of(PlayerStore.TYPE, player));
        String here = services.need(Self.class, "et.cluster").container();
        if (place == null || !place.container().equals(here)) {
            throw new ConsoleException("player/" + player + " belongs to "
                    + (place == null
                            ? "no container at the moment: try again"
                            : place.container() + ": type it there"));
        }
    }

    /** Until it stays so: a write that was on its way, or a message of another actor, may have made the row anew. */
    private static Deleted delete(PlayerStore store, Actors actors, String player) throws InterruptedException {
        Deleted first = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean gone = Services.await(actors.letGo(PlayerStore.TYPE, player), "the lanes");
            if (gone) {
                Deleted now = store.delete(player);
                first = first == null ? now : first;
                if (Services.await(actors.inspect(PlayerStore.TYPE, player), "the lanes")
                        .isEmpty()) {
                    return first;
                }
            }
            Thread.sleep(PAUSE_MS);
        }
        throw new ConsoleException("player/" + player + " comes back again and again: somebody sends it messages."
                + (first == null ? " Nothing was deleted" : " Account and sessions are deleted, the actor is not")
                + "; see et:actor player/" + player + ", and try again");
    }
}

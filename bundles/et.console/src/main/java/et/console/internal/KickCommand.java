package et.console.internal;

import et.session.Kicks;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:kick player [reason]}: ends a player's sessions, in whichever gateway they are. */
@Service
@Command(scope = "et", name = "kick", description = "Ends the sessions of a player, and tells the player why")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class KickCommand extends EtCommand {

    /** More than a call to another container may take. */
    private static final int PATIENCE_SECONDS = 15;

    @Argument(
            name = "player",
            multiValued = true,
            description = "The player's id, then the reason in any number of words")
    @Completion(PlayerCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        if (words.isEmpty()) {
            throw new ConsoleException("expected: et:kick player [reason]; et:sessions shows the players");
        }
        String player = words.get(0);
        String reason =
                words.size() == 1 ? "An operator ended the session." : String.join(" ", words.subList(1, words.size()));
        within("player", player, Kicks.NAME_MOST);
        within("reason", reason, Kicks.REASON_MOST);
        Kicks.Kicked kicked = Services.await(
                services.need(Kicks.class, "et.session").kick(user(), player, reason),
                "the database",
                PATIENCE_SECONDS);
        if (!kicked.deaf().isEmpty()) {
            throw new ConsoleException(Words.count(kicked.ended(), "session") + " of " + player
                    + " ended in the database, but " + String.join(", ", kicked.deaf())
                    + " does not answer and was not told: if the player is connected there, kick again when et:cluster"
                    + " shows it up or gone");
        }
        if (kicked.ended() == 0) {
            throw new ConsoleException(
                    "player " + player + " has no session; et:sessions of a gateway shows who plays there");
        }
        out.println(
                json
                        ? new Json()
                                .put("player", player)
                                .put("ended", kicked.ended())
                                .toString()
                        : Words.count(kicked.ended(), "session") + " of " + player + " ended");
    }

    private static void within(String what, String value, int most) {
        if (value.length() > most) {
            throw new ConsoleException(what + ": " + value.length() + " characters (expected: at most " + most + ")");
        }
    }
}

package et.console.internal;

import et.persistence.AuditStore;
import et.proto.client.Code;
import et.session.Sessions;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:kick player [reason]}: ends a player's sessions. */
@Service
@Command(scope = "et", name = "kick", description = "Ends the sessions of a player, and tells the player why")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class KickCommand extends EtCommand {

    private static final int MAX_REASON = 200;

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
        if (reason.length() > MAX_REASON) {
            throw new ConsoleException(
                    "reason: " + reason.length() + " characters (expected: at most " + MAX_REASON + ")");
        }
        Sessions sessions = services.need(Sessions.class, "et.gateway");
        AuditStore audit = services.need(AuditStore.class, "et.persistence.hibernate");
        audit.append(new AuditStore.Entry(Instant.now(), user(), "session.kick", player, reason));
        int ended = Services.await(sessions.kick(player, Code.KICKED_VALUE, reason), "the gateway");
        if (ended == 0) {
            throw new ConsoleException("player " + player + " has no session here; et:sessions shows who has");
        }
        out.println(
                json
                        ? new Json().put("player", player).put("ended", ended).toString()
                        : Words.count(ended, "session") + " of " + player + " ended");
    }
}

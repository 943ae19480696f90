package et.session;

import et.proto.client.Login;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Proves who a client is. An OSGi service; any thread; never blocks: the work is done on a bounded pool, and the stages complete there.
 *
 * <p>A stage that fails, fails with an {@link AuthenticationException}.
 */
public interface Authenticator {

    /** Checks a name and password or a device secret, ends the player's other sessions, and opens a new one. */
    CompletionStage<Opened> login(Login login, InetAddress from);

    /** Checks a token and issues the next one; the one used stays good until {@link #confirm}. A token that was used up ends its session. */
    CompletionStage<Opened> resume(byte[] token, InetAddress from);

    /** The client has shown that it got {@code token}, the one of its last resume: older ones are used up. */
    void confirm(long session, byte[] token);

    /** The session is in use: puts off its end in the store. A gateway says so every {@link Opened#touchMillis}. */
    void touch(long session);

    /** Ends a session for good: logged out, kicked, or not resumed in time. */
    CompletionStage<Void> end(long session);

    /**
     * An open session.
     *
     * @param session its id
     * @param player the player's id
     * @param token the token for the next resume; a secret, never logged
     * @param resumeMillis how long the session waits for a resume
     * @param touchMillis how often to {@link #touch} it
     * @param ended the ids of sessions of the same player that this login ended
     */
    record Opened(long session, String player, byte[] token, int resumeMillis, int touchMillis, List<Long> ended) {}
}

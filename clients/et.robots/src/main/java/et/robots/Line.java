package et.robots;

import com.google.protobuf.Message;
import java.util.function.Consumer;

/** A robot's session with the server. */
interface Line {

    /**
     * Sends a request to an actor. {@code then} is told the outcome, once, on any thread; perhaps before this returns.
     *
     * @param type the actor's type
     * @param id the actor's id; empty for the player's own
     */
    void ask(String type, String id, Message request, Consumer<Outcome> then);

    /** Ends the session. */
    void logout();
}

package et.client;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One player's session. Any thread; nothing blocks. Stages complete on the client's event loop, in the order of the answers: what hangs on
 * them must not block.
 *
 * <p>A lost connection is made again, to the next server if several are known, and the session resumed there; requests that were not answered are sent again, in order. Stages fail with a
 * {@link RequestException} when the server refused the request, and with a {@link SessionEndedException} when the session is over.
 */
public interface EtClient extends AutoCloseable {

    /** A client of the server at {@code tcp://host:port} or {@code ws://host:port/et}. */
    static ClientBuilder builder(URI server) {
        return builder(List.of(server));
    }

    /** As {@link #builder(URI)}. */
    static ClientBuilder builder(String server) {
        return builder(URI.create(server));
    }

    /**
     * A client of one of these servers, which are gateways of one cluster. It begins at a random one, and takes the next whenever a connection is
     * lost, or refused, or does not come about.
     */
    static ClientBuilder builder(List<URI> servers) {
        return new ClientBuilder(servers);
    }

    /** Asks the player's own actor of the one type that handles this message. */
    default <A extends Message> CompletionStage<A> request(Message request, Parser<A> answer) {
        return request("", "", request, answer);
    }

    /**
     * Asks an actor.
     *
     * @param type empty: the one type that handles the message
     * @param id empty: the player's own
     * @param answer what the answer has to be; another message fails the stage with an {@link UnexpectedAnswerException}
     */
    <A extends Message> CompletionStage<A> request(String type, String id, Message request, Parser<A> answer);

    /**
     * Asks an actor, in bytes.
     *
     * @param message {@link MessageId#of(String)} of the payload's full name
     */
    CompletionStage<Answer> request(String type, String id, int message, byte[] payload);

    /** The player's id: the id of the actors that are the player's own. */
    String player();

    /** The session's number. */
    long session();

    /** Figures since the client was made. */
    Counters counters();

    /** Cuts the connection without a word, as a bad network does. The client connects again and resumes. */
    void cut();

    /**
     * Ends the session; nothing more is sent, and requests that are still unanswered fail. A client that has just lost its connection comes back to
     * say so. Completes when the server has agreed, after 5 seconds at the latest: then the session ends when its time to be resumed is up.
     */
    CompletionStage<Void> logout();

    /** As {@link #logout}, without waiting. */
    @Override
    void close();
}

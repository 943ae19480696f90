package et.net;

import et.proto.client.Kind;
import io.netty.channel.EventLoop;
import java.net.InetAddress;

/**
 * One client's connection, whatever the transport. All methods that change something are called on its loop only. Nothing
 * blocks. What is sent in one turn of the loop goes out together at the end of the turn.
 */
public interface Connection {

    /** The loop that the connection lives on; another one after {@link #move}. */
    EventLoop loop();

    /** The client's address. */
    InetAddress address();

    /** {@code tcp} or {@code ws}. */
    String transport();

    /** The largest envelope that is taken from the client, in bytes: what WELCOME says. */
    int maxFrame();

    /** How often the client has to send something, in milliseconds: what WELCOME says. Silence of three times as long ends the connection. */
    int heartbeatMillis();

    /** Sends an answer. */
    void answer(long number, int message, byte[] payload);

    /** Sends a failure. */
    void fail(long number, int code, String text);

    /** Sends a push. */
    void push(long number, int message, String type, String id, byte[] payload);

    /** Sends word, numbered as a push, that the client is to ask the game for a fresh picture of an actor. */
    void snapshot(long number, String type, String id);

    /** Sends a frame that carries one of the protocol's own messages, or nothing. */
    void control(Kind kind, long number, byte[] payload);

    /** Says why, sends what is waiting and closes. A second call does nothing. */
    void close(int code, String text);

    /**
     * Moves to another loop of the {@link Loops} service. Until it is there, nothing is handed in, and nothing may be sent; what the client sends
     * meanwhile comes afterwards, in order.
     *
     * @param then run once, on the loop that the connection lives on from then on: that one, or still this one, if the client has not taken yet
     *     what was sent to it, if the connection has ended, or if the transport cannot move
     */
    void move(EventLoop to, Runnable then);

    /** Stops or goes on reading from the client. */
    void reading(boolean on);

    /** From now on the handshake time does not apply, and the idle time does. */
    void authenticated();
}

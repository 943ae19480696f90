package et.net;

/** What a connection tells. Called on the connection's loop; must not block. */
public interface ConnectionListener {

    /** A frame has come in. Exceptions close the connection and are logged once with the connection's address. */
    void frame(Frame frame);

    /** The socket has been read dry for now: send what was collected from its frames. */
    void readComplete();

    /** The connection is gone, for whatever reason. Called once, last. */
    void closed();
}

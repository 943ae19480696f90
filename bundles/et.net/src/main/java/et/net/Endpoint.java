package et.net;

/** Takes connections. An OSGi service; as long as there is none, no transport listens. */
public interface Endpoint {

    /** A client has connected. Called on the connection's loop, before anything is read from it. */
    ConnectionListener accepted(Connection connection);
}

package et.itests.loopback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;

/**
 * Keeps RMI on this machine. Pax Exam steers a container through a remote bundle context: whoever reaches it installs
 * what he likes, and RMI listens on every interface unless it is told otherwise before its first use.
 */
public final class LoopbackRmi extends RMISocketFactory {

    private static final int ANY_BACKLOG = 0;

    private LoopbackRmi() {}

    /** In the container, before anything else: {@code -javaagent}. */
    public static void premain(String arguments) throws IOException {
        install();
    }

    /** In the JVM of the tests, which holds the registry. */
    public static void install() throws IOException {
        if (!(RMISocketFactory.getSocketFactory() instanceof LoopbackRmi)) {
            RMISocketFactory.setSocketFactory(new LoopbackRmi());
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new ServerSocket(port, ANY_BACKLOG, InetAddress.getLoopbackAddress());
    }
}

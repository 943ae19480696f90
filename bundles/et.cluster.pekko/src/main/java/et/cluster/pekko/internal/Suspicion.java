package et.cluster.pekko.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Finds out whether a process is dead. */
final class Suspicion {

    /** Sockets of a process that is killed close one after the other, within some milliseconds. */
    private static final int TRIES = 4;

    private static final int PAUSE_MILLIS = 60;
    private static final int TIMEOUT_MILLIS = 400;

    private Suspicion() {}

    /**
     * Whether nobody listens at a port while the machine itself answers: a process that is only slow, or stopped, still has its port. Blocks.
     */
    static boolean dead(String host, int port) {
        for (int i = 0; i < TRIES; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
                Thread.sleep(PAUSE_MILLIS);
            } catch (ConnectException e) {
                // "Refused"; a machine that does not answer, or cannot be reached, is another exception or another
                // text.
                String text = e.getMessage();
                return text != null && text.contains("refused");
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}

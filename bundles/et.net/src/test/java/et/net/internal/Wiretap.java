package et.net.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A way to a server that keeps what passes, for one connection. */
final class Wiretap implements AutoCloseable {

    private final ServerSocket socket;
    private final InetSocketAddress server;
    private final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();

    Wiretap(InetSocketAddress server) throws IOException {
        this.server = server;
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    byte[] fromClient() {
        return fromClient.toByteArray();
    }

    byte[] fromServer() {
        return fromServer.toByteArray();
    }

    private void accept() throws IOException {
        try (Socket client = socket.accept();
                Socket behind = new Socket(server.getAddress(), server.getPort())) {
            Thread back = start(() -> copy(behind, client, fromServer));
            copy(client, behind, fromClient);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream kept) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[4096];
        for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
            kept.write(bytes, 0, read);
            out.write(bytes, 0, read);
        }
        to.shutdownOutput();
    }

    private Thread start(Pump pump) {
        Thread thread = new Thread(() -> {
            try {
                pump.run();
            } catch (IOException end) {
                // One side has gone; so does the other.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private interface Pump {
        void run() throws IOException;
    }
}

package et.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link Floor} in a JVM of its own, as a server is. It ends with this object, and with this process. */
final class FloorProcess implements AutoCloseable {

    private final Process process;
    private final int port;

    FloorProcess(Options options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Floor.class.getName(),
                options.transport().word()));
        if (options.workload().delivers()) {
            command.add(Integer.toString(options.tick()));
        }
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the floor has not begun to listen; its own words are above");
        }
        port = Integer.parseInt(line);
    }

    Server server() {
        return new Server(
                "floor",
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                new Processes(List.of(process.pid())));
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

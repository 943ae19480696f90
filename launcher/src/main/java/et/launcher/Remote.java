package et.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;

/**
 * One connection to the console of a container on this machine. Karaf closes it after one command, so it serves for one
 * {@link #exec} or one {@link #shell}.
 *
 * <p>The port comes from the file {@code ports} in the container's directory, the keys from {@link Keys}; the user's own
 * {@code ~/.ssh} is not looked at.
 */
public final class Remote implements AutoCloseable {

    /** What {@link #exec} answers when the connection ended before the command did; what ssh answers then. */
    public static final int CONNECTION_LOST = 255;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SshClient client;
    private final ClientSession session;

    private Remote(SshClient client, ClientSession session) {
        this.client = client;
        this.session = session;
    }

    /**
     * Connects and authenticates, in at most twenty seconds.
     *
     * @param base a container's directory
     * @throws IOException nobody listens, or it is not the container of this directory, or it does not let us in
     */
    public static Remote connect(Path base) throws IOException, GeneralSecurityException {
        Keys keys = new Keys(base);
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setServerKeyVerifier((session, address, key) -> keys.isHost(key));
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(keys.operator()));
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.start();
        try {
            ClientSession session = client.connect(Keys.USER, "127.0.0.1", port(base, "ssh"))
                    .verify(PATIENCE)
                    .getSession();
            session.auth().verify(PATIENCE);
            return new Remote(client, session);
        } catch (SshException e) {
            client.stop();
            throw e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                    ? new IOException(
                            "the container does not let in the key " + base.resolve("operator.key")
                                    + "; it knows those in " + base.resolve("etc/keys.properties"),
                            e)
                    : e;
        } catch (IOException | RuntimeException e) {
            client.stop();
            throw e;
        }
    }

    /**
     * A port of the container in this directory.
     *
     * @param name {@code ssh}, {@code tcp} or {@code ws}
     */
    public static int port(Path base, String name) throws IOException {
        Path file = base.resolve("ports");
        Properties ports = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            ports.load(reader);
        }
        String port = ports.getProperty(name);
        if (port == null) {
            throw new IOException(file + " names no port for " + name + " (expected: a line " + name + "=1234)");
        }
        return Integer.parseInt(port.trim());
    }

    /**
     * Runs one command and waits for its end.
     *
     * @param limit how long to wait; zero: as long as it takes
     * @return its exit code: 0 when it did its work; {@link #CONNECTION_LOST} when that cannot be known
     */
    public int exec(String command, OutputStream out, OutputStream err, Duration limit) throws IOException {
        // Standard input is left open: at its end, Karaf closes the channel before the command has run.
        try (ClientChannel channel = session.createExecChannel(command)) {
            channel.setOut(out);
            channel.setErr(err);
            return finish(channel, limit);
        }
    }

    /** Gives the terminal to the container's shell until either side ends. Keys go there untouched. */
    public int shell(Terminal terminal, InputStream keys) throws IOException {
        PtyChannelConfiguration pty = new PtyChannelConfiguration();
        pty.setPtyType(terminal.getType());
        pty.setPtyColumns(terminal.getWidth());
        pty.setPtyLines(terminal.getHeight());
        Attributes before = terminal.enterRawMode();
        Attributes untouched = terminal.getAttributes();
        untouched.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        untouched.setOutputFlag(Attributes.OutputFlag.OPOST, false);
        terminal.setAttributes(untouched);
        try (var channel = session.createShellChannel(pty, Map.of())) {
            terminal.handle(Terminal.Signal.WINCH, signal -> {
                Size size = terminal.getSize();
                try {
                    channel.sendWindowChange(size.getColumns(), size.getRows());
                } catch (IOException e) {
                    channel.close(true);
                }
            });
            channel.setIn(keys);
            channel.setOut(terminal.output());
            channel.setErr(terminal.output());
            return finish(channel, Duration.ZERO);
        } finally {
            terminal.setAttributes(before);
        }
    }

    private static int finish(ClientChannel channel, Duration limit) throws IOException {
        channel.open().verify(PATIENCE);
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), limit.toMillis());
        Integer status = channel.getExitStatus();
        return status == null ? CONNECTION_LOST : status;
    }

    @Override
    public void close() {
        session.close(true);
        client.stop();
    }
}

package et.cluster.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Certificates for tests, made with the JDK's keytool: an authority, and what it has signed. */
final class Keys {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path all;

    Keys(Path folder) {
        this.folder = folder;
        this.all = folder.resolve("all.p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c");
    }

    /**
     * The configuration of a container with that subject, which trusts this authority, and waits: the first TLS handshakes of a process take seconds on
     * a busy machine.
     */
    Map<String, Object> container(String subject) {
        String alias = "k" + Integer.toHexString(subject.hashCode());
        keytool("-genkeypair", "-alias", alias, "-dname", subject, "-signer", "ca");
        try {
            KeyStore made = KeyStore.getInstance(all.toFile(), PASSWORD.toCharArray());
            KeyStore own = empty();
            own.setKeyEntry(
                    alias,
                    made.getKey(alias, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    made.getCertificateChain(alias));
            KeyStore trust = empty();
            trust.setCertificateEntry("ca", made.getCertificate("ca"));
            Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            return new HashMap<>(Map.of(
                    "tls",
                    "on",
                    "tls_keystore",
                    write(own, alias + ".p12"),
                    "tls_truststore",
                    write(trust, "trust.p12"),
                    "tls_password_file",
                    password.toString(),
                    "handshake_millis",
                    60_000));
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private String write(KeyStore store, String name) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name);
        try (OutputStream to = Files.newOutputStream(file)) {
            store.store(to, PASSWORD.toCharArray());
        }
        return file.toString();
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", all.toString(), "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
            }
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}

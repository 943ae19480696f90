package et.persistence.hibernate.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it vouches for, made with the JDK's keytool in a folder. */
final class Certificates {

    private static final String PASSWORD = "not secret";

    private final Path folder;

    Certificates(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        keytool(
                "ca",
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=ca",
                "-ext",
                "bc:c=ca:true");
        keytool(
                "ca",
                "-exportcert",
                "-alias",
                "ca",
                "-rfc",
                "-file",
                authority().toString());
    }

    /** The authority's certificate, as PEM. */
    Path authority() {
        return folder.resolve("ca.pem");
    }

    /** Options for a server that shows a certificate for this alternative name, as {@code ip:127.0.0.1}. */
    String[] serve(String name) throws IOException, GeneralSecurityException {
        var request = folder.resolve("request").toString();
        var certificate = folder.resolve("server.pem");
        keytool(
                "server",
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=server");
        keytool("server", "-certreq", "-alias", "server", "-file", request);
        keytool(
                "ca",
                "-gencert",
                "-alias",
                "ca",
                "-rfc",
                "-ext",
                "san=" + name,
                "-infile",
                request,
                "-outfile",
                certificate.toString());
        return new String[] {"--ssl-cert=" + certificate, "--ssl-key=" + key(), "--ssl-ca=" + authority()};
    }

    private Path key() throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("server.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var bytes = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
        var text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        return Files.writeString(
                folder.resolve("server.key"), "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    }

    private void keytool(String store, String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-keystore", folder.resolve(store + ".p12").toString(), "-storepass", PASSWORD));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

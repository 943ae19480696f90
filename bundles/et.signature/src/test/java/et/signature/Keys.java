package et.signature;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Keys with certificates, for tests: the JDK's keytool makes them, once. */
public record Keys(PrivateKey secret, X509Certificate certificate) {

    private static final String PASSWORD = "changeit";
    private static final ConcurrentHashMap<String, Keys> MADE = new ConcurrentHashMap<>();

    /** The key of this name; the same one at each call. */
    public static Keys of(String name) {
        return MADE.computeIfAbsent(name, Keys::make);
    }

    /** Writes the certificate as an operator would put it into {@code etc/signers/}. */
    public void writeCertificate(Path file) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        Files.createDirectories(file.getParent());
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    public String fingerprint() {
        return Fingerprints.of(certificate);
    }

    CertPath path() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    }

    private static Keys make(String name) {
        try {
            Path folder = Files.createTempDirectory("keys");
            Path store = folder.resolve("key.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "signer",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-validity",
                            "3650",
                            "-dname",
                            "CN=" + name + ", O=et",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Files.delete(store);
            Files.delete(folder);
            return new Keys((PrivateKey) keys.getKey("signer", PASSWORD.toCharArray()), (X509Certificate)
                    keys.getCertificate("signer"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

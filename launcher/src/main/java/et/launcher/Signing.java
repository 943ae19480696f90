package et.launcher;

import et.signature.Code;
import et.signature.Fingerprints;
import et.signature.Signature;
import et.signature.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/**
 * Signs logic bundles, in the JDK's own format: {@code jarsigner -verify} knows it, too. The key is in a directory of its
 * own: {@code key.p12}, {@code password}.
 */
final class Signing {

    private static final String ALIAS = "signer";
    private static final String FILES = "ET";

    private final PrivateKey secret;
    private final Certificate certificate;

    private Signing(PrivateKey secret, Certificate certificate) {
        this.secret = secret;
        this.certificate = certificate;
    }

    /** The key in this directory. */
    static Signing with(Path folder) throws IOException, GeneralSecurityException {
        char[] password = Files.readString(folder.resolve("password")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("key.p12"))) {
            store.load(in, password);
        }
        if (!(store.getKey(ALIAS, password) instanceof PrivateKey secret)) {
            throw new GeneralSecurityException(folder.resolve("key.p12") + " has no key named " + ALIAS);
        }
        return new Signing(secret, store.getCertificate(ALIAS));
    }

    /** The key's name for {@code etc/signers.properties}. */
    String fingerprint() {
        return Fingerprints.of(certificate);
    }

    /** What was signed, as is to be known of it. */
    record Signed(String bundle, String version, String code, String sha256) {}

    /** Signs the jar in its place; a signature that it had is replaced. When this throws, it is as it was. */
    Signed sign(Path jar) throws IOException, GeneralSecurityException {
        Code code;
        try {
            code = Code.read(Files.readAllBytes(jar));
        } catch (UnreadableException e) {
            throw new IOException(jar + " cannot be signed: " + e.sentence(), e);
        }
        if (code.bundle().isEmpty()) {
            throw new IOException(
                    jar + " cannot be signed: its manifest has no Bundle-SymbolicName, so it is no bundle");
        }
        Path fresh = Files.createTempFile(jar.toAbsolutePath().getParent(), ".signing", ".jar");
        try {
            byte[] signed = signed(code, fresh);
            Code again = Code.read(signed);
            if (!(again.signature() instanceof Signature.Whole whole)
                    || !whole.fingerprint().equals(fingerprint())
                    || !again.digest().equals(code.digest())) {
                throw new IOException(jar + " was signed, and the signature does not hold: " + again.signature());
            }
            Files.write(fresh, signed);
            Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Signed(
                    code.bundle(),
                    code.version(),
                    code.digest(),
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(signed)));
        } catch (UnreadableException e) {
            throw new IOException(jar + " was signed into something odd: " + e.sentence(), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private byte[] signed(Code code, Path plain) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(plain)) {
            plain(code, out);
        }
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(plain.toFile())) {
            new JarSigner.Builder(secret, path)
                    .digestAlgorithm("SHA-256")
                    .signatureAlgorithm("SHA256withECDSA")
                    .signerName(FILES)
                    .build()
                    .sign(zip, signed);
        }
        return signed.toByteArray();
    }

    /** The code without any signature: the manifest says nothing of single files then. */
    private static void plain(Code code, OutputStream out) throws IOException {
        Manifest manifest = code.manifest();
        manifest.getEntries().clear();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> file : code.files().entrySet()) {
                if (!file.getKey().equals(JarFile.MANIFEST_NAME) && !Code.isOfSignature(file.getKey())) {
                    JarEntry entry = new JarEntry(file.getKey());
                    entry.setTime(0);
                    jar.putNextEntry(entry);
                    jar.write(file.getValue());
                    jar.closeEntry();
                }
            }
        }
    }
}

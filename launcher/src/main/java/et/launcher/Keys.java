package et.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * The keys in a container's directory: the operator's, which opens the console, and the container's own.
 *
 * <p>The operator's private key is {@code operator.key} (PKCS #8 in PEM, so OpenSSH reads it too) and readable by its
 * owner only. The container knows its public half from {@code etc/keys.properties}.
 */
public final class Keys {

    /** The only user that a fresh container knows. */
    public static final String USER = "et";

    /** What the container's default for signatures accepts, and the JDK makes at once: RSA would take most of a second. */
    private static final String ALGORITHM = "EC";

    private static final String CURVE = "secp256r1";

    private final Path base;

    /** The keys in a container's directory, its KARAF_BASE. */
    public Keys(Path base) {
        this.base = base;
    }

    /** Makes the operator's key unless there is one, and lets it in. Safe to call again. */
    public void ensure() throws IOException, GeneralSecurityException {
        if (Files.notExists(operatorKey())) {
            KeyPair made = generate();
            writePrivate(operatorKey(), pem(made));
            Files.writeString(publicHalf(), PublicKeyEntry.toString(made.getPublic()) + " " + USER + "\n");
        }
        letIn(operator().getPublic());
    }

    /** The operator's key pair. */
    public KeyPair operator() throws IOException, GeneralSecurityException {
        PublicKey open = PublicKeyEntry.parsePublicKeyEntry(Files.readString(publicHalf()))
                .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
        PrivateKey secret =
                KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(unpem(operatorKey())));
        return new KeyPair(open, secret);
    }

    /** Whether the key is the one that the container in this directory made for itself at its first start. */
    public boolean isHost(PublicKey key) {
        Path file = base.resolve("etc/host.key.pub");
        try {
            PublicKey expected =
                    KeyFactory.getInstance(key.getAlgorithm()).generatePublic(new X509EncodedKeySpec(unpem(file)));
            return KeyUtils.compareKeys(expected, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(new ECGenParameterSpec(CURVE));
        KeyPair made;
        do {
            made = generator.generateKeyPair();
        } while (!isReadByKaraf((ECPublicKey) made.getPublic()));
        return made;
    }

    /**
     * Karaf takes the coordinates for signed numbers when it reads keys.properties, and so never knows some keys again
     * (one in 250: the lost bits are bits of the sign). Coordinates whose first bit is clear are the same either way.
     */
    static boolean isReadByKaraf(ECPublicKey key) {
        int bits = key.getParams().getCurve().getField().getFieldSize();
        return key.getW().getAffineX().bitLength() < bits
                && key.getW().getAffineY().bitLength() < bits;
    }

    private Path operatorKey() {
        return base.resolve("operator.key");
    }

    private Path publicHalf() {
        return base.resolve("operator.key.pub");
    }

    private void letIn(PublicKey key) throws IOException {
        Path file = base.resolve("etc/keys.properties");
        String entry = USER + " = " + encoded(key) + ",_g_:admingroup";
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (!lines.contains(entry)) {
            String kept = lines.stream()
                    .filter(line -> !line.startsWith(USER + " ="))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            Files.writeString(file, kept + entry + "\n");
        }
    }

    static String encoded(PublicKey key) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return Base64.getEncoder().encodeToString(buffer.getCompactData());
    }

    private static byte[] pem(KeyPair pair) {
        Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(base64.encode(pair.getPrivate().getEncoded()));
        out.writeBytes("\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] unpem(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----|\\s", "");
        return Base64.getDecoder().decode(text);
    }

    /** Owner-only from the first byte on: the file is never there with wider rights. */
    static void writePrivate(Path file, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }
}

package et.signature.internal;

import et.signature.Fingerprints;
import et.signature.Trust.Profile;
import et.signature.Trust.Signer;
import et.signature.internal.Policy.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads whom to trust. At each judgement anew, so that a key that was revoked is so from that moment on; and not through
 * Config Admin, whose word may come after the first bundle.
 */
final class PolicyFiles {

    static final String FILE = "etc/signers.properties";

    private static final String SIGNER = "signer.";
    private static final String PEM = ".pem";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern CODE = Pattern.compile("[^/\\s]+/[^/\\s]+");
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
    private static final Pattern ROLE = Pattern.compile("(logic|platform)(?:\\s+for\\s+(\\S.*))?");
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("profile", "revoked.keys", "revoked.digests", "downgrade"));

    private final Path etc;

    PolicyFiles(Path etc) {
        this.etc = etc;
    }

    Policy read() {
        try {
            return parse();
        } catch (IOException | CertificateException e) {
            return Policy.nobody(FILE + " or a certificate in etc/signers/ cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            return Policy.nobody(String.valueOf(e.getMessage()));
        }
    }

    private Policy parse() throws IOException, CertificateException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(etc.resolve("signers.properties"))) {
            lines.load(in);
        }
        Map<String, Role> roles = new HashMap<>();
        for (String key : lines.stringPropertyNames()) {
            if (key.startsWith(SIGNER)) {
                roles.put(key.substring(SIGNER.length()), role(key, lines.getProperty(key)));
            } else if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        FILE + ": " + key + " (expected: signer.<name>, or one of " + KEYS + ")");
            }
        }
        return new Policy(
                profile(lines.getProperty("profile", "production")),
                signers(lines),
                Map.copyOf(roles),
                words(lines, "revoked.keys", HEX, "SHA-256 of a key, 64 hex digits"),
                words(lines, "revoked.digests", HEX, "a digest of code, 64 hex digits"),
                words(lines, "downgrade", CODE, "bundle/version"),
                "");
    }

    private static Profile profile(String word) {
        return switch (word.strip()) {
            case "production" -> Profile.PRODUCTION;
            case "development" -> Profile.DEVELOPMENT;
            default ->
                throw new IllegalArgumentException(
                        FILE + ": profile = " + word + " (expected: production or development)");
        };
    }

    private static Role role(String key, String text) {
        var matcher = ROLE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(FILE + ": " + key + " = " + text
                    + " (expected: logic or platform, perhaps followed by: for <bundle>, <bundle>)");
        }
        return new Role(
                matcher.group(1).equals("platform"),
                matcher.group(2) == null
                        ? List.of()
                        : SEPARATOR.splitAsStream(matcher.group(2)).toList());
    }

    private static Set<String> words(Properties lines, String key, Pattern shape, String expected) {
        Set<String> words = new HashSet<>();
        for (String word :
                SEPARATOR.splitAsStream(lines.getProperty(key, "").strip()).toList()) {
            String plain = shape == HEX ? word.toLowerCase(Locale.ROOT) : word;
            if (!plain.isEmpty() && !shape.matcher(plain).matches()) {
                throw new IllegalArgumentException(FILE + ": " + key + ": " + word + " (expected: " + expected + ")");
            }
            words.add(plain);
        }
        words.remove("");
        return Set.copyOf(words);
    }

    private List<Signer> signers(Properties lines) throws IOException, CertificateException {
        Path folder = etc.resolve("signers");
        List<Signer> signers = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(PEM)) {
                        signers.add(signer(file, name.substring(0, name.length() - PEM.length()), lines));
                    }
                }
            }
        }
        return List.copyOf(signers);
    }

    private static Signer signer(Path file, String name, Properties lines) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return new Signer(name, lines.getProperty(SIGNER + name, "").strip(), Fingerprints.of(certificate));
        } catch (CertificateException e) {
            throw new CertificateException(file.getFileName() + " is no certificate: " + e.getMessage(), e);
        }
    }
}

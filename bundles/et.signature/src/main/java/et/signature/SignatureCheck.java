package et.signature;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.CodeSigner;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;

/**
 * Checks a jar's signature with the JDK's own verifier, and adds what that leaves open: a file that is not covered, or
 * gone, is an offence too, and there is one signer.
 */
final class SignatureCheck {

    private final Code code;

    private SignatureCheck(Code code) {
        this.code = code;
    }

    static Signature of(Code code) {
        List<String> parts =
                code.files().keySet().stream().filter(Code::isOfSignature).toList();
        if (parts.isEmpty()) {
            return new Signature.None();
        }
        try {
            return new SignatureCheck(code).check(parts);
        } catch (SecurityException e) {
            // In the JDK's words, which name the file.
            return new Signature.Broken("it was changed after it had been signed (" + e.getMessage() + ")");
        } catch (IOException | IllegalArgumentException e) {
            return new Signature.Broken("its signature cannot be read (" + e.getMessage() + ")");
        }
    }

    private Signature check(List<String> parts) throws IOException {
        String statement = statement(parts);
        if (statement.isEmpty()) {
            return new Signature.Broken(
                    "it has " + String.join(", ", parts) + " where one signer has one .SF and one .EC, .RSA or .DSA");
        }
        Manifest manifest = code.manifest();
        for (String name : manifest.getEntries().keySet()) {
            if (!code.files().containsKey(name) && !name.endsWith("/")) {
                return new Signature.Broken("the file " + name + " was taken out after it had been signed");
            }
        }
        if (!coversManifest(statement)) {
            return new Signature.Broken("its manifest was changed after it had been signed");
        }
        X509Certificate signer = null;
        try (var jar = new JarInputStream(new ByteArrayInputStream(packed(parts)), true)) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                jar.transferTo(OutputStream.nullOutputStream());
                if (Code.isOfSignature(entry.getName())) {
                    continue;
                }
                CodeSigner[] signers = entry.getCodeSigners();
                if (signers == null || signers.length != 1) {
                    return new Signature.Broken("its signature does not cover the file " + entry.getName());
                }
                X509Certificate certificate = (X509Certificate)
                        signers[0].getSignerCertPath().getCertificates().get(0);
                if (signer != null && !signer.equals(certificate)) {
                    return new Signature.Broken("its files are signed by more than one");
                }
                signer = certificate;
            }
        }
        return signer == null
                ? new Signature.Broken("its signature covers no file")
                : new Signature.Whole(signer.getSubjectX500Principal().getName(), Fingerprints.of(signer));
    }

    /** The .SF, where there is one signer; else empty. */
    private static String statement(List<String> parts) {
        List<String> statements = parts.stream().filter(p -> p.endsWith(".SF")).toList();
        if (parts.size() != 2 || statements.size() != 1) {
            return "";
        }
        String stem = statements.get(0).substring(0, statements.get(0).length() - ".SF".length());
        return List.of(stem + ".EC", stem + ".RSA", stem + ".DSA").stream().anyMatch(parts::contains)
                ? statements.get(0)
                : "";
    }

    /** Whether the .SF has a digest of the whole manifest: without it, the JDK lets lines be added. */
    private boolean coversManifest(String statement) throws IOException {
        Manifest said = new Manifest(new ByteArrayInputStream(file(statement)));
        byte[] manifest = file(JarFile.MANIFEST_NAME);
        for (String algorithm : List.of("SHA-256", "SHA-384", "SHA-512")) {
            String digest = said.getMainAttributes().getValue(algorithm + "-Digest-Manifest");
            if (digest != null) {
                return Arrays.equals(Base64.getDecoder().decode(digest), Digests.of(algorithm, manifest));
            }
        }
        return false;
    }

    /** The jar in the order in which the JDK's verifier wants it: what is signed, by whom, the rest. */
    private byte[] packed(List<String> parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            jar.setLevel(Deflater.NO_COMPRESSION);
            put(jar, JarFile.MANIFEST_NAME, file(JarFile.MANIFEST_NAME));
            for (String part : parts) {
                put(jar, part, file(part));
            }
            for (Map.Entry<String, byte[]> file : code.files().entrySet()) {
                if (!file.getKey().equals(JarFile.MANIFEST_NAME) && !parts.contains(file.getKey())) {
                    put(jar, file.getKey(), file.getValue());
                }
            }
        }
        return bytes.toByteArray();
    }

    private byte[] file(String name) {
        return Objects.requireNonNull(code.files().get(name), name);
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}

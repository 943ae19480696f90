package et.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** A jar to sign and to tamper with. Its zip is written by hand, so that it can have what no honest tool writes. */
public final class Jar {

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private Jar() {}

    /** A logic bundle with some files. */
    public static Jar logic(String name, String version) {
        return bundle(name, version, "et.api");
    }

    /** A bundle that imports this, or nothing. */
    public static Jar bundle(String name, String version, String imports) {
        return new Jar()
                .with("META-INF/MANIFEST.MF", """
                        Manifest-Version: 1.0
                        Bundle-ManifestVersion: 2
                        Bundle-SymbolicName: %s
                        Bundle-Version: %s
                        %s
                        """.formatted(
                        name, version, imports.isEmpty() ? "X-Imports: none\n" : "Import-Package: " + imports + "\n"))
                .with("game/Rules.class", "rules")
                .with("game/data.txt", "data");
    }

    /** Reads one again, as it stands. */
    public static Jar of(byte[] jar) {
        try {
            Jar read = new Jar();
            read.files.putAll(JarBytes.files(jar));
            return read;
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public Jar with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Jar with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    public Jar without(String name) {
        files.remove(name);
        return this;
    }

    public byte[] file(String name) {
        return files.get(name);
    }

    public Set<String> names() {
        return files.keySet();
    }

    public Jar edit(String name, UnaryOperator<String> change) {
        return with(name, change.apply(new String(files.get(name), StandardCharsets.UTF_8)));
    }

    /** Signed by the JDK's own signer. */
    public byte[] signed(Keys key) {
        try {
            Path plain = Files.createTempFile("plain", ".jar");
            Files.write(plain, bytes());
            try (ZipFile zip = new ZipFile(plain.toFile())) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                new JarSigner.Builder(key.secret(), key.path())
                        .signerName("ET")
                        .build()
                        .sign(zip, out);
                return out.toByteArray();
            } finally {
                Files.delete(plain);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Packed, as it stands. */
    public byte[] bytes() {
        Zip zip = new Zip();
        files.forEach(zip::file);
        return zip.bytes();
    }

    /** Writes a zip without asking whether it makes sense. */
    public static final class Zip {

        private final ByteArrayOutputStream locals = new ByteArrayOutputStream();
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
        private int count;

        public Zip file(String name, byte[] content) {
            int where = locals.size();
            return local(name, content).central(name, content, where);
        }

        /** A file that the directory may know, or not. */
        public Zip local(String name, byte[] content) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            byte[] head = new byte[30];
            little(head)
                    .putInt(0x04034b50)
                    .putShort((short) 20)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0x00210000)
                    .putInt(crc(content))
                    .putInt(content.length)
                    .putInt(content.length)
                    .putShort((short) text.length)
                    .putShort((short) 0);
            locals.writeBytes(head);
            locals.writeBytes(text);
            locals.writeBytes(content);
            return this;
        }

        /** A line of the directory. */
        public Zip central(String name, byte[] content, int where) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            byte[] head = new byte[46];
            little(head)
                    .putInt(0x02014b50)
                    .putShort((short) 20)
                    .putShort((short) 20)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0x00210000)
                    .putInt(crc(content))
                    .putInt(content.length)
                    .putInt(content.length)
                    .putShort((short) text.length)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(where);
            directory.writeBytes(head);
            directory.writeBytes(text);
            count++;
            return this;
        }

        public byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(locals.toByteArray());
            all.writeBytes(directory.toByteArray());
            byte[] end = new byte[22];
            little(end)
                    .putInt(0x06054b50)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) count)
                    .putShort((short) count)
                    .putInt(directory.size())
                    .putInt(locals.size())
                    .putShort((short) 0);
            all.writeBytes(end);
            return all.toByteArray();
        }

        private static ByteBuffer little(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static int crc(byte[] content) {
            CRC32 crc = new CRC32();
            crc.update(content);
            return (int) crc.getValue();
        }
    }
}

package et.signature.internal;

import et.signature.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A container's folders, as far as trust is concerned. */
record Etc(Path base) {

    Path etc() {
        return base.resolve("etc");
    }

    Path system() {
        return base.resolve("system");
    }

    Path ran() {
        return base.resolve("data/signatures/ran.properties");
    }

    /** Writes the file of signers. */
    Etc says(String... lines) {
        try {
            Files.createDirectories(etc().resolve("signers"));
            Files.createDirectories(system());
            Files.writeString(etc().resolve("signers.properties"), String.join("\n", lines) + "\n");
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Etc knows(String name) throws Exception {
        Keys.of(name).writeCertificate(etc().resolve("signers/" + name + ".pem"));
        return this;
    }

    /** Puts a bundle into the distribution. */
    Etc ships(String name, String version, byte[] jar) throws IOException {
        Path file = system().resolve("org/games/%1$s/%2$s/%1$s-%2$s.jar".formatted(name, version));
        Files.createDirectories(file.getParent());
        Files.write(file, jar);
        return this;
    }
}

package et.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import et.launcher.Remote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container that has actors, of those that {@code ./et} has started in a directory.
 *
 * @param name what it is called
 * @param base its directory
 */
record Container(String name, Path base) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** All of them, by name. */
    static List<Container> in(Path runs) throws IOException {
        List<Container> found = new ArrayList<>();
        try (Stream<Path> bases = Files.list(runs)) {
            for (Path base : bases.sorted().toList()) {
                Path tier = base.resolve("tier");
                if (Files.exists(base.resolve("operator.key"))
                        && (!Files.exists(tier)
                                || Files.readString(tier).strip().equals("logic"))) {
                    found.add(new Container(String.valueOf(base.getFileName()), base));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException(runs + ": no container with actors (expected: logic among --tiers)");
        }
        return found;
    }

    ServerJvm jvm() throws IOException {
        return new ServerJvm(
                Long.parseLong(Files.readString(base.resolve("pid")).strip()));
    }

    /**
     * Runs a console command; returns what it prints.
     *
     * @throws IOException if it did not do its work
     */
    String console(String command) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Remote remote = Remote.connect(base)) {
            int code = remote.exec(command, out, err, PATIENCE);
            if (code != 0) {
                throw new IOException(name + ": " + command + ": exit code " + code + ": " + out.toString(UTF_8)
                        + err.toString(UTF_8));
            }
        }
        return out.toString(UTF_8);
    }
}

package et.itests.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk of its own for a server, in memory, which tests can fill. Only the server sees it, and it ends with the server, with all that is on it. No rights are needed for
 * it but Linux's user namespaces, which some machines keep from their users.
 */
public final class SmallDisk {

    private static final int CHUNK = 1 << 20;

    private static final List<String> ALONE = List.of("unshare", "--map-root-user", "--mount");

    /** Puts a disk in the place of the folder, with what is in the folder on it, and becomes the rest of its words. */
    private static final String MOUNT = "mkdir \"$1.disk\" && mount -t tmpfs -o size=\"$2m\" none \"$1.disk\""
            + " && cp -a \"$1/.\" \"$1.disk\" && mount --bind \"$1.disk\" \"$1\" && shift 2 && exec \"$@\"";

    private final int megabytes;

    /** @throws MySqlBinaries.MissingException nobody can have a disk of his own here */
    public SmallDisk(int megabytes) throws MySqlBinaries.MissingException {
        this.megabytes = megabytes;
        var trial = new ArrayList<>(ALONE);
        trial.addAll(List.of("mount", "-t", "tmpfs", "none", System.getProperty("java.io.tmpdir")));
        try {
            if (new ProcessBuilder(trial).start().waitFor() == 0) {
                return;
            }
        } catch (IOException noSuchProgram) {
            throw new MySqlBinaries.MissingException("there is no program unshare: " + noSuchProgram.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MySqlBinaries.MissingException("this machine lets its users have no disk of their own");
    }

    /** A command that runs another one with this disk in the place of a folder. */
    List<String> command(Path folder, List<String> server) {
        var command = new ArrayList<>(ALONE);
        command.addAll(List.of("sh", "-c", MOUNT, "sh", folder.toString(), Integer.toString(megabytes)));
        command.addAll(server);
        // Within, it is root who runs it.
        if (!server.contains("--user=root")) {
            command.add("--user=root");
        }
        return command;
    }

    /** Takes all the room that is left, as the server sees it. */
    static void fill(Path filler) throws IOException {
        try (var out = Files.newOutputStream(filler)) {
            var chunk = new byte[CHUNK];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            if (!Files.exists(filler)) {
                throw full;
            }
        }
    }
}

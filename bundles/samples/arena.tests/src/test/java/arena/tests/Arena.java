package arena.tests;

import et.api.ActorRef;
import et.testkit.LogicJar;
import et.testkit.World;
import java.nio.file.Files;
import java.nio.file.Path;

/** The game's jars, as the build made them, and worlds to play it in. */
final class Arena {

    static final ActorRef MEADOW = new ActorRef("arena", "meadow");

    private Arena() {}

    /** Each call loads the jar anew. */
    static LogicJar jar(String version) {
        Path jar = Path.of("..", "arena", version, "target", "arena-" + version + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: build it first (mvn verify)");
        }
        return LogicJar.load(jar);
    }

    static World world(long seed, String version) {
        return World.seeded(seed).logic(jar(version)).start();
    }
}

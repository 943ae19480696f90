package et.hotfix.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was planned last under a name: who then applies other bytes under it has not seen their plan. */
final class Planned {

    private static final int KEPT = 64;

    private final Map<String, String> digests = new LinkedHashMap<>();

    synchronized void remember(Artifact artifact) {
        for (String name : names(artifact)) {
            digests.remove(name);
            digests.put(name, artifact.digest());
        }
        while (digests.size() > KEPT) {
            digests.remove(digests.keySet().iterator().next());
        }
    }

    /** Why the bytes are not those of the plan, if there was one. */
    synchronized Optional<String> objection(Artifact artifact) {
        return names(artifact).stream()
                .filter(name -> !digests.getOrDefault(name, artifact.digest()).equals(artifact.digest()))
                .findFirst()
                .map(name -> name + " is not what was planned: SHA-256 " + digests.get(name) + " then, "
                        + artifact.digest() + " now. If you have built it again, plan it again; if not, find out who"
                        + " has changed it");
    }

    private static List<String> names(Artifact artifact) {
        return List.of(artifact.source(), artifact.bundle() + " " + artifact.version());
    }
}

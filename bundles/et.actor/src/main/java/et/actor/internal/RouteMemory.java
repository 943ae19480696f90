package et.actor.internal;

import et.actor.core.KnownRoute;
import et.api.Reach;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over a restart which types there were and what clients sent them. A client that comes back faster than the logic bundles start
 * then has its requests held, rather than refused as unknown. Losing the file costs nothing else.
 */
final class RouteMemory {

    private static final Logger log = LoggerFactory.getLogger(RouteMemory.class);
    private static final int FIELDS = 3;

    private final @Nullable File file;

    RouteMemory(@Nullable File file) {
        this.file = file;
    }

    List<KnownRoute> read() {
        List<KnownRoute> routes = new ArrayList<>();
        if (file == null || !file.exists()) {
            return routes;
        }
        try {
            for (String line : Files.readAllLines(file.toPath())) {
                String[] fields = line.split(" ", -1);
                if (fields.length == FIELDS) {
                    routes.add(new KnownRoute(
                            fields[0], Reach.valueOf(fields[1]), Integer.parseUnsignedInt(fields[2], 16)));
                }
            }
        } catch (IOException | IllegalArgumentException damaged) {
            log.warn("The routes of the last run are not known: {}", damaged.toString());
            routes.clear();
        }
        return routes;
    }

    synchronized void write(List<KnownRoute> routes) {
        if (file == null) {
            return;
        }
        List<String> lines = routes.stream()
                .map(route -> route.type() + " " + route.reach() + " " + Integer.toHexString(route.message()))
                .toList();
        File fresh = new File(file.getPath() + ".new");
        try {
            Files.write(fresh.toPath(), lines);
            Files.move(
                    fresh.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            log.warn("The routes could not be remembered for the next start: {}", failed.toString());
        }
    }
}

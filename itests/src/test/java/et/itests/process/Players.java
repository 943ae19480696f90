package et.itests.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Robots that play one game after another until they are told to leave: for work that takes as long as the machine lets it. */
final class Players implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<List<Robots.Figures>> games;
    private volatile boolean leaving;

    private Players(Container container, Load load) {
        games = thread.submit(() -> {
            List<Robots.Figures> found = new ArrayList<>();
            while (!leaving) {
                try (Robots robots = Robots.play(container, load.players(), load.length())) {
                    found.add(robots.figures());
                }
            }
            return found;
        });
    }

    static Players playOn(Container container, Load load) {
        return new Players(container, load);
    }

    /** Waits for the end of the game that is on, and returns what was found in each. */
    List<Robots.Figures> leave() throws Exception {
        leaving = true;
        return games.get();
    }

    /** Ends them at once, if they have not left. */
    @Override
    public void close() {
        leaving = true;
        thread.shutdownNow();
    }
}

package arena;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The figures of the game: what a designer turns. Distances are in tiles along each axis. */
final class Rules {

    static final int WIDTH = 96;
    static final int HEIGHT = 96;
    static final int VIEW = 16;
    static final int STRIDE = 3;
    static final int REACH = 2;

    /** Tiles a second. */
    static final int SPEED = 24;

    static final long STEP_MS = 1000 / SPEED;
    static final long TALK_MS = 1000;

    /** How much walking and talking one may catch up on: requests that were held for a while come all at once. */
    static final long BURST_MS = 5000;

    static final int MAX_TEXT = 200;

    /** A view is worked out for each pair of walkers. */
    static final int MAX_WALKERS = 200;

    static final int MAX_COINS = 40;
    static final Duration TICK = Duration.ofMillis(100);
    static final Duration SPAWN = Duration.ofMillis(250);

    /** What a crash may take back of walking and talking; coins are never taken back. */
    static final Duration RELAXED = Duration.ofSeconds(2);

    /** Whoever gives no sign of life for so long is shown out. */
    static final long IDLE_MS = Duration.ofMinutes(5).toMillis();

    private Rules() {}

    /** What a new coin is worth. */
    static int worth(RandomGenerator random) {
        return 1;
    }

    /** Whether one is within {@code distance} of the other. */
    static boolean near(Spot one, Spot other, int distance) {
        return distance(one, other) <= distance;
    }

    static int distance(Spot one, Spot other) {
        return Math.max(Math.abs(one.getX() - other.getX()), Math.abs(one.getY() - other.getY()));
    }

    static Spot anywhere(RandomGenerator random) {
        return spot(random.nextInt(WIDTH), random.nextInt(HEIGHT));
    }

    static Spot spot(int x, int y) {
        return Spot.newBuilder().setX(x).setY(y).build();
    }

    static boolean onTheMap(Spot spot) {
        return spot.getX() >= 0 && spot.getX() < WIDTH && spot.getY() >= 0 && spot.getY() < HEIGHT;
    }
}

package et.itests.process;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What must not be lost when somebody is killed while robots play, at a moment that is drawn: once in every build, twenty times with {@code mvn verify -Plong}. */
final class Deaths {

    private static final int TIMES = Boolean.getBoolean("et.long") ? 20 : 1;
    private static final int PLAYERS = 20;

    /** Of their play, before somebody is killed. */
    private static final long MOST_MILLIS = 3000;

    private Deaths() {}

    /** Something that is done to containers. */
    interface Deed {
        void run() throws Exception;
    }

    /** So many robots have to be in before the first one is killed. */
    static int players() {
        return PLAYERS;
    }

    /**
     * Each time: robots play, it is killed and started again, and their books agree with what is stored.
     *
     * @param play returns when all robots play
     */
    static void survive(String who, Script containers, Deed play, Deed kill, Deed start) throws Exception {
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.out.printf("%s: killed %d times, at moments of the seed %d%n", who, TIMES, seed);
        Random random = new Random(seed);
        long answered = 0;
        for (int i = 0; i < TIMES; i++) {
            try (Robots robots = Robots.play(containers, PLAYERS)) {
                play.run();
                TimeUnit.MILLISECONDS.sleep(random.nextLong(MOST_MILLIS));
                kill.run();
                start.run();
                answered += robots.figures().expectNothingLost().of("answered");
            }
        }
        System.out.printf("%s: killed %d times, %d requests, nothing lost and nothing twice%n", who, TIMES, answered);
    }
}

package et.itests.process;

import java.time.Duration;

/**
 * How much a test asks of the machine: little in every build, as much as was promised with {@code mvn verify -Plong}.
 *
 * @param players robots
 * @param rest how long they play on after all that happens
 * @param hotfixes how many while they play
 * @param many how many in a row, when old code has to leave the memory
 * @param kills how often a logic container of a cluster is killed
 */
record Load(int players, Duration rest, int hotfixes, int many, int kills) {

    static Load asAsked() {
        return Boolean.getBoolean("et.long")
                ? new Load(200, Duration.ofSeconds(20), 10, 500, 10)
                : new Load(30, Duration.ofSeconds(2), 4, 6, 1);
    }
}

package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.itests.process.Tiers.Recorded;
import et.persistence.HotfixStore.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whoever dies in the middle of a hotfix, at whatever boundary of its phases: all containers end with one version, the one that the records name, and players have
 * lost nothing.
 */
class HotfixKillIT {

    private static final Load LOAD = Load.asAsked();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String WATCH = "gateway-1";
    private static final String LEADER = "logic-1";
    private static final String DATABASE = "database";
    private static final List<String> LOGIC = List.of(LEADER, "logic-2");
    private static final String ARENA = "mvn:org.etserver/arena/";

    @RegisterExtension
    static final Tiers tiers = new Tiers("gateway", "manager", "logic", "logic");

    /** Who dies when the records say so. */
    private record Death(String victim, Phase when) {

        /** By what that phase is reached. */
        String act() {
            return switch (when) {
                case CONFIRMING, CONFIRMED -> "confirm";
                case REVERTING, ROLLED_BACK -> "rollback";
                default -> "apply";
            };
        }
    }

    private static List<Death> deaths() {
        if (!Boolean.getBoolean("et.long")) {
            return List.of(new Death(LEADER, Phase.SWITCHED));
        }
        List<Death> all = new ArrayList<>();
        for (Phase when : List.of(
                Phase.STAGED, Phase.SWITCHED, Phase.CONFIRMING, Phase.CONFIRMED, Phase.REVERTING, Phase.ROLLED_BACK)) {
            for (String victim : List.of(LEADER, "logic-2", "manager-1", DATABASE)) {
                all.add(new Death(victim, when));
            }
        }
        return all;
    }

    @Test
    void allOrNothingWhoeverDiesWhen() throws Exception {
        for (Death death : deaths()) {
            System.out.println(dies(death));
        }
    }

    private static String dies(Death death) throws Exception {
        whole();
        String before = tiers.serving(LEADER, "arena");
        String other = before.equals("1.0.0") ? "1.1.0" : "1.0.0";
        if (!death.act().equals("apply")) {
            tiers.console(LEADER, "et:hotfix apply " + ARENA + other);
        }
        String command = death.act().equals("apply") ? "apply " + ARENA + other : death.act() + " arena";
        long last = tiers.awaitRecord("it is known what was", PATIENCE, record -> true)
                .number();
        String told;
        try (Robots robots = Robots.play(tiers, LOAD.players())) {
            Wait.until("robots play", PATIENCE, () -> tiers.sessions(WATCH) >= LOAD.players());
            CompletableFuture<Void> typed = CompletableFuture.runAsync(() -> type(command));
            Recorded met = tiers.awaitRecord(
                    "it is " + death.when,
                    PATIENCE,
                    record -> (record.number() > last || !death.act().equals("apply"))
                            && record.phase().compareTo(death.when) >= 0);
            tiers.kill(death.victim);
            long killed = System.nanoTime();
            if (death.victim.equals(DATABASE)) {
                // Without it nobody can bring anything to an end.
                tiers.startAgain(DATABASE);
            }
            typed.join();
            Recorded end = tiers.awaitRecord(
                    "somebody brings it to an end",
                    PATIENCE,
                    record -> !record.phase().isUnderWay());
            List<String> alive =
                    LOGIC.stream().filter(name -> !name.equals(death.victim)).toList();
            Wait.until(alive + " serve what is in " + end, PATIENCE, () -> serve(alive, end.version()));
            long settled = System.nanoTime();
            if (!death.victim.equals(DATABASE)) {
                tiers.startAgain(death.victim);
            }
            // Ready means that it serves: from then on there is one version.
            assertThat(serve(LOGIC, end.version()))
                    .as("%s killed at %s: %s", death.victim, met, end)
                    .isTrue();
            robots.figures().expectNothingLost().expectNobodyDisconnected();
            told = "%-9s killed at %-11s -> %-11s, %s serves; the others after %,d ms"
                    .formatted(death.victim, met.phase(), end.phase(), end.version(), (settled - killed) / 1_000_000);
        }
        settle();
        return told;
    }

    private static boolean serve(List<String> containers, String version) throws Exception {
        for (String container : containers) {
            if (!tiers.serving(container, "arena").equals(version)) {
                return false;
            }
        }
        return true;
    }

    /** Whoever is asked may die before it has answered. */
    private static void type(String command) {
        try {
            tiers.console(LEADER, "et:hotfix " + command);
        } catch (Exception | AssertionError gone) {
            System.out.println(LEADER + " has not answered: " + gone.getMessage());
        }
    }

    /** Ends what stands open, so that the next one can begin. */
    private static void settle() throws Exception {
        Recorded now = tiers.awaitRecord(
                "it stands", PATIENCE, record -> !record.phase().isUnderWay());
        if (now.phase() == Phase.SWITCHED) {
            tiers.console(LEADER, "et:hotfix confirm arena");
        }
    }

    private static void whole() throws Exception {
        Wait.until(
                "all shards are in a container",
                PATIENCE,
                () -> tiers.homeless(WATCH) == 0
                        && LOGIC.stream().mapToInt(HotfixKillIT::shards).sum() == Tiers.SHARDS);
    }

    private static int shards(String container) {
        try {
            return Math.max(0, tiers.shards(WATCH, container));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
